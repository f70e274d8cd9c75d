"""Why a school has another core: what the changes say, or what putting it back alone would break or cost."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from ..models.comparison import PlaceChange, PlaceKind, Reason, ReasonKind, Status
from ..models.county import County
from ..models.objective import Tier, grouping_tiers, tolerance_of
from ..models.plan import Alliance, PlacedMember, Plan
from ..models.policy import Policy
from ..models.words import Stage, Term
from .check.alliance_rules import broken_in_alliance
from .check.case import Case, read_case
from .check.layout import lay_out
from .check.plan_rules import broken_in_plan
from .check.terms import term_values, tier_figures
from .check.verdict import BrokenRule, TierFigures

Place = tuple[str, Stage]
_ASKED = (PlaceKind.MOVED, PlaceKind.UNPLACED)


class _Judged(NamedTuple):
    """What a set of alliances breaks, and its aims."""

    broken: tuple[BrokenRule, ...]
    tiers: tuple[TierFigures, ...]


class Reasons:
    """Gives every school that moved, or lost its place, the reason.

    Parameters
    ----------
    plan
        The new plan.
    county, policy
        Its county; without them only what the changes say is known.
    members
        Members of each core and stage in the earlier plan, under their ids of today.
    released, exited
        Members whose term was given up, and those that a scenario takes out of their alliance.
    """

    def __init__(
        self,
        plan: Plan,
        county: County | None,
        policy: Policy | None,
        *,
        members: Mapping[Place, Sequence[str]],
        released: Collection[Place],
        exited: Collection[Place],
    ) -> None:
        self._alliances, self._members = plan.alliances, members
        self._released, self._exited = frozenset(released), frozenset(exited)
        self._case: Case | None = None
        self._tiers: tuple[Tier, ...] = ()
        self._as_is: _Judged | None = None
        if county is not None and policy is not None:
            self._case = read_case(county, policy)
            self._tiers = grouping_tiers(county, policy)

    def given(self, change: PlaceChange, *, merged: Sequence[str], core_gone: bool) -> PlaceChange:
        """Give the change its reason, where it needs one.

        Parameters
        ----------
        merged
            Schools that became this one and had another core.
        core_gone
            The core that it had is no school of the county any more.
        """
        if change.kind not in _ASKED:
            return change
        place, core = (change.school, change.stage), change.before.core
        if core is None:
            return change
        if core_gone:
            reason = Reason(kind=ReasonKind.CORE_GONE, schools=(core,))
        elif merged:
            reason = Reason(kind=ReasonKind.MERGED, schools=tuple(merged))
        elif place in self._exited:
            reason = Reason(kind=ReasonKind.EXITED, schools=(core,))
        elif change.orphaned:
            reason = self._stopped(change, core)
        elif place in self._released:
            reason = Reason(kind=ReasonKind.RELEASED, schools=(core,))
        elif self._case is None:
            return change
        else:
            reason = self._put_back(self._case, change, core)
        return change.model_copy(update={"reason": reason})

    def _stopped(self, change: PlaceChange, core: str) -> Reason:
        """Say what the members that the core had, as far as they still are, would break with it."""
        reason = Reason(kind=ReasonKind.CORE_STOPPED, schools=(core,))
        if self._case is None or change.before.mode is None:
            return reason
        there = [one for one in self._members.get((core, change.stage), ()) if one in self._case.schools]
        alliance = Alliance(
            mode=change.before.mode,
            stage=change.stage,
            core=core,
            members=tuple(PlacedMember(school=one) for one in there),
        )
        broken = next(iter(broken_in_alliance(self._case, alliance)), None)
        return reason if broken is None else reason.model_copy(update={"broken": broken.finding()})

    def _put_back(self, case: Case, change: PlaceChange, core: str) -> Reason:
        """Ask what the new plan would break or lose with this one school back at its former core."""
        host, rest, others = self._without(change, core)
        if host is None:
            return self._stopped(change, core)
        added = host.model_copy(
            update={"members": (*host.members, PlacedMember(school=change.school, kind=None))}
        )
        full = list(broken_in_alliance(case, added))
        known = {(one.rule, one.schools) for one in broken_in_alliance(case, host)}
        full = [one for one in full if (one.rule, one.schools) not in known]
        of_pair = [one for one in full if change.school in one.schools]
        if of_pair:
            return Reason(kind=ReasonKind.RULE, schools=(core,), broken=of_pair[0].finding())
        if full:
            taken = tuple(
                sorted(member.school for member in host.members if self._came(case, member.school, host))
            )
            return Reason(kind=ReasonKind.FULL, schools=taken, broken=full[0].finding())
        needed = [] if rest is None else list(broken_in_alliance(case, rest))
        if rest is not None and needed:
            return Reason(kind=ReasonKind.NEEDED, schools=(rest.core,), broken=needed[0].finding())
        return self._worse(case, core, (*others, added, *(() if rest is None else (rest,))))

    def _without(
        self, change: PlaceChange, core: str
    ) -> tuple[Alliance | None, Alliance | None, list[Alliance]]:
        """Its former core's alliance, its present one without it, and all others."""
        host = rest = None
        others = []
        for alliance in self._alliances:
            if alliance.stage is not change.stage:
                others.append(alliance)
            elif alliance.core == core:
                host = alliance
            elif change.after.status is Status.LED and alliance.core == change.after.core:
                members = tuple(member for member in alliance.members if member.school != change.school)
                rest = alliance.model_copy(update={"members": members})
            else:
                others.append(alliance)
        return host, rest, others

    @staticmethod
    def _came(case: Case, school: str, host: Alliance) -> bool:
        """Whether a member was not in this alliance in the last round."""
        return host.core not in case.standing.get((school, host.stage), ())

    def _worse(self, case: Case, core: str, alliances: Sequence[Alliance]) -> Reason:
        if self._as_is is None:
            self._as_is = self._judged(case, self._alliances)
        back = self._judged(case, alliances)
        known = {one.rule for one in self._as_is.broken}
        broken = [one for one in back.broken if one.rule not in known]
        if broken:
            return Reason(kind=ReasonKind.RULE, schools=(core,), broken=broken[0].finding())
        for now, then in zip(self._as_is.tiers, back.tiers, strict=True):
            terms = tuple(self._tiers[now.tier])
            unknown = any(term.needs_exchange for term in terms) or (
                case.county.teachers is not None and Term.UNCOVERED_LESSONS in terms
            )
            if unknown or now.exact_value is None or then.exact_value is None:
                return Reason(kind=ReasonKind.OPEN, schools=(core,), tier=now.tier + 1, terms=terms)
            by = then.exact_value - now.exact_value
            if by > 0 or (by < 0 and not tolerance_of(case.policy, now.tier)):
                kind = ReasonKind.BETTER if by > 0 else ReasonKind.WORSE
                figure = round(abs(float(by)), 6)
                return Reason(kind=kind, schools=(core,), tier=now.tier + 1, terms=terms, by=figure)
        return Reason(kind=ReasonKind.EQUAL, schools=(core,))

    def _judged(self, case: Case, alliances: Sequence[Alliance]) -> _Judged:
        values = term_values(case, alliances, case.rows)
        broken = broken_in_plan(case, alliances, lay_out(case, alliances))
        return _Judged(
            tuple(broken), tuple(tier_figures(at, tier, values) for at, tier in enumerate(self._tiers))
        )
