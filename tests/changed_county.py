"""The county on disk that the tests of single changes of a scenario start from."""

from pathlib import Path

from lianxiao.instances.read import ReadCounty
from lianxiao.models.county import County
from lianxiao.models.policy import Policy
from lianxiao.models.words import Stage
from lianxiao.solver.travel.measure import measure_travel

from .test_reading_county import good

P = Stage.PRIMARY
SCHOOLS = """school_id,name,township,lat,lon,area,stages,role,students,classes,capacity,quality
0001,Town,A,34.00,108.00,urban,primary,core,900,18,10,0.9
0002,East,A,34.02,108.00,rural,primary,member,80,6,,
0003,West,B,34.00,108.03,rural,primary,member,70,6,,0.4
0004,North,B,34.05,108.01,rural,primary;junior,member,60,9,,
"""


def small_county(tmp_path: Path) -> ReadCounty:
    """Four schools with a round in force, a pin and a way, on disk."""
    (tmp_path / "county").mkdir()
    return good(tmp_path / "county", {"schools.csv": SCHOOLS})


def no_needs(tmp_path: Path, classes: str = "") -> ReadCounty:
    (tmp_path / "bare").mkdir(exist_ok=True)
    classes_csv = "school_id,stage,grade,classes,students\n" + classes
    files: dict[str, str | bytes] = {"schools.csv": SCHOOLS, "classes.csv": classes_csv}
    return good(tmp_path / "bare", files, "needs.csv")


def way(made: County, policy: Policy, start: str, end: str) -> tuple[float, float]:
    """Km and minutes from one school to another."""
    found = measure_travel(made, policy, [start], [end])
    return int(found.metres[0, 0]) / 1000, int(found.seconds[0, 0]) / 60
