"""A way to place an unplaced school, written out: the least values that let it in, and the sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ...models.mode import Mode
from ...models.pin_words import PIN_SETTINGS, PINS_GIVEN_UP, set_because
from ...models.plan import Room, RoomChange
from ...models.room import (
    ALONE,
    JOIN,
    OPEN,
    Limit,
    change_of,
    condition,
    named,
    room_sentence,
    stage_word,
    with_nearer,
)
from ...models.school import School
from ...models.words import PinRule, Stage
from ..scale import milli
from ..scope import Place
from .overruns import LIMITS, ROW, AtCore, pins_in_the_way
from .problem import Ints
from .standing import CORE_FILTERS, MEMBER_FILTERS, Standing, filters_missed
from .unplaced import way_closed

OF_CORE = frozenset({Limit.NEVER, Limit.MUST, Limit.WAY})
"""Limits whose value is a core's id."""
OF_PINS = {Limit.NEVER: PinRule.NEVER, Limit.MUST: PinRule.MUST}
OF_WAY = frozenset({Limit.MAX_KM, Limit.MAX_MINUTES})
FILTERS = frozenset(limit for own, blank, _ in (*CORE_FILTERS, *MEMBER_FILTERS) for limit in (own, blank))


@dataclass(frozen=True)
class Way:
    """One way to place a school.

    Attributes
    ----------
    cost
        What ways are compared by, most important first: the smaller the better.
    over
        int64 (limits,): by how much each limit would be overrun.
    metres, seconds
        Travel core to school; None where it is not known.
    load
        0.001 that the core carries now.
    alone
        The school leads by itself; ``core`` is then the school.
    """

    cost: tuple[Any, ...]
    index: int
    stage: Stage
    core: AtCore
    over: Ints
    metres: int | None
    seconds: int | None
    load: int
    alone: bool = False

    @property
    def lengthened(self) -> bool:
        """Whether a limit of travel has to give way."""
        return bool(self.over[ROW[Limit.MAX_KM]] or self.over[ROW[Limit.MAX_MINUTES]])


class _Row(NamedTuple):
    """A limit where it stands, and how it has to change.

    Attributes
    ----------
    school
        School whose row it is, None for a mode's setting.
    wanted
        Words of which a blank cell may hold any.
    mode
        Another mode than the alliance's.
    because
        What the program set a pin for; empty: it is the planner's.
    """

    school: School | None
    value: str
    old: str = ""
    wanted: Sequence[str] = ()
    mode: Mode | None = None
    because: str = ""


def room_of(standing: Standing, place: Place, way: Way, nearer: Way | None, lang: str) -> Room:
    """Write a way as the plan carries it; ``nearer`` is a second one, in words only."""
    core = way.core.school
    member = standing.problem.county.by_id[place[0]]
    changes, conditions = _changes_with_conditions(standing, place, way, lang)
    result = ALONE if way.alone else OPEN if way.core.alliance is None else JOIN
    closed = way_closed(standing.problem.county, place[0], core.school_id)
    km = None if way.metres is None or closed else thousandths(way.metres)
    text = room_sentence(result, conditions, lang, named(member, lang), named(core, lang), km)
    if nearer is not None and nearer.metres is not None:
        _, conditions = _changes_with_conditions(standing, place, nearer, lang)
        other = named(nearer.core.school, lang)
        text = with_nearer(text, conditions, lang, other, thousandths(nearer.metres))
    return Room(
        mode=standing.problem.policy.mode[way.index].id,
        stage=way.stage,
        core=core.school_id,
        km=None if way.metres is None or closed else way.metres / 1000,
        changes=tuple(changes),
        text=text,
    )


def _changes_with_conditions(
    standing: Standing, place: Place, way: Way, lang: str
) -> tuple[list[RoomChange], list[str]]:
    """List the changes of a way, each with its condition in words."""
    by_id = standing.problem.county.by_id
    changes: list[RoomChange] = []
    conditions: list[str] = []
    closed = way_closed(standing.problem.county, place[0], way.core.school.school_id)
    for limit in (limit for limit in LIMITS if way.over[ROW[limit]]):
        if closed and limit in OF_WAY:
            continue  # a closed way has no length
        for row in _rows(standing, place, way, limit):
            mode = row.mode or standing.problem.policy.mode[way.index]
            change = change_of(limit, mode, row.value, row.school.school_id if row.school else None)
            if row.because:
                change = change.model_copy(update={"setting": PIN_SETTINGS[row.because]})
            changes.append(change)
            figures = {
                "core": named(way.core.school, lang),
                "at": "" if row.school is None else named(row.school, lang),
                "mode": mode.id,
                "stage": stage_word(way.stage, lang),
                "setting": change.setting,
                "value": named(by_id[row.value], lang) if limit in OF_CORE else row.value,
                "old": row.old,
                "wanted": ", ".join(row.wanted),
            }
            wording = PINS_GIVEN_UP.get((OF_PINS[limit], row.because)) if limit in OF_PINS else None
            conditions.append(condition(limit, lang, figures, wording))
    return changes, conditions


