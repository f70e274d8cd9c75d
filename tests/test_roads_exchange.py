"""Ways on roads between all schools and points, where teachers may go them (docs/roads.md, 7)."""

from pathlib import Path

import pytest
from lianxiao.models.county import County
from lianxiao.models.policy import ExchangeSettings, Policy
from lianxiao.models.words import Role
from lianxiao.solver.exchange.prepare import prepare_exchange
from lianxiao.solver.travel.roads import roads_for
from lianxiao.tests.made_roads import STREET, county, policy, school, write_extract
from lianxiao.tests.made_staff import PRIMARY, teacher

# A street of 20 (2 223.9 m) from west to east; at 25 km/h a step of 10 takes 160 s.
LINE = {1: (0.0, 0.0), 2: (10.0, 0.0), 3: (20.0, 0.0)}
CORE, J, K = school("A", 0, 0, Role.CORE), school("j", 5, 0, Role.MEMBER), school("k", 15, 0, Role.MEMBER)
POINT = school("p", 20, 0, Role.NONE, parent_id="k")
ELSEWHERE = (school("N", 10, 0, Role.NONE), school("q", 10, 0, Role.NONE, parent_id="N"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LIANXIAO_CACHE", str(tmp_path / "cache"))
    write_extract(tmp_path / "county.osm", LINE, [([1, 2, 3], STREET)])
    return tmp_path


def exchanging(**settings: object) -> Policy:
    return policy(max_minutes=3).model_copy(update={"exchange": ExchangeSettings.model_validate(settings)})


def ways(made: County, settings: Policy, folder: Path) -> set[str]:
    roads = roads_for(made, settings, folder).county.roads
    assert roads is not None
    return {start + end for start, end in roads.pairs}


def with_teachers() -> County:
    return county(CORE, J, K, POINT, *ELSEWHERE, teachers=(teacher("T", "p"),))


def test_without_teachers_only_leads_and_members(folder: Path) -> None:
    assert ways(county(CORE, J, K, POINT), exchanging(), folder) == {"Aj", "jA", "Ak", "kA"}


def test_with_teachers_all_sites_both_ways_but_those_of_role_none(folder: Path) -> None:
    every = {a + b for a in "Ajkp" for b in "Ajkp" if a != b}
    assert ways(with_teachers(), exchanging(), folder) == every


def test_as_far_as_anybody_may_go(folder: Path) -> None:
    # Core and members stay (twice the mode's limit); j–k 160 s, k–p 80 s, j–p 240 s, A–p 320 s.
    grouping = {"Aj", "jA", "Ak", "kA"}
    near = exchanging(visit_minutes_max=160 / 60, rotation_minutes_max=1)
    assert ways(with_teachers(), near, folder) == grouping | {"jk", "kj", "kp", "pk"}
    nobody = exchanging(forms=("posting",))
    assert ways(with_teachers(), nobody, folder) == grouping


def test_a_case_has_the_ways_of_points(folder: Path) -> None:
    settings = exchanging()
    made = roads_for(with_teachers(), settings, folder).county
    found = prepare_exchange(made, settings).case("x", PRIMARY, "A", ("j", "k"), settings.mode[0])
    assert found.site_seconds["p", "j"] == pytest.approx(240, abs=1)
    assert ("k", "p") in found.site_seconds
    assert set(found.school_seconds) == {(a, b) for a in range(3) for b in range(3) if a != b}
