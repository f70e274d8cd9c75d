"""Synthetic teachers: the usual shares of the domain, whole people, and the same ones from the same seed."""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache

import pytest
from lianxiao.instances import staff_figures as figures
from lianxiao.instances.curriculum import usual_lessons
from lianxiao.instances.generate import synthetic_county
from lianxiao.instances.staff import supply_of, synthetic_teachers
from lianxiao.instances.staff_figures import Setting
from lianxiao.instances.staffed import staffed
from lianxiao.instances.workplaces import Workplace
from lianxiao.models.county import County
from lianxiao.models.teacher import Backbone, Manager, Sex, Teacher
from lianxiao.models.words import Stage

YEAR = 2026
SEPTEMBER = f"{YEAR}-09"


def place(
    number: int, setting: Setting, classes: int, *, stage: Stage = Stage.PRIMARY, managed: bool = True
) -> Workplace:
    """A school with the curriculum's need, as many classes in every grade; ``classes`` is a multiple."""
    need: dict[str, float] = {}
    rows = [row for row in usual_lessons() if row.stage is stage]
    grades = len({row.grade for row in rows})
    for row in rows:
        need[row.subject] = need.get(row.subject, 0.0) + row.lessons * classes / grades
    per_class = 20 if setting is Setting.VILLAGE else 40
    return Workplace(
        f"{setting.value}{number}", stage, setting, 0.5, classes, classes * per_class, need, managed
    )


SEATS = [place(i, Setting.COUNTY_SEAT, 30) for i in range(60)]
TOWNS = [place(i, Setting.TOWN, 6) for i in range(600)]
VILLAGES = [place(i, Setting.VILLAGE, 6) for i in range(600)]
PLACES = {one.school_id: one for one in (*SEATS, *TOWNS, *VILLAGES)}


@cache
def everybody() -> tuple[Teacher, ...]:
    """Teachers of all places: made when the first test asks, not by everybody who collects tests."""
    return synthetic_teachers(PLACES.values(), YEAR, 1)


def of(setting: Setting) -> list[Teacher]:
    return [one for one in everybody() if PLACES[one.school_id].setting is setting]


def by_school(teachers: Iterable[Teacher]) -> dict[str, list[Teacher]]:
    found: dict[str, list[Teacher]] = {}
    for one in teachers:
        found.setdefault(one.school_id, []).append(one)
    return found


def share(teachers: Iterable[Teacher], holds: Callable[[Teacher], bool]) -> float:
    answers = [holds(one) for one in teachers]
    return sum(answers) / len(answers)


def age(teacher: Teacher) -> int:
    """Whole years on 1 September of the school year."""
    assert teacher.birth is not None
    year, month = map(int, teacher.birth.split("-"))
    return (12 * (YEAR - year) + 9 - month) // 12


def test_the_same_seed_gives_the_same_people_and_another_one_others() -> None:
    again, other = (synthetic_teachers(PLACES.values(), YEAR, seed) for seed in (1, 2))
    assert again == everybody()
    assert other != everybody()


def test_a_change_in_one_school_changes_the_people_of_no_other() -> None:
    first, second = VILLAGES[:2]
    alone = synthetic_teachers([second], YEAR, 1)
    both = by_school(synthetic_teachers([first, second], YEAR, 1))[second.school_id]
    unnamed = {"teacher_id": "", "name": ""}
    assert [one.model_copy(update=unnamed) for one in alone] == [
        one.model_copy(update=unnamed) for one in both
    ]


def test_ids_and_names_say_that_they_are_made_up() -> None:
    assert len({one.teacher_id for one in everybody()}) == len(everybody())
    assert (everybody()[0].teacher_id, everybody()[0].name) == ("T00001", "教师00001")
    assert synthetic_teachers(VILLAGES[:1], YEAR, 1)[0].teacher_id == "T0001"


@pytest.mark.parametrize(
    ("setting", "fewest", "most"),
    [(Setting.VILLAGE, 0.03, 0.08), (Setting.TOWN, 0.08, 0.20), (Setting.COUNTY_SEAT, 0.20, 0.25)],
)
def test_backbone_shares_are_the_usual_ones(setting: Setting, fewest: float, most: float) -> None:
    assert fewest <= share(of(setting), lambda one: one.backbone is not Backbone.NONE) <= most


