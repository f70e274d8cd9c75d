"""What a planner should know about road travel: schools far from any road, or cut off."""

from ....models.county import County, RoadTravel
from ....models.finding import Finding, Level
from .profile import AtSchool

SCHOOLS_FILE = "schools.csv"


def doubts_of(county: County, roads: RoadTravel, at_school: AtSchool, named: str) -> tuple[Finding, ...]:
    """Warnings: schools off the net, farther from it than usual, or on roads that lead nowhere else."""
    found = []
    for school_id, joint in sorted(roads.joints.items()):
        school = county.by_id[school_id]
        if school.lat is None:
            continue
        figures: dict[str, object] = {"school": school_id, "extract": named}
        if joint.metres is None:
            code, figures["km"] = "road_off", at_school.off_m / 1000
        elif not joint.main:
            code, figures["metres"] = "road_cut_off", round(joint.metres)
        elif joint.metres > at_school.far_m:
            code, figures["metres"] = "road_far", round(joint.metres)
        else:
            continue
        place = f"{school.lat}, {school.lon}"
        found.append(
            Finding(
                level=Level.WARNING,
                code=code,
                file=SCHOOLS_FILE,
                column="lat",
                value=place,
                figures=figures,
            )
        )
    return tuple(found)
