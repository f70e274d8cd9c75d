"""What each kind of limit, changed alone, would have to become for a plan to exist (docs/answers.md, 12).

The least value is looked for between one that is proven to make no room and one under which a plan was found;
each plan found says how much it really uses, so few questions are enough.
"""

import threading
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ...models.clash import FILTER_KINDS, ElementKind, RoomKind, RoomOfKind
from ...models.county import County
from ...models.policy import Policy
from ..grouping.clock import Clock
from ..grouping.problem import Ints
from .decide import Decision, Grouping, decide
from .loosest import Asked, Figures, Loosest, loosest_of
from .room_words import Amount, Answer, in_words, set_in_words

SHARE_OF_KIND = 0.4
"""Share of the time left that one kind may take."""
SHARE_EACH = 0.4
"""Share of a kind's time that one question may take."""
GIVEN_UP: dict[RoomKind, tuple[ElementKind, ...]] = {
    "unplaced": (ElementKind.PLACE_ALL, ElementKind.MUST),
    "use_every_core": (ElementKind.LEADS,),
    "never": (ElementKind.NEVER,),
    "filters": FILTER_KINDS,
}
"""Kinds whose answer is a set, and what it is made of."""


class _Scale(NamedTuple):
    """A kind of limit as whole numbers that grow as it gets looser.

    Attributes
    ----------
    now
        The limit as it stands.
    looser
        Larger numbers that can matter, ascending.
    under
        What is asked under a number.
    used
        The least number under which a grouping that was found would still be allowed.
    """

    kind: RoomKind
    mode: int
    now: int
    looser: Sequence[int]
    under: Callable[[int], Figures]
    used: Callable[[Grouping], int]


def room_by_kind(
    county: County,
    policy: Policy,
    *,
    seconds: float,
    stop: threading.Event | None = None,
    lang: str = "en",
) -> tuple[RoomOfKind, ...]:
    """Say for each kind of limit what alone would make a plan possible.

    Parameters
    ----------
    seconds
        Wall seconds. What was not decided in time is said.

    Returns
    -------
    tuple of RoomOfKind
        One for each kind of limit that the county has, a mode's own limits mode by mode; those that make
        room come first. Empty where a plan exists.
    """
    return room_in(loosest_of(county, policy), Clock(seconds, stop or threading.Event()), lang)


def room_in(
    loosest: Loosest, clock: Clock, lang: str, *, known_impossible: bool = False
) -> tuple[RoomOfKind, ...]:
    """Say it for a county that is laid out already; ``known_impossible``: proven to have no plan."""
    if not known_impossible:
        exists = decide(loosest, loosest.figures, clock, SHARE_OF_KIND * clock.left).exists
        if exists:
            return ()
        known_impossible = exists is False
    nothing: Answer = "none" if known_impossible else "undecided"
    found = [_of_scale(loosest, scale, clock, lang, nothing) for scale in _scales(loosest)]
    found += [_of_set(loosest, kind, clock, lang) for kind in GIVEN_UP if _of_kind(loosest, kind)]
    order = ("room", "at_most", "undecided", "none")
    return tuple(sorted(found, key=lambda room: order.index(room.answer)))


def _of_kind(loosest: Loosest, kind: RoomKind) -> list[Asked]:
    return [one for one in loosest.figures if one.kind in GIVEN_UP[kind]]


