"""Why a school cannot meet its quota: each rule with its figures, but not why somebody is exempt."""

from collections import Counter
from typing import Any, Literal

from ...models.county import County
from ...models.exchange_rule import ExchangeRule
from ...models.missed import MissedReason
from ...models.missed_words import BARRED, REASONS
from ...models.plan import Alliance
from ...models.policy import Policy
from ...models.room import named
from ...models.rule import say
from ...models.staffing import Form
from ..exchange.alone import Hand, uncovered_without
from ..exchange.case import AllianceCase, Person
from ..exchange.eligibility import verdict
from ..exchange.freedom import rotation_least
from ..exchange.staffing import Staffing
from ..grouping.room_changes import minutes_that_hold
from ..scope import Place

UNKNOWN = frozenset(
    {
        ExchangeRule.BIRTH_UNKNOWN,
        ExchangeRule.SEX_UNKNOWN,
        ExchangeRule.TENURE_UNKNOWN,
        ExchangeRule.YEAR_UNKNOWN,
    }
)


def said(rule: str, lang: str, **figures: Any) -> MissedReason:
    """Say one reason."""
    return MissedReason(rule=rule, text=say(REASONS[rule], lang, figures))


def reasons_against(
    county: County,
    policy: Policy,
    staffing: Staffing,
    alliance: Alliance,
    case: AllianceCase,
    place: Place,
    kind: Literal["rotation", "backbone"],
    lang: str,
) -> list[MissedReason]:
    """List what stands against the quota of a school, as far as figures show it."""
    index = next(at for at, one in enumerate(case.schools) if one.school == place[0])
    school, rules = case.schools[index], case.settings
    name = named(county.by_id[place[0]], lang)
    backbone = kind == "backbone"
    people = [
        person for person in case.people if person.school == index and (person.backbone or not backbone)
    ]
    going = [person for person in people if person.may_rotate]
    owed = school.backbone_quota if backbone else school.rotation_quota
    found: list[MissedReason] = []
    if not any(case.open):
        mode = next(mode for mode in policy.mode if mode.id == alliance.mode)
        start = mode.term.start if mode.term is not None and mode.term.start is not None else ""
        found.append(said("term", lang, start=start))
    if len(going) < owed:
        code = "eligible_backbone" if backbone else "eligible"
        found.append(said(code, lang, school=name, count=len(going), backbone=len(people), owed=owed))
        found += _barred(county, policy, people, lang)
    most = school.backbone_away_most if backbone else school.away_most
    if most * sum(case.open) < owed or (backbone and school.away_most * sum(case.open) < owed):
        code = "away_share_backbone" if backbone else "away_share_max"
        share = rules.away_share_max
        found.append(said(code, lang, most=most, teachers=len(people), school=name, share=share, owed=owed))
    found += _ways(staffing, case, index, name, lang)
    reached = [at for at in range(len(case.schools)) if (index, at) in case.school_seconds]
    inside = [at for at in reached if (index, at) in case.uncounted]
    if inside:
        found.append(said("legal_person", lang, count=len(inside), school=name))
    found += _lessons(case, going, reached, lang)
    found += _own_need(case, index, going, name, lang)
    return found


def _barred(county: County, policy: Policy, people: list[Person], lang: str) -> list[MissedReason]:
    """Count those whom each rule of eligibility bars."""
    teachers = {teacher.teacher_id: teacher for teacher in county.teachers or ()}
    count: Counter[str] = Counter()
    for person in people:
        if person.may_rotate or person.teacher not in teachers:
            continue
        asked = verdict(teachers[person.teacher], Form.ROTATION, policy.exchange, policy.school_year)
        barring = {reason.rule for reason in asked.barring}
        count.update({"unknown" if rule in UNKNOWN else rule.value for rule in barring})
    comma = "、" if lang == "zh" else ", "
    rules = [say(BARRED[rule], lang, {"count": count[rule]}) for rule in BARRED if count[rule]]
    return [said("barred", lang, rules=comma.join(rules))] if rules else []


def _ways(staffing: Staffing, case: AllianceCase, index: int, name: str, lang: str) -> list[MissedReason]:
    """Say which ways from the school are too long for a rotation."""
    own = case.schools[index].school
    others = [school.school for at, school in enumerate(case.schools) if at != index]
    every = staffing.ways.within([(own, other) for other in others], 2**31)
    near = sum((index, at) in case.school_seconds for at in range(len(case.schools)))
    if near == len(others):
        return []
    allowed = {
        case.schools[at].school for at in range(len(case.schools)) if (index, at) in case.school_seconds
    }
    beyond = sorted(seconds for (_, other), seconds in every.items() if other not in allowed)
    unknown = len(others) - len(every)
    figures = [minutes_that_hold(seconds) for seconds in beyond] + ["?"] * unknown
    code = "some_too_far" if near else "rotation_minutes_max"
    comma = "、" if lang == "zh" else ", "
    return [
        said(
            code,
            lang,
            school=name,
            limit=case.settings.rotation_minutes_max,
            minutes=comma.join(figures),
            count=len(others),
            near=near,
        )
    ]


def _lessons(case: AllianceCase, going: list[Person], reached: list[int], lang: str) -> list[MissedReason]:
    """Count those who could give too few lessons at every school within reach."""
    least = rotation_least(case)
    few = 0
    for person in going:
        there = [
            min(person.lessons_max, sum(case.schools[at].whole_need(subject) for subject in person.subjects))
            for at in reached
        ]
        few += bool(there) and max(there) < least
    if not few:
        return []
    return [said("rotation_lessons_min", lang, count=few, eligible=len(going), limit=least)]


def _own_need(
    case: AllianceCase, index: int, going: list[Person], name: str, lang: str
) -> list[MissedReason]:
    """Count those without whom the own school would lose lessons."""
    school = case.schools[index]
    staff = [
        Hand(person.teacher, person.subjects, person.lessons_max)
        for person in case.people
        if person.school == index
    ]
    lost = uncovered_without(staff, {subject: school.whole_need(subject) for subject in school.need})
    losing = [lost[person.teacher] for person in going if lost.get(person.teacher)]
    if not losing:
        return []
    figures = {"count": len(losing), "eligible": len(going), "lessons": min(losing)}
    return [said("own_need", lang, school=name, **figures)]
