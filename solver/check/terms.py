"""Every term of the grouping objective, recomputed from the tables as whole base units."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction

from ...models.plan import Alliance
from ...models.words import PinRule, Stage, Term
from .case import Case, Row, Wish
from .layout import lay_out
from .numbers import BASE_UNITS, exact, half_up, in_units, milli
from .verdict import TierFigures


def term_values(case: Case, alliances: Sequence[Alliance], rows: Collection[Row]) -> dict[Term, int]:
    """Return the value of every term of the grouping over some alliances and their rows in scope.

    Terms of the exchange are left out; ``uncovered_lessons`` is that of a county without teachers. Names
    the county does not know, and pairs without known travel, add nothing: they are broken rules.
    """
    values = {term: 0 for term in BASE_UNITS if not term.needs_exchange}
    layout = lay_out(case, alliances)
    for alliance in alliances:
        _add_alliance(case, alliance, values)
    for row in layout.unplaced:
        if row in rows:
            values[Term.UNPLACED] += milli(case.schools[row[0]].priority)
            values[Term.UNCOVERED_LESSONS] += uncovered(case, [row[0]], row[1])
    _add_wishes(case, layout.cores_of, rows, values)
    for row in case.standing.keys() & set(rows):
        gone = row not in layout.cores_of and (row in layout.unplaced or row in layout.led)
        values[Term.DROPPED] += gone
    values[Term.QUALITY_SPREAD] = _spread(case, alliances)
    return values


def uncovered(case: Case, schools: Iterable[str], stage: Stage) -> int:
    """Σ over subjects of max(0, Σ need − Σ supply) in 0.001 lessons, points included."""
    demand: defaultdict[str, int] = defaultdict(int)
    for school in schools:
        for subject, lessons in case.demand.get((school, stage), {}).items():
            demand[subject] += lessons
    return sum(max(0, lessons) for lessons in demand.values())


def mean_quality(case: Case, schools: Iterable[str]) -> int | None:
    """Student-weighted mean quality in 0.000001, None where no school has quality and students."""
    total = weight = 0
    for school_id in schools:
        school = case.schools.get(school_id)
        if school and school.parent_id is None and school.quality is not None and school.students:
            total += milli(school.quality) * school.students
            weight += school.students
    return half_up(Fraction(total * 1000, weight)) if weight else None


def tier_figures(index: int, tier: Mapping[Term, float], values: Mapping[Term, int]) -> TierFigures:
    """Turn base units into the figures of one tier; a term without a value is left out."""
    terms = {term: values[term] * BASE_UNITS[term] for term in tier if term in values}
    value = sum((exact(tier[term]) * terms[term] for term in terms), Fraction(0))
    complete = len(terms) == len(tier)
    return TierFigures(
        tier=index,
        terms={term: float(figure) for term, figure in terms.items()},
        value=float(value) if complete else None,
        exact_terms=terms,
        exact_value=value if complete else None,
    )


def _add_alliance(case: Case, alliance: Alliance, values: dict[Term, int]) -> None:
    values[Term.ALLIANCES] += 1
    if core := case.schools.get(alliance.core):
        values[Term.OPENING_COST] += in_units(core.opening_cost, BASE_UNITS[Term.OPENING_COST])
    for placed in alliance.members:
        member = case.schools.get(placed.school)
        way = case.ways.pair(alliance.core, placed.school) if core and member else None
        if member is None or way is None:
            continue
        metres, seconds = way
        values[Term.TOTAL_KM] += metres
        values[Term.TOTAL_MINUTES] += seconds
        values[Term.LOAD_KM] += milli(member.load) * metres
        values[Term.WORST_KM] = max(values[Term.WORST_KM], metres)
        values[Term.WORST_MINUTES] = max(values[Term.WORST_MINUTES], seconds)
        before = case.standing.get((placed.school, alliance.stage))
        values[Term.CHANGED] += before is not None and alliance.core not in before
    together = [alliance.core, *(placed.school for placed in alliance.members)]
    values[Term.UNCOVERED_LESSONS] += uncovered(case, together, alliance.stage)


def _add_wishes(
    case: Case, cores_of: Mapping[Row, tuple[str, ...]], rows: Collection[Row], values: dict[Term, int]
) -> None:
    for row, wishes in case.pins[PinRule.PREFER].items():
        if row in rows:
            values[Term.PREFERENCES] += sum(not _with_core(row[0], wish, cores_of) for wish in wishes)
    for row, wishes in case.pins[PinRule.AVOID].items():
        if row in rows:
            values[Term.PREFERENCES] += sum(_with_core(row[0], wish, cores_of) for wish in wishes)


def _with_core(school: str, wish: Wish, cores_of: Mapping[Row, tuple[str, ...]]) -> bool:
    """Sentence 16: whether the school is a member of the pin's core in a stage the pin speaks of."""
    return any(wish.core in cores_of.get((school, stage), ()) for stage in wish.stages)


def _spread(case: Case, alliances: Sequence[Alliance]) -> int:
    means = [
        mean_quality(case, [alliance.core, *(placed.school for placed in alliance.members)])
        for alliance in alliances
    ]
    known = [mean for mean in means if mean is not None]
    return max(known) - min(known) if len(known) > 1 else 0
