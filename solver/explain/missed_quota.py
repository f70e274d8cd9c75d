"""A quota that a school does not meet: solved again for this school alone, under settings near by."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from ...models.county import County
from ...models.missed import Missed, MissedReason, MissedRoom
from ...models.plan import Alliance, Plan
from ...models.policy import Policy
from ...models.words import Stage, Term
from ..exchange.case import AllianceCase
from ..exchange.prepare import prepare_exchange
from ..exchange.solve import exchange_of
from ..exchange.staffing import Staffing
from ..grouping.clock import Clock
from ..scope import Place
from .missed_reasons import reasons_against, said
from .missed_room import nearest, room_in_words
from .missed_settings import SettingScale, settings_of_quota

SECONDS_EACH = 5.0
"""Most seconds for one question about one alliance."""
Kind = Literal["rotation", "backbone"]
KINDS: tuple[Kind, Kind] = ("rotation", "backbone")


class _Owed(NamedTuple):
    place: Place
    kind: Kind
    owed: int
    met: int


def missed_quotas(
    county: County, policy: Policy, plan: Plan, staffing: Staffing, clock: Clock, lang: str
) -> tuple[Missed, ...]:
    """Explain every quota of a school that the plan does not meet, with even shares of the time."""
    of_place = {
        (school, alliance.stage): alliance
        for alliance in plan.alliances
        for school in (alliance.core, *(member.school for member in alliance.members))
    }
    owing = _owing(policy, plan, staffing, of_place)
    found = []
    for number, one in enumerate(owing):
        until = clock.seconds + clock.left / (len(owing) - number)
        asked = _Quota(county, policy, plan, staffing, one, of_place.get(one.place), clock, until, lang)
        found.append(asked.explained())
    return tuple(found)


def _owing(policy: Policy, plan: Plan, staffing: Staffing, of_place: Mapping[Place, Alliance]) -> list[_Owed]:
    """Quotas that are not met, by stage, school and kind (docs/exchange.md, 26 and 27)."""
    person_of = {
        person.teacher: (place, person)
        for place in staffing.schools
        for person in staffing.ready[place].people
    }
    running = {row.teacher for row in staffing.running}
    gone: Counter[tuple[Place, Kind]] = Counter()
    inside = _inside_legal_person(policy, staffing, of_place)
    for row in plan.exchange.rotations:
        if row.teacher in running or row.teacher not in person_of:
            continue
        place, person = person_of[row.teacher]
        if (place, row.to) in inside:
            continue
        gone[place, "rotation"] += 1
        gone[place, "backbone"] += person.backbone
    found = []
    for place in sorted(staffing.schools, key=lambda one: (one[1].rank, one[0])):
        for kind, owed in zip(KINDS, staffing.quota(*place), strict=True):
            if gone[place, kind] < owed:
                found.append(_Owed(place, kind, owed, gone[place, kind]))
    return found


def _inside_legal_person(
    policy: Policy, staffing: Staffing, of_place: Mapping[Place, Alliance]
) -> frozenset[tuple[Place, str]]:
    """Ways on which a rotation counts toward no quota: (place, receiving school)."""
    found = set()
    for (_, stage), alliance in of_place.items():
        case = alliance_case(policy, staffing, alliance)
        names = [school.school for school in case.schools]
        found |= {((names[a], stage), names[b]) for a, b in case.uncounted}
    return frozenset(found)


def alliance_case(policy: Policy, staffing: Staffing, alliance: Alliance) -> AllianceCase:
    """Make the case of an alliance of the plan, with no tiers yet."""
    mode = next(mode for mode in policy.mode if mode.id == alliance.mode)
    return staffing.case(
        alliance.id or f"{alliance.stage.value}-{alliance.core}",
        alliance.stage,
        alliance.core,
        [member.school for member in alliance.members],
        mode,
        {member.school: member.kind for member in alliance.members},
    )


def for_one(case: AllianceCase, school: str, kind: Kind) -> AllianceCase:
    """Ask only for one school's quota of one kind; limits that rest on quotas stay as they are."""
    schools = tuple(
        one._replace(
            rotation_quota=one.rotation_quota if one.school == school and kind == "rotation" else 0,
            backbone_quota=one.backbone_quota if one.school == school and kind == "backbone" else 0,
        )
        for one in case.schools
    )
    return replace(case, schools=schools, tiers=({Term.QUOTA_MISSED: 1},))