def _of_scale(loosest: Loosest, scale: _Scale, clock: Clock, lang: str, nothing: Answer) -> RoomOfKind:
    """Find the least number that makes room: the largest that makes none and the least that does meet.

    ``nothing`` is said where no larger number can matter.
    """
    until = clock.seconds + SHARE_OF_KIND * clock.left
    looser = scale.looser
    below, above = -1, len(looser) - 1

    def asked(number: int) -> Decision:
        return decide(loosest, scale.under(number), clock, SHARE_EACH * (until - clock.seconds))

    if not looser:
        return in_words(loosest, Amount(scale.kind, scale.mode, scale.now, None), nothing, lang)
    first = asked(looser[above])
    if first.grouping is None:
        answer: Answer = "none" if first.exists is False else "undecided"
        return in_words(loosest, Amount(scale.kind, scale.mode, scale.now, None), answer, lang)
    above = _at(looser, scale.used(first.grouping), above)
    best = looser[above]
    proven, step = True, 1  # what makes no room is quickly decided: from below, in steps that double
    while above - below > 1:
        middle = min((below + above) // 2, below + step)
        decision = asked(looser[middle])
        if decision.exists is None:
            proven = False
            break
        if decision.grouping is None:
            below, step = middle, 2 * step
        else:
            above = _at(looser, scale.used(decision.grouping), middle)
            best = looser[above]
    amount = Amount(scale.kind, scale.mode, scale.now, best)
    cores: tuple[str, ...] = ()
    if scale.kind == "capacity":
        cores = _cores_that_need_it(loosest, best, clock, until)
    return in_words(loosest, amount, "room" if proven else "at_most", lang, cores)


def _at(looser: Sequence[int], used: int, most: int) -> int:
    """Position of the least number that is no smaller than what a plan uses."""
    return min(most, bisect_left(looser, used))


def _cores_that_need_it(loosest: Loosest, raised: int, clock: Clock, until: float) -> tuple[str, ...]:
    """Cores that carry more than their capacity: the fewest, where that is decided in time."""
    capacities = [one for one in loosest.figures if one.kind is ElementKind.CAPACITY]
    decision = decide(
        loosest,
        loosest.figures,
        clock,
        max(1.0, until - clock.seconds),
        may_give_up=capacities,
        raised=raised,
    )
    return tuple(sorted({one.core for one in decision.given_up}))


def _of_set(loosest: Loosest, kind: RoomKind, clock: Clock, lang: str) -> RoomOfKind:
    """Find the fewest demands or limits of a kind without which a plan exists."""
    given_up = _of_kind(loosest, kind)
    seconds = SHARE_OF_KIND * clock.left
    decision = decide(loosest, loosest.figures, clock, seconds, may_give_up=given_up)
    if decision.grouping is None:
        return set_in_words(loosest, kind, (), "none" if decision.exists is False else "undecided", lang)
    return set_in_words(loosest, kind, decision.given_up, "room" if decision.fewest else "at_most", lang)


def _scales(loosest: Loosest) -> Iterator[_Scale]:
    """List the kinds of limits that are numbers, as the county has them."""
    for one, figure in loosest.figures.items():
        match one.kind:
            case ElementKind.MAX_KM:
                yield _of_way(loosest, one, "max_km", loosest.pairs.metres)
            case ElementKind.MAX_MINUTES:
                yield _of_way(loosest, one, "max_minutes", loosest.pairs.seconds)
            case ElementKind.MIN_MEMBERS:
                yield _of_size(loosest, one, "min_members", range(-figure + 1, 1), -1)
            case ElementKind.MAX_MEMBERS:
                most = len(loosest.problem.places)
                yield _of_size(loosest, one, "max_members", range(figure + 1, most + 1), 1)
            case ElementKind.CHANGED_AT_MOST:
                yield _of_changes(loosest, one)
    for kind, name in ((ElementKind.LEAST, "alliances.min"), (ElementKind.MOST, "alliances.max")):
        for mode in sorted({one.mode for one in loosest.figures if one.kind is kind}):
            yield _of_count(
                loosest, kind, "alliances.min" if name == "alliances.min" else "alliances.max", mode
            )
    if any(one.kind is ElementKind.CAPACITY for one in loosest.figures):
        yield _of_capacity(loosest)


def _of_way(loosest: Loosest, one: Asked, kind: RoomKind, amounts: Ints) -> _Scale:
    mode_of = np.array([lead.mode for lead in loosest.problem.leads], dtype=np.int64)
    mine = mode_of[loosest.pairs.lead] == one.mode
    now = loosest.figures[one]
    longer = np.unique(amounts[mine & (amounts > now)]).tolist()

    def used(grouping: Grouping) -> int:
        taken = grouping.pairs[mine[grouping.pairs]]
        return int(amounts[taken].max(initial=0))

    return _Scale(kind, one.mode, now, longer, lambda limit: {**loosest.figures, one: limit}, used)


def _of_size(loosest: Loosest, one: Asked, kind: RoomKind, looser: Sequence[int], sign: int) -> _Scale:
    """Members of an alliance: the fewest (negative, so that they grow as they get looser) or the most."""
    table, leads = loosest.pairs, loosest.problem.leads

    def used(grouping: Grouping) -> int:
        sizes = [
            int((table.lead[grouping.pairs] == lead).sum())
            for lead in grouping.leads.tolist()
            if leads[lead].mode == one.mode
        ]
        return max((sign * size for size in sizes), default=looser[0])

    def under(number: int) -> Figures:
        return {**loosest.figures, one: sign * number}

    return _Scale(kind, one.mode, sign * loosest.figures[one], looser, under, used)


def _of_changes(loosest: Loosest, one: Asked) -> _Scale:
    now = loosest.figures[one]
    most = len(loosest.problem.places)
    return _Scale(
        "changed_at_most",
        -1,
        now,
        range(now + 1, most + 1),
        lambda number: {**loosest.figures, one: number},
        lambda grouping: int(loosest.pairs.changed[grouping.pairs].sum()),
    )


def _of_count(loosest: Loosest, kind: ElementKind, name: RoomKind, mode: int) -> _Scale:
    """Numbers of alliances of a mode, in all its stages together; the least is negative."""
    leads = loosest.problem.leads
    stages = [one for one in loosest.figures if one.kind is kind and one.mode == mode]
    sign = -1 if kind is ElementKind.LEAST else 1
    now = loosest.figures[stages[0]]
    most = max(sum(lead.mode == mode and lead.stage is one.stage for lead in leads) for one in stages)
    looser = range(-now + 1, 1) if sign < 0 else range(now + 1, most + 1)

    def under(number: int) -> Figures:
        return {**loosest.figures, **dict.fromkeys(stages, sign * number)}

    def used(grouping: Grouping) -> int:
        made = [leads[lead] for lead in grouping.leads.tolist() if leads[lead].mode == mode]
        return max(sign * sum(lead.stage is one.stage for lead in made) for one in stages)

    return _Scale(name, mode, sign * now, looser, under, used)


def _of_capacity(loosest: Loosest) -> _Scale:
    """Raise every capacity by so many thousandths."""
    problem, table = loosest.problem, loosest.pairs
    capacity = {one: value for one, value in loosest.figures.items() if one.kind is ElementKind.CAPACITY}
    of_core = {one.core: value for one, value in capacity.items()}
    most = int(problem.load.sum())

    def under(number: int) -> Figures:
        return {**loosest.figures, **{one: value + number for one, value in capacity.items()}}

    def used(grouping: Grouping) -> int:
        over = [0]
        for lead in grouping.leads.tolist():
            bound = of_core.get(problem.leads[lead].core)
            if bound is not None:
                taken = grouping.pairs[table.lead[grouping.pairs] == lead]
                over.append(int(problem.load[table.place[taken]].sum()) - bound)
        return max(over)

    return _Scale("capacity", -1, 0, range(1, most + 1), under, used)
