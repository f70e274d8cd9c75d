"""The tiers of a plan: the contract's default ones, and what is left of them without the exchange."""

from lianxiao.models.county import County, Pin
from lianxiao.models.mode import Mode
from lianxiao.models.objective import grouping_only_tiers, grouping_tiers
from lianxiao.models.policy import ExchangeSettings, Objective, Policy
from lianxiao.models.school_year import PastExchange
from lianxiao.models.words import PinRule, Stage, Term

from .hand_made import school

SCHOOLS = (school("A"), school("j"))
MODE = Mode.model_validate({"key": "joint_alliance"})
VISIT = PastExchange(teacher="T1", to_id="j")
WISH = Pin(school_id="j", core_id="A", stage=Stage.PRIMARY, rule=PinRule.PREFER)


def names(county: County, policy: Policy) -> list[str]:
    return [" + ".join(tier) for tier in grouping_tiers(county, policy)]


def test_without_needs_and_teachers_as_ever() -> None:
    county = County(schools=SCHOOLS, exchanges=(VISIT,))
    assert names(county, Policy(mode=(MODE,))) == ["unplaced", "worst_km", "total_km + opening_cost"]


def test_with_needs_alone_as_ever() -> None:
    county = County(schools=SCHOOLS, needs=(), pins=(WISH,))
    assert names(county, Policy(mode=(MODE,))) == [
        "unplaced",
        "uncovered_lessons",
        "preferences",
        "worst_km",
        "total_km + opening_cost",
    ]


def test_with_teachers_all_of_them_in_the_contract_s_order() -> None:
    county = County(schools=SCHOOLS, teachers=(), exchanges=(VISIT,), pins=(WISH,))
    assert names(county, Policy(mode=(MODE,))) == [
        "unplaced",
        "uncovered_lessons",
        "quota_missed",
        "worst_uncovered",
        "preferences",
        "worst_km",
        "total_km + opening_cost",
        "teacher_minutes",
        "visit_changes",
    ]


def test_no_quota_without_rotation_and_no_changes_without_visits() -> None:
    pair = VISIT.model_copy(update={"kind": "mentor"})
    county = County(schools=SCHOOLS, teachers=(), exchanges=(pair,))
    settings = Policy(mode=(MODE,), exchange=ExchangeSettings(forms=("visit",)))
    assert "quota_missed" not in names(county, settings)
    assert "visit_changes" not in names(county, settings)
    assert "worst_uncovered" in names(county, settings)


def test_grouping_only_leaves_mixed_tiers_out_whole_and_keeps_their_places() -> None:
    tiers = (
        {Term.UNPLACED: 1.0},
        {Term.WORST_KM: 1.0, Term.WORST_TEACHER_MINUTES: 2.0},
        {Term.UNCOVERED_LESSONS: 1.0},
        {Term.QUOTA_MISSED: 1.0},
        {Term.TOTAL_KM: 3.0},
    )
    county = County(schools=SCHOOLS, teachers=())
    left = grouping_only_tiers(county, Policy(mode=(MODE,), objective=Objective(tiers=tiers)))
    assert left.tiers == (tiers[0], tiers[2], tiers[4])
    assert left.numbers == (0, 2, 4)
    assert left.skipped == ("worst_km + worst_teacher_minutes", "quota_missed")