class _Quota:
    """One missed quota and the questions about it."""

    def __init__(
        self,
        county: County,
        policy: Policy,
        plan: Plan,
        staffing: Staffing,
        owed: _Owed,
        alliance: Alliance | None,
        clock: Clock,
        until: float,
        lang: str,
    ) -> None:
        self.county, self.policy, self.plan, self.staffing = county, policy, plan, staffing
        self.owed, self.alliance = owed, alliance
        self.clock, self.until, self.lang = clock, until, lang
        self.known: dict[AllianceKey, bool | None] = {}

    def explained(self) -> Missed:
        """Say what stands in the way and what makes room."""
        (school, stage), kind = self.owed.place, self.owed.kind
        missed = Missed(
            kind=kind,
            alliance="" if self.alliance is None else self.alliance.id,
            school=school,
            stage=stage,
            owed=self.owed.owed,
            met=self.owed.met,
        )
        if self.alliance is None:
            outside = (
                "no_alliance" if self.staffing.settings.rotation_scope == "alliance" else "outside_scope"
            )
            reason = said(outside, self.lang, school=self._name())
            return missed.model_copy(update={"possible": None, "reasons": (reason,)})
        case = alliance_case(self.policy, self.staffing, self.alliance)
        possible = self._met(case)
        reasons: Sequence[MissedReason]
        room: tuple[MissedRoom, ...] = ()
        if possible:
            reasons = [self._earlier_aims(case)]
        else:
            reasons = reasons_against(
                self.county, self.policy, self.staffing, self.alliance, case, self.owed.place, kind, self.lang
            )
            scales = settings_of_quota(
                self.county, self.policy, self.staffing, self.alliance, case, backbone=kind == "backbone"
            )
            room = tuple(self._room(scale, possible) for scale in scales)
        return missed.model_copy(update={"possible": possible, "reasons": tuple(reasons), "room": room})

    def _name(self) -> str:
        return self.county.by_id[self.owed.place[0]].name or self.owed.place[0]

    def _met(self, case: AllianceCase) -> bool | None:
        """Whether an exchange of the alliance meets the quota; None: not decided in time."""
        asked = for_one(case, self.owed.place[0], self.owed.kind)
        key = _key(asked)
        if key not in self.known:
            seconds = min(SECONDS_EACH, self.until - self.clock.seconds, self.clock.left)
            if seconds <= 0:
                self.clock.cut = True
                return None
            (tier,) = exchange_of(asked, seconds, 1, 0).tiers
            self.known[key] = True if tier.value == 0 else False if tier.bound > 0 else None
        return self.known[key]

    def _met_under(self, policy: Policy) -> bool | None:
        """Whether it is met under other settings, with the quota that the county then has."""
        if self.alliance is None or self.clock.left <= 0 or self.clock.seconds >= self.until:
            self.clock.cut = True
            return None
        staffing = prepare_exchange(self.county, policy)
        return self._met(alliance_case(policy, staffing, self.alliance))

    def _room(self, scale: SettingScale, possible: bool | None) -> MissedRoom:
        """Find the nearest value with which the quota is met."""
        least, answer = nearest(scale, self._met_under, possible)
        return room_in_words(scale.name, scale.now, least, answer, self.lang)

    def _earlier_aims(self, case: AllianceCase) -> MissedReason:
        """Say what the alliance's lessons would come to with the quota met first."""
        asked = for_one(case, self.owed.place[0], self.owed.kind)
        asked = replace(asked, tiers=({Term.QUOTA_MISSED: 1}, {Term.UNCOVERED_LESSONS: 1}))
        seconds = min(SECONDS_EACH, self.until - self.clock.seconds, self.clock.left)
        before = _uncovered(self.plan, asked, self.owed.place[1])
        if seconds > 0:
            quota, lessons = exchange_of(asked, seconds, 1, 0).tiers
            if quota.value == 0 and lessons.value == lessons.bound:
                after = lessons.value / 1000
                code = "earlier_aims" if after > before else "others_owe"
                return said(code, self.lang, before=before, after=after)
        return said("earlier_aims_open", self.lang)


AllianceKey = tuple[object, ...]


def _key(case: AllianceCase) -> AllianceKey:
    """Tell what a question about a quota depends on, so that equal questions are asked once."""
    rules = case.settings
    return (
        tuple(
            (one.rotation_quota, one.backbone_quota, one.away_most, one.backbone_away_most)
            for one in case.schools
        ),
        tuple((person.teacher, person.may_rotate) for person in case.people),
        tuple(sorted(case.school_seconds)),
        rules.rotation_lessons_min,
        case.open,
        case.uncounted,
    )


def _uncovered(plan: Plan, case: AllianceCase, stage: Stage) -> float:
    """Weekly lessons that the plan leaves uncovered at the schools of an alliance, mean of both semesters."""
    sites = {site for school in case.schools for site in school.sites}
    taught = sum(row.lessons for row in plan.exchange.teaching if row.school in sites and row.stage is stage)
    need = sum(sum(school.need.values()) for school in case.schools) / 1000
    return round(need - taught / 2, 3)
