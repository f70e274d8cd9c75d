"""A clash in the planner's words: each demand and limit with its figures, names and sentence."""

from collections.abc import Mapping, Sequence
from itertools import groupby

import numpy as np

from ...models.clash import FILTER_KINDS, Beyond, Clash, Element, ElementKind
from ...models.clash_words import (
    ALONE,
    BEYOND,
    BEYOND_PAIR,
    CAPACITIES,
    CLASH,
    CLASH_OPEN,
    CORE_ALONE,
    CORE_CANNOT,
    CORES_LACK,
    LEADING,
    NEVER_LEADS,
    NO_WAY,
    NOBODY_LEADS,
    OF_CAPACITY,
    PLACES,
    REACH,
    element_words,
    listed,
    words,
)
from ...models.pin_words import pin_wording, set_because
from ...models.room import named
from ...models.rule import UNBOUNDED
from ...models.words import PinRule, Stage
from .loosest import Asked, Figures, Loosest

NAMES_AT_MOST = 12
"""Names that one sentence lists; the data have all of them, and the sentence says how many more there are."""
PAIRS_AT_MOST = 5
"""The same of pairs."""
PER_UNIT: Mapping[ElementKind, int] = {
    ElementKind.MAX_KM: 1000,
    ElementKind.MAX_MINUTES: 60,
    ElementKind.CAPACITY: 1000,
}
SHARED = {ElementKind.PLACE_ALL: PLACES, ElementKind.LEADS: LEADING, ElementKind.CAPACITY: CAPACITIES}
LISTED_FROM = 4
"""From so many demands of one kind and stage on they share a sentence."""


def elements_of(loosest: Loosest, kept: Figures, needed: Mapping[Asked, bool | None], lang: str) -> Clash:
    """Write a clash: what is asked, whether each is proven to be needed, and the sentences."""
    elements = tuple(_element(loosest, one, kept, needed[one], lang) for one in kept)
    named_in = {
        school
        for one in elements
        for school in (
            one.school,
            one.core,
            *(name for pair in one.beyond for name in (pair.school, pair.core)),
        )
    }
    undecided = sum(one.needed is None for one in elements)
    opening = _opening(loosest, kept, undecided, lang)
    sentences = _sentences(loosest, elements, lang)
    reach = _reach(loosest, kept)
    if reach:
        names = listed([named(loosest.county.by_id[core], lang) for core in reach], lang, NAMES_AT_MOST)
        sentences.append(words(REACH, lang, count=len(reach), schools=names))
    numbered = "（{}）{}" if lang == "zh" else " ({}) {}"
    said = "".join(numbered.format(number, one) for number, one in enumerate(sentences, start=1))
    return Clash(
        elements=elements,
        irreducible=not undecided,
        schools=tuple(sorted(named_in - {""})),
        reach=reach,
        opening=opening,
        sentences=tuple(sentences),
        text=opening + said,
    )


def _element(loosest: Loosest, one: Asked, kept: Figures, needed: bool | None, lang: str) -> Element:
    problem, by_id = loosest.problem, loosest.county.by_id
    mode = loosest.policy.mode[one.mode] if one.mode >= 0 else None
    school = problem.places[one.place][0] if one.place >= 0 else ""
    wanted: tuple[str, ...] = ()
    if mode is not None and one.kind in FILTER_KINDS:
        own = getattr(mode, one.kind.value)
        wanted = tuple(str(word) for word in own) if isinstance(own, tuple) else ()
    value = _value(loosest, one, kept[one])
    beyond = _beyond(loosest, one, kept)
    entrusted = mode.entrusted if mode is not None else None
    figures = {
        "school": named(by_id[school], lang) if school else "",
        "core": named(by_id[one.core], lang) if one.core else "",
        "stage": one.stage.value if one.stage else "",
        "mode": mode.id if mode else "",
        "value": value,
        "wanted": ", ".join(wanted),
    }
    if one.kind is ElementKind.ENTRUSTED and entrusted is not None:
        most = UNBOUNDED if entrusted.max is None else entrusted.max
        figures |= {"least": entrusted.min, "most": most}
    because = pin_wording(one.kind.value, pin_reason(loosest, one))
    if one.kind is ElementKind.NEVER and one.pin is None:
        text = words(NEVER_LEADS, lang, **figures)
    elif because is not None:
        text = words(because, lang, **figures)
    else:
        text = element_words(one.kind, lang, figures)
    if beyond and one.kind in BEYOND_PAIR:
        pairs = [
            words(
                BEYOND_PAIR[one.kind],
                lang,
                core=named(by_id[pair.core], lang),
                school=named(by_id[pair.school], lang),
                value=pair.value,
            )
            for pair in beyond
        ]
        text += words(BEYOND, lang, pairs=listed(pairs, lang, PAIRS_AT_MOST))
    return Element(
        kind=one.kind,
        school=school,
        core=one.core,
        stage=one.stage,
        mode=mode.id if mode else "",
        value=value,
        wanted=wanted,
        beyond=beyond,
        needed=needed,
        text=text,
    )


def pin_reason(loosest: Loosest, one: Asked) -> str:
    """Give what the program set a pin for; empty where it is the planner's, or no pin is asked about."""
    if one.pin is None:
        return ""
    school, _ = loosest.problem.places[one.place]
    return set_because(loosest.county.pins, PinRule(one.kind.value), school, one.core)


