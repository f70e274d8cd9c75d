"""The county of the checker's tests of the exchange, by hand.

Core ``c`` (urban) leads ``m`` (with the point ``q``) and ``n``; core ``d`` stands alone. Ways in minutes::

    c–m 20   c–q 25   c–n 30   m–q 5   m–n 10   n–q 12   d–c 15   d–m 15   d–n 50

Weekly lessons needed: c maths 20, music 6; m maths 10, music 4; q music 2; n maths 8.5, music 4; d maths 5.
c's own staff covers everything there, m alone leaves 6 lessons, n alone 4.5, d alone none.

The plan: c3 visits m and q for music in both semesters, c4 helps out at home; in spring c2 rotates to n, c4
takes over. Eligible for rotation are c1 and c2, so c owes 1 teacher and 1 backbone teacher, and c2 is both.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from lianxiao.models.calendar_rule import CALENDAR_WORDINGS, CalendarRule
from lianxiao.models.county import County, ListedTravel, Need
from lianxiao.models.exchange_rule import EXCHANGE_WORDINGS, ExchangeRule
from lianxiao.models.plan import Plan
from lianxiao.models.policy import Policy
from lianxiao.models.row_rule import ROW_WORDINGS, RowRule
from lianxiao.models.rule import say
from lianxiao.models.school import School
from lianxiao.models.teacher import Backbone, Sex, Teacher
from lianxiao.models.words import Area, Role, Stage, Term
from lianxiao.solver.check import AnyRule, Verdict, check_plan

P = Stage.PRIMARY
WAYS = {"cm": 20, "cq": 25, "cn": 30, "mq": 5, "mn": 10, "nq": 12, "dc": 15, "dm": 15, "dn": 50}
NEEDS: dict[str, Mapping[str, float]] = {
    "c": {"maths": 20, "music": 6},
    "m": {"maths": 10, "music": 4},
    "q": {"music": 2},
    "n": {"maths": 8.5, "music": 4},
    "d": {"maths": 5},
}
FREE = {"sex": Sex.MALE, "birth": "1986-09", "tenure_from": "2015-09"}
TEACHERS: Mapping[str, Mapping[str, Any]] = {
    "c1": {"subject": "maths", "lessons_max": 14, **FREE},
    "c2": {"subject": "maths", "lessons_max": 14, "backbone": Backbone.COUNTY, **FREE},
    "c3": {"subject": "music", "lessons_max": 14},
    "c4": {"subject": "music", "second_subject": "maths", "lessons_max": 14},
    "m1": {"subject": "maths", "lessons_max": 14},
    "n1": {"subject": "maths", "lessons_max": 10},
    "d1": {"subject": "maths", "lessons_max": 10},
}
HOME = "c1 c maths 14; c2 c maths 6; c3 c music 4; c4 c music 2; m1 m maths 10; n1 n maths 8; d1 d maths 5"
SPRING = "c1 c maths 14; c3 c music 4; c4 c music 2; c4 c maths 6; c2 n maths 8; m1 m maths 10; d1 d maths 5"
VISITS = ("c3 m music mon_am:3 wed_am:1", "c3 q music wed_pm:2")
ROTATIONS = ("c2 n 2",)
TIERS = ({Term.UNPLACED: 1}, *({term: 1} for term in Term if term.needs_exchange or "uncovered" in term))


def county(
    schools: Mapping[str, Mapping[str, Any]] | None = None,
    teachers: Mapping[str, Mapping[str, Any] | None] | None = None,
    needs: Mapping[str, Mapping[str, float]] | None = None,
    ways: Mapping[str, float] | None = None,
    **tables: Any,
) -> County:
    """Columns of schools and teachers changed, teachers added; needs by school and ways by pair replaced."""
    columns: dict[str, dict[str, Any]] = {
        "c": {"role": Role.CORE, "area": Area.URBAN},
        "d": {"role": Role.CORE},
        "m": {"role": Role.MEMBER},
        "n": {"role": Role.MEMBER},
        "q": {"parent_id": "m"},
    }
    for name, changed in (schools or {}).items():
        columns[name] = {**columns.get(name, {}), **changed}
    people = {name: {**TEACHERS.get(name, {}), **(own or {})} for name, own in (teachers or {}).items()}
    people = {**{name: dict(own) for name, own in TEACHERS.items()}, **people}
    needed = {**NEEDS, **(needs or {})}
    return County(
        schools=tuple(
            School(**{"school_id": name, "name": name, "stages": (P,), **own})
            for name, own in columns.items()
        ),
        travel={
            (pair[0], pair[1]): ListedTravel(minutes / 2, float(minutes))
            for pair, minutes in {**WAYS, **(ways or {})}.items()
        },
        needs=tuple(
            Need(school_id=school, stage=P, subject=subject, need=lessons)
            for school, by_subject in needed.items()
            for subject, lessons in by_subject.items()
        ),
        teachers=tuple(
            Teacher(**{"teacher_id": name, "school_id": name[0], "stage": P, **own})
            for name, own in people.items()
        ),
        **tables,
    )


def policy(tiers: Sequence[Mapping[Any, float]] = TIERS, mode: Any = None, **exchange: Any) -> Policy:
    given = {"key": "joint_alliance", "id": "joint", "stages": ["primary"], "min_members": 1, **(mode or {})}
    return Policy.model_validate(
        {
            "school_year": 2026,
            "mode": [given],
            "objective": {"tiers": tiers},
            "travel": {"source": "table"},
            "exchange": exchange,
        }
    )


def plan(
    autumn: str = HOME,
    spring: str = SPRING,
    visits: Sequence[str] = VISITS,
    rotations: Sequence[str] = ROTATIONS,
    **more: Any,
) -> Plan:
    """Lessons by semester; ``visits`` are taught in both (or the one named after ``@``) beside them."""
    teaching: list[dict[str, Any]] = []
    for semester, text in (("2026-1", autumn), ("2026-2", spring)):
        rows = filter(None, map(str.strip, text.split(";")))
        teaching += [_taught(*row.split(), semester=semester) for row in rows]
    laid = []
    for text in visits:
        row, _, only = text.partition("@")
        teacher, to, subject, *cells = row.split()
        half_days = {name: int(count) for name, count in (cell.split(":") for cell in cells)}
        lessons = sum(half_days.values())
        for semester in (only,) if only else ("2026-1", "2026-2"):
            teaching.append(_taught(teacher, to, subject, str(lessons), semester=semester))
            visit = {"teacher": teacher, "from": teacher[0], "to": to, "subject": subject}
            visit |= {"stage": "primary", "semester": semester}
            laid.append({**visit, "half_days": half_days, "lessons": lessons})
    rotating = []
    for text in rotations:
        teacher, to, *semesters = text.split()
        named = [f"2026-{semester}" for semester in semesters]
        rotating.append({"teacher": teacher, "from": teacher[0], "to": to, "semesters": named})
    exchange = {"teaching": teaching, "visits": laid, "rotations": rotating, **more.pop("exchange", {})}
    alliances = [
        {"mode": "joint", "stage": "primary", "core": "c", "members": [{"school": "m"}, {"school": "n"}]}
    ]
    return Plan.model_validate({"alliances": alliances, "exchange": exchange, **more})


def _taught(teacher: str, school: str, subject: str, lessons: str, *, semester: str) -> dict[str, Any]:
    row = {"teacher": teacher, "school": school, "stage": "primary", "subject": subject}
    return {**row, "semester": semester, "lessons": int(lessons)}


def rules(plan_: Plan, county_: County | None = None, policy_: Policy | None = None) -> set[AnyRule]:
    """Rules that a plan breaks; each can be said in both languages with the figures given."""
    verdict = check_plan(county_ or county(), policy_ or policy(), plan_)
    for one in verdict.broken:
        wording = None
        if isinstance(one.rule, RowRule):
            wording = ROW_WORDINGS[one.rule]
        elif isinstance(one.rule, ExchangeRule):
            wording = EXCHANGE_WORDINGS[one.rule]
        elif isinstance(one.rule, CalendarRule):
            wording = CALENDAR_WORDINGS[one.rule]
        if wording:
            assert say(wording, "en", dict(one.figures))
            assert say(wording, "zh", dict(one.figures))
    return {one.rule for one in verdict.broken}


def values(plan_: Plan, county_: County | None = None, policy_: Policy | None = None) -> dict[Term, float]:
    """Every term as recomputed."""
    verdict: Verdict = check_plan(county_ or county(), policy_ or policy(), plan_)
    return {term: value for tier in verdict.tiers for term, value in tier.terms.items()}


def edited(table: str, at: int, **changes: Any) -> Plan:
    """Give the plan with one row of a table changed."""
    rows = plan().exchange.model_dump(mode="json", by_alias=True)
    rows[table][at] |= changes
    return Plan.model_validate({**plan().model_dump(mode="json", by_alias=True), "exchange": rows})


def visiting(*visits: str, spring: str = SPRING, autumn: str = HOME, **more: Any) -> Plan:
    return plan(autumn, spring, visits, **more)
