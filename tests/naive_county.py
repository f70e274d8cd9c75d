"""A brute force yet more naive than the oracle: it deals schools out and asks rule after rule.

Here no alliance is made beforehand: every lead gets a mode or none, every school a lead or none, and the
whole plan is then held against the sentences of ``docs/grouping.md`` (numbers in brackets).
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product

from lianxiao.models.county import County, Pin
from lianxiao.models.mode import Mode
from lianxiao.models.policy import Policy
from lianxiao.models.school import School
from lianxiao.models.words import MemberKind, PinRule, Stage, Term
from lianxiao.tests.oracle import TinyCounty
from lianxiao.tests.oracle_scope import GRAINS, exact

Lead = tuple[str, Stage]


class NaiveCounty:
    """One county and all deals of it."""

    def __init__(self, county: County, policy: Policy) -> None:
        self.county, self.policy = county, policy
        self.ways = TinyCounty(county, policy).possible.travel
        served = {stage for mode in policy.mode for stage in mode.stages}
        self.places = [
            (school.school_id, stage)
            for school in county.schools
            if school.parent_id is None and school.role.may_be_led
            for stage in school.stages
            if stage in served
            and (
                policy.several_stages == "each"
                or not any(s in served and s.rank > stage.rank for s in school.stages)
            )
        ]
        self.leads = [
            (school.school_id, stage)
            for school in county.schools
            if school.parent_id is None and school.role.may_lead
            for stage in school.stages
            if stage in served
        ]

    def school(self, school_id: str) -> School:
        return next(school for school in self.county.schools if school.school_id == school_id)

    def possible(self, place: Lead) -> set[Stage]:
        """[3a]"""
        school = self.school(place[0])
        instead = (
            self.policy.several_stages == "once"
            and place[1] in (Stage.JUNIOR, Stage.SENIOR)
            and Stage.PRIMARY in school.stages
            and any(mode.takes_in_primary for mode in self.policy.mode)
        )
        return {place[1], Stage.PRIMARY} if instead else {place[1]}

    def deals(self) -> int:
        ways = 1
        for place in self.places:
            ways *= 1 + sum(stage in self.possible(place) for _, stage in self.leads)
        for _ in self.leads:
            ways *= 1 + len(self.policy.mode)
        return ways

    def plans(self) -> Iterator[tuple[dict[Lead, Mode], dict[Lead, Lead | None]]]:
        """Every deal that keeps every rule: lead to mode, place to lead or None."""
        choices: list[list[Lead | None]] = [
            [None, *(lead for lead in self.leads if lead[1] in self.possible(place))] for place in self.places
        ]
        for modes in product([None, *self.policy.mode], repeat=len(self.leads)):
            opened = {lead: mode for lead, mode in zip(self.leads, modes, strict=True) if mode is not None}
            if not self.may_open(opened):
                continue
            for dealt in product(*choices):
                deal = dict(zip(self.places, dealt, strict=True))
                if all(lead is None or lead in opened for lead in dealt) and self.allowed(opened, deal):
                    yield opened, deal

    def may_open(self, opened: Mapping[Lead, Mode]) -> bool:
        """[4, 6, 7, 11]"""
        for (core_id, stage), mode in opened.items():
            core = self.school(core_id)
            if stage not in mode.stages or not self.fits_as_core(core, mode):
                return False
            others = [other for other in opened if other[0] == core_id and other != (core_id, stage)]
            if others and self.policy.several_stages == "once" and len(core.stages) > 1:
                return False
        counts = Counter((mode.id, stage) for (_, stage), mode in opened.items())
        for mode in self.policy.mode:
            for stage in mode.stages:
                if counts[mode.id, stage] < mode.alliances.least:
                    return False
                if mode.alliances.most is not None and counts[mode.id, stage] > mode.alliances.most:
                    return False
        return all(
            self.leads_enough(school, opened)
            for school in self.county.schools
            if school.role == "core" and school.parent_id is None
        )

    def leads_enough(self, school: School, opened: Mapping[Lead, Mode]) -> bool:
        asked = [
            stage
            for stage in school.stages
            for mode in self.policy.mode
            if mode.use_every_core and stage in mode.stages and self.fits_as_core(school, mode)
        ]
        led = [(school.school_id, stage) in opened for stage in asked]
        if self.policy.several_stages == "once" and len(school.stages) > 1:
            return not asked or any(led)
        return all(led)

    @staticmethod
    def fits_as_core(core: School, mode: Mode) -> bool:
        return not (
            (mode.core_area and core.area not in mode.core_area)
            or (mode.core_seat and core.seat not in mode.core_seat)
            or (mode.core_category and core.category not in mode.core_category)
        )

    def counts_as_leading(self, place: Lead, opened: Mapping[Lead, Mode]) -> bool:
        """[4, 5]"""
        once = self.policy.several_stages == "once" and len(self.school(place[0]).stages) > 1
        return place in opened or (once and any(core == place[0] for core, _ in opened))

    def allowed(self, opened: Mapping[Lead, Mode], deal: Mapping[Lead, Lead | None]) -> bool:
        for place, lead in deal.items():
            leading = self.counts_as_leading(place, opened)
            if lead is None:
                if self.policy.place_all and not leading:  # [12]
                    return False
            elif leading or not self.may_join(place, lead, opened[lead]):
                return False
        return all(
            self.size_fits(lead, mode, [self.school(p[0]) for p, at in deal.items() if at == lead])
            for lead, mode in opened.items()
        ) and all(self.pin_kept(pin, deal) for pin in self.county.pins)

    def may_join(self, place: Lead, lead: Lead, mode: Mode) -> bool:
        """[3a, 8]"""
        core, member, stage = self.school(lead[0]), self.school(place[0]), lead[1]
        if core is member or (stage is not place[1] and not mode.takes_in_primary):
            return False
        if (
            (mode.member_area and member.area not in mode.member_area)
            or (mode.member_seat and member.seat not in mode.member_seat)
            or (mode.member_category and member.category not in mode.member_category)
        ):
            return False
        if mode.core_larger and (
            core.students is None or member.students is None or core.students <= member.students
        ):
            return False
        way = self.ways(core, member)
        return (
            way is not None
            and (mode.max_km is None or Fraction(way.km, GRAINS) <= exact(mode.max_km))
            and (mode.max_minutes is None or Fraction(way.minutes, GRAINS) <= exact(mode.max_minutes))
        )

    @staticmethod
    def size_fits(lead: Lead, mode: Mode, members: list[School]) -> bool:
        """[10, 10a]: some way to call the members that say nothing keeps the bounds."""
        if len(members) < mode.min_members or (mode.max_members and len(members) > mode.max_members):
            return False
        if mode.entrusted is None:
            return True
        choices = [(member.kind,) if member.kind is not None else tuple(MemberKind) for member in members]
        return any(
            mode.entrusted.min <= kinds.count(MemberKind.ENTRUSTED)
            and (mode.entrusted.max is None or kinds.count(MemberKind.ENTRUSTED) <= mode.entrusted.max)
            for kinds in product(*choices)
        )

    def pin_kept(self, pin: Pin, deal: Mapping[Lead, Lead | None]) -> bool:
        """[13, 14], never of 8"""
        for place in deal:
            spoken = self.spoken_of(pin, place)
            with_core = [(pin.core_id, stage) for stage in spoken]
            if pin.rule is PinRule.MUST and spoken and deal[place] not in with_core:
                return False
            if pin.rule is PinRule.NEVER and deal[place] in with_core:
                return False
        return True

    def spoken_of(self, pin: Pin, place: Lead) -> set[Stage]:
        """[13]"""
        if pin.school_id != place[0]:
            return set()
        asked = self.school(pin.core_id).stages if pin.stage is None else [pin.stage]
        return self.possible(place) & set(asked)

    def capacities_kept(self, deal: Mapping[Lead, Lead | None]) -> bool:
        """[10]"""
        for lead in self.leads:
            capacity = self.school(lead[0]).capacity
            loads = [exact(self.school(place[0]).load) for place, at in deal.items() if at == lead]
            if capacity is not None and sum(loads, Fraction(0)) > exact(capacity):
                return False
        return True

    def terms(self, opened: Mapping[Lead, Mode], deal: Mapping[Lead, Lead | None]) -> dict[Term, Fraction]:
        """Terms that do not depend on quality [16-19]."""
        taken = [(self.school(p[0]), lead, self.school(lead[0])) for p, lead in deal.items() if lead]
        idle = [p for p, lead in deal.items() if not lead and not self.counts_as_leading(p, opened)]
        ways = [(member, way) for member, _, core in taken if (way := self.ways(core, member)) is not None]
        standing = {(row.member_id, row.stage): row.core_id for row in self.county.alliances}
        met = {rule: self.pins_met(rule, deal) for rule in (PinRule.PREFER, PinRule.AVOID)}
        uncovered = sum(
            (
                self.short([lead, *((m.school_id, lead[1]) for m, at, _ in taken if at == lead)])
                for lead in opened
            ),
            Fraction(0),
        )
        figures: dict[Term, Fraction | int] = {
            Term.UNPLACED: sum((exact(self.school(p[0]).priority) for p in idle), Fraction(0)),
            Term.UNCOVERED_LESSONS: uncovered + sum((self.short([p]) for p in idle), Fraction(0)),
            Term.WORST_KM: max((Fraction(way.km, GRAINS) for _, way in ways), default=0),
            Term.WORST_MINUTES: max((Fraction(way.minutes, GRAINS) for _, way in ways), default=0),
            Term.TOTAL_KM: sum((Fraction(way.km, GRAINS) for _, way in ways), Fraction(0)),
            Term.TOTAL_MINUTES: sum((Fraction(way.minutes, GRAINS) for _, way in ways), Fraction(0)),
            Term.LOAD_KM: sum((exact(m.load) * Fraction(way.km, GRAINS) for m, way in ways), Fraction(0)),
            Term.OPENING_COST: sum((exact(self.school(c).opening_cost) for c, _ in opened), Fraction(0)),
            Term.ALLIANCES: len(opened),
            Term.PREFERENCES: met[PinRule.PREFER].count(False) + met[PinRule.AVOID].count(True),
            Term.CHANGED: sum(
                standing.get((m.school_id, lead[1]), lead[0]) != lead[0] for m, lead, _ in taken
            ),
            Term.DROPPED: sum(row in idle or (row in deal and row in opened) for row in standing),
        }
        return {term: Fraction(figure) for term, figure in figures.items()}

    def pins_met(self, rule: PinRule, deal: Mapping[Lead, Lead | None]) -> list[bool]:
        spoken = {
            (place, pin.core_id, frozenset(self.spoken_of(pin, place)))
            for pin in self.county.pins
            for place in deal
            if pin.rule is rule and self.spoken_of(pin, place)
        }
        return [deal[place] in [(core, stage) for stage in stages] for place, core, stages in spoken]

    def short(self, together: list[Lead]) -> Fraction:
        """[17]"""
        shorts: dict[str, Fraction] = {}
        for row in self.county.needs or ():
            top = self.school(row.school_id)
            while top.parent_id is not None:
                top = self.school(top.parent_id)
            if (top.school_id, row.stage) in together:
                shorts[row.subject] = (
                    shorts.get(row.subject, Fraction(0)) + exact(row.need) - exact(row.supply)
                )
        return sum((max(Fraction(0), short) for short in shorts.values()), Fraction(0))
