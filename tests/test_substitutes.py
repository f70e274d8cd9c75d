"""Who takes over where a visit or rotation ends: the same main subject first (docs/mid-year.md, 7)."""

from io import StringIO
from typing import Any

from lianxiao.models.county import County
from lianxiao.models.plan import Plan
from lianxiao.models.policy import Policy
from lianxiao.models.result import Solved
from lianxiao.models.school_year import PastExchange
from lianxiao.models.substitute import EndedBecause, EndedExchange
from lianxiao.models.words import Role
from lianxiao.reports.substitute_screen import substitute_screen
from lianxiao.solver.carry_over import exchanges_of_plan
from lianxiao.solver.run import solve_case
from lianxiao.solver.whatif.ended_exchanges import ended_exchanges
from lianxiao.tests.made_staff import county, minutes, need, policy, school, teacher
from rich.console import Console

VISITS = policy(forms=("visit",))


def people(**changes: dict[str, Any]) -> County:
    """A lends j a teacher of music; T2 and T6 have it as main subject, T3 and T5 as second."""
    rows = {
        "T1": teacher("T1", "A", "music", lessons_max=12),
        "T2": teacher("T2", "A", "music", lessons_max=7),
        "T3": teacher("T3", "A", "pe", second_subject="music", lessons_max=12),
        "T5": teacher("T5", "A", "pe", second_subject="music", lessons_max=10),
        "T6": teacher("T6", "k", "music", lessons_max=10),
        "T4": teacher("T4", "j", "maths"),
    }
    rows = {name: one.model_copy(update=changes.get(name, {})) for name, one in rows.items()}
    return county(
        school("A", Role.CORE),
        school("j"),
        school("k"),
        travel=minutes(Aj=20, Ak=20, kj=60),
        needs=tuple(need("A", music=9, pe=15) + need("j", maths=8, music=3) + need("k", music=4)),
        teachers=tuple(one for name, one in rows.items() if changes.get(name) != {"gone": True}),
    )


def solved(made: County, settings: Policy = VISITS) -> Plan:
    found = solve_case(made, settings, time_limit=20.0, workers=1)
    assert isinstance(found, Solved)
    return found.plan


def after(made: County, *before: PastExchange) -> tuple[EndedExchange, ...]:
    made = made.model_copy(update={"exchanges": before})
    return ended_exchanges(made, VISITS, before, solved(made))


def visit(who: str, semester: str = "2026-1;2026-2", to: str = "j") -> PastExchange:
    return PastExchange(
        kind="visit", teacher=who, from_id="A", to_id=to, subject="music", semester=semester, lessons=3
    )


def test_nothing_ends_where_the_plan_is_the_one_in_force() -> None:
    made = people()
    plan = solved(made)
    before = exchanges_of_plan(plan, made)
    assert before
    assert ended_exchanges(made, VISITS, before, plan) == ()


def test_an_absent_teacher_is_taken_over_for_by_the_same_main_subject() -> None:
    ended = after(people(T1={"away_from": "2026-1"}), visit("T1"))
    assert [(one.semester, one.teacher, one.because) for one in ended] == [
        ("2026-1", "T1", EndedBecause.AWAY),
        ("2026-2", "T1", EndedBecause.AWAY),
    ]
    # T2 has to teach at A: T3 and T5 can give music at A, but T2 goes to j for it
    for one in ended:
        assert [(other.teacher, other.main) for other in one.takes_over][:1] == [("T2", True)]
        assert (one.covered, one.needed) == (3, 3)
        assert "T1" not in {other.teacher for other in one.could}
        assert "T6" not in {other.teacher for other in one.could}  # an hour away


def test_who_else_could_is_listed_with_the_main_subject_first() -> None:
    (ended,) = after(people(), visit("T3", "2026-1"), visit("T1", "2026-2"), visit("T1", "2026-1"))[:1]
    assert (ended.teacher, ended.because) == ("T3", EndedBecause.OTHERWISE)
    ranked = [other.main for other in ended.could]
    assert ranked == sorted(ranked, reverse=True)
    assert all(other.lessons >= 1 for other in ended.could)
    # T3 is free from now on, since these very lessons end
    assert "T3" not in {other.teacher for other in ended.could}


def test_somebody_who_left_is_told_from_somebody_away() -> None:
    made = people()
    made = made.model_copy(
        update={"teachers": tuple(one for one in made.teachers or () if one.teacher_id != "T1")}
    )
    before = (visit("T1").model_copy(update={"stage": made.schools[0].stages[0]}),)
    ended = ended_exchanges(made, VISITS, before, solved(made))
    assert {one.because for one in ended} == {EndedBecause.LEFT}
    assert all(one.takes_over for one in ended)


def test_a_school_that_is_gone_needs_no_substitute() -> None:
    (one, _) = after(people(), visit("T1", to="zz"))
    assert (one.because, one.takes_over, one.could, one.covered) == (EndedBecause.SCHOOL_GONE, (), (), None)


def test_the_screen_says_it_in_both_languages() -> None:
    made = people(T1={"away_from": "2026-1"})
    ended = after(made, visit("T1"))
    for lang, words in (("en", ("away", "T2", "Takes over")), ("zh", ("离岗", "T2", "接替"))):
        console = Console(width=200, record=True, file=StringIO())
        for part in substitute_screen(ended, made.by_id, lang):  # type: ignore[arg-type]
            console.print(part)
        shown = console.export_text()
        assert all(one in shown for one in words)
        assert [part for part in substitute_screen((), made.by_id, lang)]  # type: ignore[arg-type]
