"""Where only one semester is planned, a case has it twice: a schedule of the case is the same in both.

Whatever is laid may differ between the two images; one of them is then taken for both. Source:
docs/exchange.md, 38.
"""

from collections.abc import Mapping

from .case import SEMESTERS, AllianceCase, PickedRotation
from .reading_out import Staffing
from .tier_values import tier_values


def taken_once(case: AllianceCase, staffing: Staffing) -> Staffing:
    """Take the better image of the planned semester for both; a case of two semesters stays as it is."""
    if not case.single:
        return staffing
    images = (_image(staffing, semester) for semester in SEMESTERS)
    return min(images, key=lambda image: tuple(worth.value for worth in tier_values(case, *image)))


def _image(staffing: Staffing, semester: int) -> Staffing:
    home: Mapping[tuple[int, int], Mapping[str, int]] = {
        (person, copy): lessons
        for (person, when), lessons in sorted(staffing.home.items())
        if when == semester
        for copy in SEMESTERS
    }
    visits = (
        visit._replace(semester=copy)
        for visit in staffing.visits
        if visit.semester == semester
        for copy in SEMESTERS
    )
    rotations = (_rotation(rotation, semester) for rotation in staffing.rotations)
    return Staffing(home, tuple(sorted(visits, key=lambda visit: visit[:3])), tuple(rotations))


def _rotation(rotation: PickedRotation, semester: int) -> PickedRotation:
    lessons = {
        (copy, subject): count
        for (when, subject), count in rotation.lessons.items()
        if when == semester
        for copy in SEMESTERS
    }
    return rotation._replace(semesters=SEMESTERS, lessons=lessons)
