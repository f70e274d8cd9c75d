"""Pins when schools merge, close or become points. Source: docs/scenarios.md, 4, 6 and 7."""

from collections.abc import Collection, Sequence
from itertools import combinations, groupby

from ...models.county import Pin
from ...models.finding import Finding
from ...models.words import PinRule, Stage
from .one_change import At


def pin_name(pin: Pin) -> str:
    """Name a row of pins.csv by its pair."""
    return f"{pin.school_id} → {pin.core_id}"


def merged_pins(
    pins: Sequence[Pin], gone: Collection[str], into: str, at: At
) -> tuple[tuple[Pin, ...], list[Finding]]:
    """Pins of merged schools as pins of ``into``, each once, and what cannot hold together then.

    A pin of a pair that merges goes, unless it is a must pin. Errors: a must pin that would name ``into``
    twice; two must pins of one school, or a must and a never pin of one pair, that no merger stood between.
    """
    faults: list[Finding] = []
    kept: dict[tuple[str, str, Stage | None, PinRule], tuple[Pin, Pin]] = {}
    for pin in pins:
        school, core = (into if one in gone else one for one in (pin.school_id, pin.core_id))
        if school == core:
            if pin.rule is PinRule.MUST:
                faults.append(at.error("merge_pin_itself", figures={"pin": pin_name(pin), "into": into}))
            continue
        now = pin.model_copy(update={"school_id": school, "core_id": core})
        kept.setdefault((school, core, pin.stage, pin.rule), (now, pin))
    musts = [pair for pair in kept.values() if pair[0].rule in (PinRule.MUST, PinRule.NEVER)]
    musts.sort(key=lambda pair: pair[0].school_id)
    for _, same in groupby(musts, key=lambda pair: pair[0].school_id):
        faults += _clashes(list(same), into, at)
    return tuple(now for now, _ in kept.values()), faults


def _clashes(pairs: Sequence[tuple[Pin, Pin]], into: str, at: At) -> list[Finding]:
    """Find pins of one school (as they are now, and as they were) that only the merger brings together."""
    faults = []
    for (one, was), (other, had) in combinations(pairs, 2):
        if (one != was or other != had) and _clash(one, other):
            faults.append(
                at.error(
                    "merge_pins_clash",
                    figures={"pin": pin_name(was), "other_pin": pin_name(had), "into": into},
                )
            )
    return faults


def _clash(one: Pin, other: Pin) -> bool:
    if one.stage is not None and other.stage is not None and one.stage is not other.stage:
        return False
    rules = {one.rule, other.rule}
    if one.core_id == other.core_id:
        return rules == {PinRule.MUST, PinRule.NEVER}
    return rules == {PinRule.MUST}


def pins_without(
    pins: Sequence[Pin], school: str, stages: Collection[Stage] | None, at: At
) -> tuple[tuple[Pin, ...], list[Finding]]:
    """Pins that do not speak of a school (in these stages), and warnings of must and prefer pins that go."""
    kept: list[Pin] = []
    faults: list[Finding] = []
    for pin in pins:
        spoken_of = school in (pin.school_id, pin.core_id)
        if not spoken_of or (stages is not None and pin.stage not in stages):
            kept.append(pin)
        elif pin.school_id != school and pin.rule in (PinRule.MUST, PinRule.PREFER):
            faults.append(at.warning("change_pin_gone", figures={"pin": pin_name(pin), "school": school}))
    return tuple(kept), faults
