"""Rules about the plan as a whole: once each, one stage, must pins, numbers of alliances, who must lead."""

from collections import Counter
from collections.abc import Iterator, Sequence

from ...models.pin_words import set_because
from ...models.plan import Alliance
from ...models.policy import Policy
from ...models.rule import Rule
from ...models.words import PinRule, Stage
from .case import Case
from .layout import Layout
from .verdict import BrokenRule


def broken_in_plan(case: Case, alliances: Sequence[Alliance], layout: Layout) -> Iterator[BrokenRule]:
    """Every rule over several alliances that the plan breaks."""
    yield from _placed_once(layout)
    yield from _leads_once(layout)
    yield from _leads_or_led(layout)
    yield from _one_stage(case, layout)
    yield from _must(case, layout)
    yield from _alliances(case, alliances)
    yield from _use_every_core(case, layout)
    yield from _place_all(case, layout)


def _placed_once(layout: Layout) -> Iterator[BrokenRule]:
    for (school, stage), cores in sorted(layout.cores_of.items()):
        if len(cores) > 1:
            figures = {"school": school, "stage": stage.value, "times": len(cores)}
            yield BrokenRule(Rule.PLACED_ONCE, (school, *sorted(set(cores))), figures)


def _leads_once(layout: Layout) -> Iterator[BrokenRule]:
    for (core, stage), times in sorted(layout.led.items()):
        if times > 1:
            yield BrokenRule(Rule.LEADS_ONCE, (core,), {"core": core, "stage": stage.value, "times": times})


def _leads_or_led(layout: Layout) -> Iterator[BrokenRule]:
    for school, stage in sorted(layout.led.keys() & layout.cores_of.keys()):
        yield BrokenRule(Rule.LEADS_OR_LED, (school,), {"school": school, "stage": stage.value})


def _one_stage(case: Case, layout: Layout) -> Iterator[BrokenRule]:
    """Sentence 4: with ``once`` a school of several stages appears in one stage only."""
    appearing = {school for school, _ in layout.led} | {school for school, _ in layout.cores_of}
    for school in sorted(appearing & case.schools.keys()):
        if not case.takes_part_once(case.schools[school]):
            continue
        there = {*layout.leads_in(school), *layout.placed_in(school)}
        if len(there) > 1:
            stages = ", ".join(stage.value for stage in Stage if stage in there)
            yield BrokenRule(Rule.ONE_STAGE, (school,), {"school": school, "stages": stages})


def _must(case: Case, layout: Layout) -> Iterator[BrokenRule]:
    """Sentence 14: a place with a must pin is taken by its core, in a stage the pin speaks of."""
    for (school, home), wishes in sorted(case.pins[PinRule.MUST].items()):
        for core, stages in sorted((wish.core, sorted(wish.stages)) for wish in wishes):
            if not any(core in layout.cores_of.get((school, stage), ()) for stage in stages):
                named = home if home in stages else stages[0]
                figures = {"school": school, "core": core, "stage": named.value}
                because = set_because(case.county.pins, PinRule.MUST, school, core, named)
                said = {**figures, "because": because} if because else figures
                yield BrokenRule(Rule.MUST, (school, core), said)


def _alliances(case: Case, alliances: Sequence[Alliance]) -> Iterator[BrokenRule]:
    counts = Counter((alliance.mode, alliance.stage) for alliance in alliances)
    for mode in case.policy.mode:
        least, most = mode.alliances.least, mode.alliances.most
        for stage in Stage:
            count = counts[mode.id, stage]
            if stage in mode.stages and (count < least or (most is not None and count > most)):
                figures = {
                    "mode": mode.id,
                    "stage": stage.value,
                    "count": count,
                    "least": least,
                    "most": "∞" if most is None else most,
                }
                yield BrokenRule(Rule.ALLIANCES, (), figures)


def _use_every_core(case: Case, layout: Layout) -> Iterator[BrokenRule]:
    for (core, _), stages in sorted(case.asked.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        if not any((core, stage) in layout.led for stage in stages):
            yield BrokenRule(Rule.USE_EVERY_CORE, (core,), {"core": core})


def broken_keep(policy: Policy, changed: int) -> Iterator[BrokenRule]:
    """Find out whether more schools change their core than `[keep]` allows."""
    most = policy.keep.changed_at_most
    if most is not None and changed > most:
        yield BrokenRule(Rule.CHANGED_AT_MOST, (), {"count": changed, "most": most})


def _place_all(case: Case, layout: Layout) -> Iterator[BrokenRule]:
    if case.policy.place_all:
        for school, stage in layout.unplaced:
            yield BrokenRule(Rule.PLACE_ALL, (school,), {"school": school, "stage": stage.value})