def test_in_villages_two_of_five_are_over_50_and_fewer_elsewhere() -> None:
    over = {setting: share(of(setting), lambda one: age(one) > 50) for setting in Setting}
    assert 0.35 <= over[Setting.VILLAGE] <= 0.45
    assert over[Setting.COUNTY_SEAT] < over[Setting.TOWN] < 0.30


@pytest.mark.parametrize("setting", Setting)
def test_two_to_five_in_a_hundred_are_exempt_now(setting: Setting) -> None:
    def in_force(one: Teacher) -> bool:
        return one.exempt != "" and (one.exempt_until is None or one.exempt_until >= SEPTEMBER)

    assert 0.02 <= share(of(setting), in_force) <= 0.05
    assert any(one.exempt and not in_force(one) for one in of(setting))
    assert any(in_force(one) and one.exempt_until is None for one in of(setting))


@pytest.mark.parametrize(
    ("subjects", "fewest", "most"),
    [(("music", "art", "it"), 0.80, 0.95), (("pe",), 0.50, 0.70), (("english", "science"), 0.40, 0.60)],
)
def test_villages_lack_specialists(subjects: tuple[str, ...], fewest: float, most: float) -> None:
    schools = by_school(of(Setting.VILLAGE)).values()
    for subject in subjects:
        without = sum(all(one.subject != subject for one in staff) for staff in schools)
        assert fewest <= without / len(schools) <= most, subject


@pytest.mark.parametrize("subject", ["music", "art", "it", "pe", "english", "science"])
def test_small_town_schools_lack_specialists_now_and_then(subject: str) -> None:
    schools = by_school(of(Setting.TOWN)).values()
    without = sum(all(one.subject != subject for one in staff) for staff in schools)
    assert 0.10 <= without / len(schools) <= 0.30


def test_the_county_seat_has_every_specialist_and_too_much_chinese_and_maths() -> None:
    staffs = by_school(of(Setting.COUNTY_SEAT))
    spare: Counter[str] = Counter()
    for school_id, staff in staffs.items():
        assert {one.subject for one in staff} >= set(PLACES[school_id].need) - {"activities"}
        supply = supply_of(PLACES[school_id], staff)
        spare.update({subject: supply[subject] - int(PLACES[school_id].need[subject]) for subject in supply})
    lessons = sum(sum(one.need.values()) for one in SEATS)
    assert spare["chinese"] + spare["maths"] > 0.05 * lessons
    assert spare["chinese"] + spare["maths"] > 2 * sum(spare[one] for one in figures.WITHOUT_SPECIALIST[
        Setting.VILLAGE
    ])  # fmt: skip


def test_a_large_school_short_of_a_subject_has_few_teachers_of_it_not_none() -> None:
    large = [place(i, Setting.VILLAGE, 24) for i in range(40)]
    staffs = by_school(synthetic_teachers(large, YEAR, 1)).values()
    music = [sum(one.subject == "music" for one in staff) for staff in staffs]
    assert min(music) >= 1
    # 24 classes need 48 lessons of music: 2.4 posts where nothing is short, half of them where it is
    assert sum(count == 1 for count in music) > sum(count >= 2 for count in music) > 0


def test_activities_are_many_teachers_second_subject_and_nobodys_main_one() -> None:
    assert not any(one.subject == "activities" for one in everybody())
    assert share(everybody(), lambda one: one.second_subject == "activities") > 0.25
    assert not any(one.second_subject == one.subject for one in everybody())


def test_numbers_follow_students_or_classes_whichever_gives_more() -> None:
    staffs = by_school(everybody())
    assert {len(staffs[one.school_id]) for one in SEATS} == {round(30 * 40 / 19)}
    assert {len(staffs[one.school_id]) for one in VILLAGES} == {round(6 * 1.8)}
    told = VILLAGES[0]._replace(teachers=7)
    assert len(synthetic_teachers([told], YEAR, 1)) == 7


