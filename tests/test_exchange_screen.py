"""What the screen shows of a plan's exchange: figures worked out by hand, both languages, nobody named."""

import io
import json
from typing import Any

import pytest
from lianxiao.models.plan import Exchange, Plan, Run, TierResult
from lianxiao.models.words import Term
from lianxiao.reports.exchange_figures import ExchangeFigures, exchange_figures
from lianxiao.reports.exchange_screen import exchange_result
from lianxiao.reports.messages import Lang
from lianxiao.reports.plan_screen import plan_result, plan_screen
from lianxiao.solver.exchange.staff_view import staff_view
from lianxiao.tests.exchange_plan import ALLIANCE, EXCHANGE, PLAN, duty, here, tier
from lianxiao.tests.made_staff import policy
from rich.console import Console


def figures(plan: Plan = PLAN) -> ExchangeFigures:
    return exchange_figures(plan, here(), staff_view(here(), policy()))


def shown(lang: Lang, plan: Plan = PLAN, **settings: Any) -> str:
    console = Console(file=io.StringIO(), width=250, record=True)
    for part in plan_screen(here(), policy(**settings), plan, lang, staff_view(here(), policy(**settings))):
        console.print(part)
    return console.export_text()


def test_lessons_before_and_after_are_those_worked_out_by_hand() -> None:
    found = figures()
    assert (found.alone, found.uncovered) == (7, 4)
    (one,) = found.alliances
    assert (one.alliance, one.core, one.alone, one.uncovered) == (ALLIANCE, "A", 5, 2)


def test_visits_and_rotations_are_counted_where_they_teach() -> None:
    found = figures()
    # T2: 3 lessons at p in both semesters. T1 gives 8 at j and T3 10 at A, in autumn only: 9 on the mean
    assert tuple(found.visits) == (1, 1, 3, 1)
    assert tuple(found.rotations) == (2, 2, 9, 0)
    (one,) = found.alliances
    assert (one.visit_lessons, one.visitors, one.rotation_lessons, one.rotating) == (3, 1, 9, 2)


def test_postings_shadowing_and_pairs() -> None:
    found = figures()
    assert tuple(found.postings) == (1, 1)
    assert tuple(found.shadowing) == (1, 1)
    assert tuple(found.mentors) == (1, 1, 1)  # the same pair in both semesters


def test_an_alliance_says_in_which_aim_of_the_plan_it_is_open() -> None:
    # its second own tier is the quota, which is the plan's fourth
    (one,) = figures().alliances
    assert one.open is not None
    assert tuple(one.open) == (4, 1)


def test_duties_are_counted_by_kind_those_missed_first() -> None:
    first, *others = figures().duties
    assert tuple(first) == ("posting", 2, 1, "Nobody may go.")
    assert all(not one.missed for one in others)


def test_the_quota_is_that_of_the_county_and_what_the_plan_owes() -> None:
    # 10 % of the one or two eligible of A is 1 teacher, 20 % of that 1 backbone teacher
    quota = figures().quota
    assert quota is not None
    assert tuple(quota) == (1, 1, 4)
    without = PLAN.model_copy(update={"tiers": PLAN.tiers[:3]})
    assert figures(without).quota == quota._replace(missed=None)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            (
                "7 with own staff alone, 4 with this exchange",
                "Visits: teachers 1, receiving schools 1, weekly lessons 3.",
                "Rotation: teachers 2 (backbone 0), receiving schools 2, weekly lessons 9.",
                "Mentor pairs: 1 (mentors 1, mentees 1).",
                "still owed: 4",
                "aim 4 open (1)",
                "cannot be met: 1",
                "Nobody may go.",
                "aims up to 3",
                "Aim 4 (exchange quota missed (teachers)) is not proven: the plan reaches 4",
                "can be below 3",
                "1 (25 %)",
            ),
        ),
        (
            "zh",
            (
                "仅靠本校教师 7 节，按本方案交流后 4 节",
                "走教：教师 1 人，接收学校 1 所，每周 3 节",
                "交流轮岗：教师 2 人（其中骨干教师 0 人）",
                "师徒结对：1 对",
                "尚缺 4 人",
                "目标 4 未证明（1）",
                "其中 1 项无法完成",
                "前 3 级目标已证明",
                "任何编组与交流方案都不可能低于 3",
            ),
        ),
    ],
)
def test_the_summary_in_both_languages(lang: Lang, words: tuple[str, ...]) -> None:
    screen = " ".join(shown(lang).split())
    for word in words:
        assert word in screen, word


def test_forms_that_the_county_does_not_use_are_not_spoken_of() -> None:
    screen = shown("en", forms=["visit"])
    assert "Visits: " in screen
    for word in ("Rotation:", "Postings:", "Shadowing:", "Mentor pairs:", "Rotation quota"):
        assert word not in screen


def test_no_teacher_is_named_and_the_result_is_json() -> None:
    for lang in ("en", "zh"):
        for teacher in ("T1", "T2", "T3"):
            assert teacher not in shown(lang)
    result = json.loads(json.dumps(exchange_result(figures())))
    assert result["uncovered_own_staff_alone"] == 7
    assert result["alliances"][0]["open"] == {"tier": 4, "gap": 1}
    assert "T1" not in json.dumps(result)


def test_a_proven_plan_is_proven_over_groupings_and_exchanges() -> None:
    proven = EXCHANGE.alliances[0].model_copy(update={"tiers": EXCHANGE.alliances[0].tiers[:1]})
    plan = PLAN.model_copy(
        update={
            "status": "optimal",
            "tiers": PLAN.tiers[:3],
            "exchange": EXCHANGE.model_copy(update={"alliances": (proven,)}),
            "duties": (duty("council", 1),),
        }
    )
    screen = shown("en", plan)
    assert "proven best over all groupings and exchanges together" in screen
    for word in ("gap", "open", "is not proven", "cannot be met"):
        assert word not in screen
    assert "Duties of the alliances: 1, all of them planned." in screen


def test_a_plan_that_stops_at_the_grouping_says_so() -> None:
    estimate = TierResult(
        terms={Term.UNCOVERED_LESSONS: 2}, value=2, best=2, bound=2, proven=False, estimate=True
    )
    plan = PLAN.model_copy(
        update={
            "tiers": (
                tier(Term.UNPLACED, 1, 1, proven=True),
                estimate,
                tier(Term.WORST_KM, 5, 5, proven=False),
            ),
            "exchange": Exchange(),
            "calendar": (),
            "duties": (),
            "run": Run(skipped=("quota_missed", "worst_uncovered + preferences")),
        }
    )
    screen = shown("en", plan)
    assert "--only grouping: no exchange of teachers." in screen
    assert "exchange quota missed (teachers); largest uncovered share + wishes not met" in screen
    assert "estimate" in screen
    for word in ("own staff alone,", "Visits", "quota of the county", "is not proven:"):
        assert word not in screen
    assert plan_result(plan, here(), staff_view(here(), policy()))["exchange"] is None


def test_a_county_without_teachers_hears_nothing_of_an_exchange() -> None:
    bare = here().model_copy(update={"teachers": None})
    console = Console(file=io.StringIO(), width=250, record=True)
    plan = PLAN.model_copy(update={"exchange": Exchange(), "duties": (), "calendar": ()})
    for part in plan_screen(bare, policy(), plan, "en"):
        console.print(part)
    assert "Teacher exchange" not in console.export_text()
    assert plan_result(plan)["exchange"] is None