def _value(loosest: Loosest, one: Asked, figure: int) -> float | None:
    """Give the limit as it stands in the settings."""
    if one.kind in (ElementKind.MAX_KM, ElementKind.MAX_MINUTES):
        value: float | None = getattr(loosest.policy.mode[one.mode], one.kind.value)
        return value
    if one.kind is ElementKind.CAPACITY:
        return figure / 1000
    counted = (
        ElementKind.LEAST,
        ElementKind.MOST,
        ElementKind.MIN_MEMBERS,
        ElementKind.MAX_MEMBERS,
        ElementKind.CHANGED_AT_MOST,
    )
    return figure if one.kind in counted else None


def _beyond(loosest: Loosest, one: Asked, kept: Figures) -> tuple[Beyond, ...]:
    """Pairs that a limit of ways forbids: for each place that the clash names, the nearest."""
    if one.kind not in BEYOND_PAIR:
        return ()
    problem, table = loosest.problem, loosest.pairs
    amounts = table.metres if one.kind is ElementKind.MAX_KM else table.seconds
    of_mode = np.array([lead.mode == one.mode for lead in problem.leads], dtype=bool)
    over = of_mode[table.lead] & (amounts > kept[one]) if len(table.lead) else np.zeros(0, dtype=bool)
    found = []
    wanted: dict[int, str] = {}
    for other in kept:
        if other.kind.is_demand and other.place >= 0:
            wanted[other.place] = other.core
    for place, core in sorted(wanted.items()):
        there = [
            pair
            for pair in np.flatnonzero(over & (table.place == place)).tolist()
            if not core or problem.leads[int(table.lead[pair])].core == core
        ]
        if there:
            pair = min(
                there, key=lambda each: (int(amounts[each]), problem.leads[int(table.lead[each])].core)
            )
            nearest = problem.leads[int(table.lead[pair])].core
            value = round(int(amounts[pair]) / PER_UNIT[one.kind], 3)
            found.append(Beyond(school=problem.places[place][0], core=nearest, value=value))
    return tuple(found)


def _reach(loosest: Loosest, kept: Figures) -> tuple[str, ...]:
    """List the cores that the clash's limits on pairs let take a place that it demands."""
    problem, table = loosest.problem, loosest.pairs
    places = [one.place for one in kept if one.kind is ElementKind.PLACE_ALL]
    on_pairs = {*BEYOND_PAIR, ElementKind.CORE_LARGER, ElementKind.NEVER, *FILTER_KINDS}
    if not places or not any(one.kind in on_pairs for one in kept):
        return ()
    allowed = np.isin(table.place, np.array(places, dtype=np.int64))
    mode_of = np.array([lead.mode for lead in problem.leads], dtype=np.int64)[table.lead]
    for one, figure in kept.items():
        if one.kind in BEYOND_PAIR:
            amounts = table.metres if one.kind is ElementKind.MAX_KM else table.seconds
            allowed &= (mode_of != one.mode) | (amounts <= figure)
        if one in loosest.barred:
            allowed &= ~loosest.barred[one]
        if one in loosest.barred_leads:
            allowed &= ~loosest.barred_leads[one][table.lead]
    return tuple(sorted({problem.leads[lead].core for lead in np.unique(table.lead[allowed]).tolist()}))


def _opening(loosest: Loosest, kept: Figures, undecided: int, lang: str) -> str:
    (one, *others) = kept
    if not others and not undecided and one.kind.is_demand:
        return words(ALONE, lang, why=_why_alone(loosest, one, lang))
    return words(CLASH_OPEN, lang, count=undecided) if undecided else words(CLASH, lang)


def _sentences(loosest: Loosest, elements: Sequence[Element], lang: str) -> list[str]:
    """Say every element; many demands of one kind share a sentence."""
    said = []
    for (kind, stage), group in groupby(elements, key=_shared):
        same = list(group)
        wording = SHARED.get(kind)
        if wording is None or len(same) < LISTED_FROM:
            said += [element.text for element in same]
            continue
        names = listed([_name(loosest, element, lang) for element in same], lang, NAMES_AT_MOST)
        figures = {"count": len(same), "schools": names, "stage": stage.value if stage else ""}
        said.append(words(wording, lang, **figures))
    return said


def _shared(element: Element) -> tuple[ElementKind, Stage | None]:
    """Tell what elements that share a sentence have in common."""
    return element.kind, element.stage if element.kind is ElementKind.PLACE_ALL else None


def _name(loosest: Loosest, element: Element, lang: str) -> str:
    by_id = loosest.county.by_id
    if element.kind is ElementKind.CAPACITY:
        return words(OF_CAPACITY, lang, core=named(by_id[element.core], lang), value=element.value)
    return named(by_id[element.school or element.core], lang)


def _why_alone(loosest: Loosest, one: Asked, lang: str) -> str:
    """Say why a demand cannot be met whatever the limits."""
    problem, by_id = loosest.problem, loosest.county.by_id
    school = named(by_id[problem.places[one.place][0]], lang) if one.place >= 0 else ""
    if one.kind is ElementKind.MUST:
        return words(CORE_CANNOT, lang, core=named(by_id[one.core], lang), school=school)
    if one.kind is ElementKind.LEADS:
        return words(CORE_ALONE, lang, core=named(by_id[one.core], lang))
    if one.kind is ElementKind.LEAST and one.stage is not None:
        cores = {lead.core for lead in problem.leads if lead.mode == one.mode and lead.stage is one.stage}
        mode = loosest.policy.mode[one.mode].id
        return words(CORES_LACK, lang, count=len(cores), stage=one.stage.value, mode=mode)
    place = problem.places[one.place]
    stages = problem.scope.possible[place]
    able = any(lead.stage in stages and lead.core != place[0] for lead in problem.leads)
    return words(NO_WAY if able else NOBODY_LEADS, lang, school=school)