def _rows(standing: Standing, place: Place, way: Way, limit: Limit) -> list[_Row]:
    """Where an overrun limit stands, with the least values under which it holds."""
    problem, core = standing.problem, way.core.school
    member, mode = problem.county.by_id[place[0]], problem.policy.mode[way.index]
    match limit:
        case Limit.CAPACITY:
            return [
                _Row(core, thousandths(way.load + milli(member.load)), thousandths(milli(core.capacity or 0)))
            ]
        case Limit.NEVER | Limit.MUST:
            pins = pins_in_the_way(problem, place, way.stage)
            barring = [pin for pin in pins if pin.limit is limit and pin.bars(core.school_id)]
            rule, pins_there = OF_PINS[limit], problem.county.pins
            return [
                _Row(
                    member,
                    pin.core,
                    because=set_because(pins_there, rule, place[0], pin.core, way.stage),
                )
                for pin in barring
            ]
        case Limit.ROLE:
            return [_Row(core, str(way.core.role), str(core.role))]
        case Limit.WAY:
            return [_Row(member, core.school_id)]
        case Limit.COORDINATES:
            return [_Row(one, "") for one in (core, member) if one.lat is None or one.lon is None]
        case Limit.USE_EVERY_CORE:
            return [_Row(None, "false", "true", mode=problem.policy.mode[index]) for index in way.core.idle]
        case limit if limit in FILTERS:
            return _rows_of_filter(mode, member, way, limit)
        case _:
            return [_row_of_mode(mode, way, limit)]


def _rows_of_filter(mode: Mode, member: School, way: Way, limit: Limit) -> list[_Row]:
    """Words a filter would have to let pass, or blank cells with the words it wants."""
    core = way.core.school
    missed = [] if way.alone else [(member, one) for one in filters_missed(member, mode, as_core=False)]
    if way.core.alliance is None:
        missed = [(core, one) for one in filters_missed(core, mode, as_core=True)] + missed
    rows = []
    for school, (own, column, wanted) in missed:
        words = [str(word) for word in wanted]
        if own is limit and limit.of_school:
            rows.append(_Row(school, words[0], wanted=words))
        elif own is limit:
            rows.append(_Row(None, str(getattr(school, column))))
    return rows


def _row_of_mode(mode: Mode, way: Way, limit: Limit) -> _Row:
    """Find the least value of a mode's figure."""
    amount, most = int(way.over[ROW[limit]]), mode.alliances.most or 0
    old: object
    value: object
    match limit:
        case Limit.MAX_MEMBERS:
            old, value = mode.max_members, mode.max_members + amount
        case Limit.MIN_MEMBERS:
            old, value = mode.min_members, mode.min_members - amount
        case Limit.ALLIANCES:
            old, value = most, f"{{ min = {most}, max = {most + amount} }}"
        case Limit.ALLIANCES_MAX | Limit.ALLIANCES_EXACTLY:
            old, value = most, most + amount
        case Limit.MAX_KM:
            old, value = f"{mode.max_km:g}", thousandths(way.metres or 0)
        case Limit.MAX_MINUTES:
            old, value = f"{mode.max_minutes:g}", minutes_that_hold(way.seconds or 0)
        case Limit.ENTRUSTED_MIN if mode.entrusted is not None:
            old, value = mode.entrusted.min, mode.entrusted.min - amount
        case Limit.ENTRUSTED_MAX if mode.entrusted is not None:
            old, value = mode.entrusted.max, (mode.entrusted.max or 0) + amount
        case _:
            old, value = "true", "false"
    return _Row(None, str(value), str(old))


def thousandths(figure: int) -> str:
    """Write a whole number of thousandths as a decimal, without needless zeros."""
    whole, rest = divmod(figure, 1000)
    return f"{whole}.{rest:03d}".rstrip("0").rstrip(".")


def minutes_that_hold(seconds: int) -> str:
    """Write the least minutes with two decimals that are no less than so many seconds.

    0.01 minutes are 0.6 s, so one second less would not fit.
    """
    hundredths = -(-seconds * 100 // 60)
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".")
