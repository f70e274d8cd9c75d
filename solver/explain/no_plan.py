"""What stands beside "no plan exists": the clash first, and what each kind of limit would have to become."""

from collections.abc import Iterator

from ...models.clash import Clash, ElementKind, RoomOfKind
from ...models.county import County
from ...models.policy import Policy
from ...models.result import NoPlan, NoPlanReason, Relaxation
from ..grouping.clock import Clock
from .clash import clash_in
from .loosest import loosest_of
from .room_kinds import room_in

CLASH_SHARE = 0.5
"""Share of the time left for the clash; the rest is for the room."""
CLASH = "clash"
"""Id of the reason that is a clash of several rules."""


def explained(no_plan: NoPlan, county: County, policy: Policy, clock: Clock, lang: str) -> Iterator[NoPlan]:
    """Add the clash, then the room by kind, to a county proven to have no plan."""
    loosest = loosest_of(county, policy)
    clash = clash_in(loosest, Clock(CLASH_SHARE * clock.left, clock.stop), lang)
    if clash is not None:
        reasons = _clash_first(clash, no_plan.reasons)
        no_plan = no_plan.model_copy(update={"clash": clash, "reasons": reasons})
        yield no_plan
    room = room_in(loosest, Clock(clock.left, clock.stop), lang, known_impossible=True)
    relaxations = tuple(_relaxation(one) for one in room if one.answer in ("room", "at_most"))
    yield no_plan.model_copy(update={"room": room, "relaxations": relaxations})


def _clash_first(clash: Clash, reasons: tuple[NoPlanReason, ...]) -> tuple[NoPlanReason, ...]:
    """Put the clash before the promises that one attempt breaks; one of them may say it all already."""
    if len(clash.elements) == 1:
        (one,) = clash.elements
        told = [
            reason
            for reason in reasons
            if one.kind in (ElementKind.MUST, ElementKind.PLACE_ALL)
            and reason.rule == one.kind.value
            and reason.schools == (one.school,)
        ]
        if told:
            return (*told, *(reason for reason in reasons if reason not in told))
    return (NoPlanReason(rule=CLASH, schools=clash.schools, text=clash.text), *reasons)


def _relaxation(room: RoomOfKind) -> Relaxation:
    """Say what makes room as a setting and its value."""
    switched = {"use_every_core": "false", "unplaced": "false" if "place_all" in room.setting else ""}
    value = switched.get(room.kind, room.least or "")
    return Relaxation(setting=room.setting, value=value, text=room.text)