def test_nobody_gives_more_than_allowed_and_no_subject_gets_more_than_its_need() -> None:
    assert all((one.lessons or 0) <= one.lessons_max for one in everybody())
    for school_id, staff in by_school(everybody()).items():
        supply = supply_of(PLACES[school_id], staff)
        assert sum(supply.values()) == sum(one.lessons_max for one in staff)
        assert sum(one.lessons or 0 for one in staff) <= sum(PLACES[school_id].need.values())


def test_standard_loads_but_for_managers() -> None:
    for one in everybody():
        if one.manager in (Manager.NONE, Manager.RESERVE):
            assert one.lessons_max == (14 if one.subject in ("chinese", "maths") else 18)
        else:
            assert one.lessons_max <= 17


def test_every_school_has_one_head_and_a_point_has_none() -> None:
    posts = {
        school_id: Counter(one.manager for one in staff)
        for school_id, staff in by_school(everybody()).items()
    }
    assert {one[Manager.HEAD] for one in posts.values()} == {1}
    assert {posts[one.school_id][Manager.DEPUTY] for one in SEATS} == {2}
    assert {posts[one.school_id][Manager.MIDDLE] for one in SEATS} == {5}
    assert {posts[one.school_id][Manager.RESERVE] for one in VILLAGES} == {1}
    point = place(0, Setting.VILLAGE, 6, managed=False)
    assert {one.manager for one in synthetic_teachers([point], YEAR, 1)} == {Manager.NONE}


def test_lives_fit_together() -> None:
    for one in everybody():
        assert 22 <= age(one) <= (54 if one.sex is Sex.FEMALE else 59)
        assert one.birth is not None
        if one.tenure_from is not None:
            assert one.tenure_from <= SEPTEMBER
            assert int(one.tenure_from[:4]) - int(one.birth[:4]) >= 20
        if one.last_exchange is not None:
            assert one.last_exchange < SEPTEMBER
            assert one.tenure_from is None or one.tenure_from <= one.last_exchange
        if one.exempt == "哺乳期":
            assert one.sex is Sex.FEMALE
            assert one.exempt_until is not None
    unknown = share(everybody(), lambda one: one.tenure_from is None)
    assert 0 < unknown < 0.01


def test_junior_schools_have_their_own_subjects_and_loads() -> None:
    school = place(1, Setting.TOWN, 18, stage=Stage.JUNIOR)
    staff = synthetic_teachers([school], YEAR, 1)
    assert {one.subject for one in staff} == set(school.need) - {"activities"}
    physics = {one.lessons_max for one in staff if one.subject == "physics"}
    assert 14 in physics  # physics is a science: 14 lessons; managers fewer


def test_a_county_gets_its_need_by_classes_and_curriculum() -> None:
    county, policy = synthetic_county(60, 3, teachers=True)
    school = county.schools[-1]
    by_grade = {row.grade: row.classes or 0 for row in county.classes if row.school_id == school.school_id}
    assert sum(by_grade.values()) == school.classes
    assert list(by_grade.values()) == sorted(by_grade.values(), reverse=True)
    students = [row.students or 0 for row in county.classes if row.school_id == school.school_id]
    assert sum(students) == school.students
    wanted = sum(
        row.lessons * by_grade[row.grade]
        for row in usual_lessons()
        if row.stage is Stage.PRIMARY and row.subject == "chinese"
    )
    needs = {(row.school_id, row.subject): row.need for row in county.needs or ()}
    assert needs[school.school_id, "chinese"] == wanted
    assert {one.school_id for one in county.teachers or ()} == set(county.by_id)
    assert policy.school_year is not None


def test_what_cannot_be_staffed_is_refused() -> None:
    county, policy = synthetic_county(5, 1, teachers=True)
    with pytest.raises(ValueError, match="school year"):
        staffed(county, policy.model_copy(update={"school_year": None}), 1)
    for change in ({"stages": (Stage.KINDERGARTEN,)}, {"classes": None}):
        changed = county.schools[0].model_copy(update=change)
        with pytest.raises(ValueError, match=changed.school_id):
            staffed(County(schools=(changed,)), policy, 1)
