"""Terms of the exchange as linear forms over an allocation model, and what keeps a tier at its value.

Source: docs/exchange.md 27 to 31. Units: `solver.scale.UNIT`.
"""

from collections.abc import Callable, Mapping
from functools import reduce
from math import gcd

from ...models.words import Term
from .allocation_model import AllocationModel, lessons_alone
from .tier_values import share, short
from .whole_model import Linear, Row

TEN_THOUSAND = 10_000


def goals_of(model: AllocationModel) -> tuple[Linear, ...]:
    """Write each tier of the case as a form; columns that a term needs are added to the model."""
    made: dict[Term, Linear] = {}
    goals: list[Linear] = []
    for tier in model.case.tiers:
        goal = Linear()
        for term, factor in tier.items():
            if term not in made:
                made[term] = _FORMS[term](model)
            goal.plus(made[term], factor)
        goals.append(goal)
    return tuple(goals)


def _uncovered(model: AllocationModel) -> Linear:
    """Rule 28: mean over the two semesters; half of the thousandths of each."""
    form = Linear()
    modelled = sum(span.weight for span in model.spans)
    closed = [t for t, is_open in enumerate(model.case.open) if not is_open]
    for s, school in enumerate(model.case.schools):
        form.constant += modelled * short(school, 0) + sum(school.alone_in(t) for t in closed)
        for t, span in enumerate(model.spans):
            form.add(model.taught[s, t], -500 * span.weight)
    form.constant //= 2
    return form


def _worst_uncovered(model: AllocationModel) -> Linear:
    """Rule 29: above u of need, all in thousandths: the whole W with W > 10 000 u ÷ need − ½ is u's share."""
    members = [s for s, school in enumerate(model.case.schools) if school.is_member and school.need]
    least = 0
    if not all(model.case.open):
        closed = [t for t, is_open in enumerate(model.case.open) if not is_open]
        shares = (
            share(model.case.schools[s], lessons_alone(model.case, s, t)) for s in members for t in closed
        )
        least = max(shares, default=0)
    column = model.whole.column(TEN_THOUSAND, lower=least)
    for s in members:
        school = model.case.schools[s]
        need = sum(school.need.values())
        for t in range(len(model.spans)):
            of = {column: 1.0, model.taught[s, t]: 1000 * TEN_THOUSAND / need}
            model.whole.row(of, lower=TEN_THOUSAND - 0.5 + 0.5 / need)
    return Linear(0, {column: 1})


def _quota_missed(model: AllocationModel) -> Linear:
    """Rules 26, 27."""
    form = Linear()
    for s, school in enumerate(model.case.schools):
        for quota, backbone in ((school.rotation_quota, False), (school.backbone_quota, True)):
            if quota <= 0:
                continue
            gone: dict[int, float] = {}
            for (c, g, to, u), column in model.rotate.items():
                group = model.classes[c].groups[g]
                counts = group.counts and (s, to) not in model.case.uncounted
                if model.classes[c].school == s and counts and (group.backbone or not backbone):
                    gone[column] = len(model.turns[u].semesters)
            missed = model.whole.column(quota)
            model.whole.row({missed: 1.0} | gone, lower=quota)
            form.add(missed, 1)
    return form


def _teacher_seconds(model: AllocationModel) -> dict[int, Linear]:
    """Rule 30, by class: both ways, and the mean of two semesters: one way per day and semester."""
    forms: dict[int, Linear] = {}
    for (c, t, p), column in model.visit.items():
        seconds = model.weeks[c, t].packages[p].seconds
        forms.setdefault(c, Linear()).add(column, seconds * model.spans[t].weight)
    return forms


def _teacher_minutes(model: AllocationModel) -> Linear:
    form = Linear()
    for own in _teacher_seconds(model).values():
        form.plus(own, 1)
    return form


def _worst_teacher_minutes(model: AllocationModel) -> Linear:
    """Rule 30; with this term every teacher who may visit is a class."""
    forms = _teacher_seconds(model)
    most = max((sum(form.of.values()) for form in forms.values()), default=0)
    column = model.whole.column(most)
    for form in forms.values():
        model.whole.row({column: 1.0} | {x: -float(seconds) for x, seconds in form.of.items()}, lower=0)
    return Linear(0, {column: 1})


def _visit_changes(model: AllocationModel) -> Linear:
    """Rule 31: last year's visits that give no lesson in any semester."""
    form = Linear(len(model.case.kept))
    for c, staff in enumerate(model.classes):
        for school, subject in staff.kept:
            lessons: dict[int, float] = {}
            for t, span in enumerate(model.spans):
                for k, j in model.weeks[c, t].places:
                    site = model.weeks[c, t].reach[k]
                    if site.school == school and staff.subjects[j] == subject:
                        lessons[model.away[c, t, k, j]] = -float(span.weight)
            if lessons:
                goes_on = model.whole.column(1)
                model.whole.row({goes_on: 1.0} | lessons, upper=0)
                form.add(goes_on, -1)
    return form


_FORMS: Mapping[Term, Callable[[AllocationModel], Linear]] = {
    Term.UNCOVERED_LESSONS: _uncovered,
    Term.WORST_UNCOVERED: _worst_uncovered,
    Term.QUOTA_MISSED: _quota_missed,
    Term.TEACHER_MINUTES: _teacher_minutes,
    Term.WORST_TEACHER_MINUTES: _worst_teacher_minutes,
    Term.VISIT_CHANGES: _visit_changes,
}


def kept_at(model: AllocationModel, tier: int, goal: Linear, value: int) -> list[Row]:
    """Rows that hold a tier at a value or below; half a step of slack keeps tolerances from refusing it."""
    if set(model.case.tiers[tier]) == {Term.WORST_UNCOVERED}:
        weight = model.case.tiers[tier][Term.WORST_UNCOVERED]
        return _least_taught(model, value // weight) if weight else []
    if not goal.of:
        return []
    step = max(1, reduce(gcd, (abs(c) for c in goal.of.values()), 0))
    room = (value - goal.constant) // step
    return [Row({column: c / step for column, c in goal.of.items()}, float("-inf"), room + 0.5)]


def _least_taught(model: AllocationModel, worst: int) -> list[Row]:
    """Write a limit on the uncovered share as the least whole lessons that must be taught."""
    rows: list[Row] = []
    for (s, _t), column in model.taught.items():
        school = model.case.schools[s]
        if school.is_member and school.need:
            least, most = 0, sum(map(school.whole_need, school.need))
            while least < most:
                middle = (least + most) // 2
                if share(school, middle) <= worst:
                    most = middle
                else:
                    least = middle + 1
            rows.append(Row({column: 1.0}, float(least), float("inf")))
    return rows
