"""From arrays back to the words of a plan: alliances, unplaced schools, tiers, certificate."""

from fractions import Fraction

from ...models.certificate import (
    Budget,
    Certificate,
    CountDual,
    EpigraphDual,
    LessonShare,
    PartCertificate,
    SchoolDual,
    SummedCore,
    TierCertificate,
    WorstLimit,
)
from ...models.objective import Tier
from ...models.plan import Alliance, CertificateEntry, PlacedMember, TierResult, Unplaced
from ...models.words import Term
from ..scale import WORST, TierScale, scale_of
from .bound import Bound
from .candidates import NOBODY
from .carried import Round, kinds_of, points_of, round_of
from .clock import InTime, always
from .master import Master, places_left, tier_value
from .parts import schools_of
from .problem import Problem
from .pruning import weights_of
from .room import rooms
from .summed import summed_leads
from .tiers import PartTier, State, allowance
from .unplaced import reasons_of

CERTIFICATE_FILE = "certificate.json"


def alliances_of(state: State) -> tuple[Alliance, ...]:
    """List the alliances of the plans, by stage and core."""
    if not state.parts:
        return ()
    county, policy = state.parts[0].county, state.parts[0].policy
    points, in_force = points_of(county), round_of(county, policy)
    alliances = []
    for problem, plan in zip(state.parts, state.plans, strict=True):
        for index, members in zip(plan.lead.tolist(), plan.members.tolist(), strict=True):
            places = sorted(place for place in members if place != NOBODY)
            alliances.append(_alliance(problem, index, places, points, in_force))
    return tuple(sorted(alliances, key=lambda alliance: (alliance.stage.rank, alliance.core)))


def _alliance(
    problem: Problem, index: int, places: list[int], points: dict[str, tuple[str, ...]], in_force: Round
) -> Alliance:
    """Put one alliance into the words of a plan; ``places`` are sorted, and so are their schools."""
    lead = problem.leads[index]
    mode = problem.policy.mode[lead.mode]
    metres = {problem.places[place][0]: int(problem.metres[index, place]) for place in places}
    seconds = {problem.places[place][0]: int(problem.seconds[index, place]) for place in places}
    kinds = kinds_of(problem.county, mode, [(m, school) for school, m in metres.items()])
    members = []
    for school, m in metres.items():
        kept = in_force.kept(school, lead.stage, lead.core)
        since, until = (kept.since, kept.until) if kept else in_force.months[mode.id]
        members.append(
            PlacedMember(
                school=school,
                kind=kinds[school],
                km=m / 1000,
                minutes=round(seconds[school] / 60, 4),
                points=points.get(school, ()),
                since=since,
                until=until,
                batch=kept.batch if kept else "",
            )
        )
    name = in_force.name_of(lead.core, lead.stage, list(metres))
    return Alliance(
        id=f"{lead.stage.value}-{lead.core}",
        name=name or problem.county.by_id[lead.core].name,
        mode=mode.id,
        stage=lead.stage,
        core=lead.core,
        points=points.get(lead.core, ()),
        members=tuple(members),
    )


def unplaced_of(problem: Problem, state: State, lang: str, in_time: InTime = always) -> tuple[Unplaced, ...]:
    """List who stays unplaced, with reasons and the cheapest room; ``problem`` is the whole county's.

    Schools whose turn does not come ``in_time`` are listed without; their room says so.
    """
    left = sorted(
        part.places[place]
        for part, plan in zip(state.parts, state.plans, strict=True)
        for place in places_left(part, plan)
        if not part.is_idle(place)
    )
    reasons = reasons_of(problem, left, lang, in_time)
    room = rooms(problem, alliances_of(state), left, lang, in_time)
    return tuple(
        Unplaced(school=place[0], stage=place[1], reasons=reasons[place], room=room[place]) for place in left
    )


def tiers_of(state: State, tiers: tuple[Tier, ...]) -> tuple[TierResult, ...]:
    """Report every tier: each term's value of the final plan, value, best, bound, proof."""
    results = []
    for tier, scale, outcome in zip(tiers, state.scales, state.outcomes, strict=False):
        results.append(
            TierResult(
                terms={term: _term_value(state, term) for term in tier},
                value=scale.value(state.value(scale)),
                best=scale.value(outcome.best),
                bound=scale.value(outcome.bound),
                proven=outcome.proven,
            )
        )
    return tuple(results)


def _term_value(state: State, term: Term) -> float:
    alone = scale_of({term: 1.0})
    if term is Term.QUALITY_SPREAD or alone.worst_alone:
        values = [tier_value(part, alone, plan) for part, plan in zip(state.parts, state.plans, strict=True)]
        return alone.value(max(values, default=0))
    return alone.value(state.value(alone))


def certificate_entries(certificate: Certificate) -> tuple[CertificateEntry, ...]:
    """Summarise the certificate for plan.json: LP bounds in the tiers' own dimension."""
    entries = []
    for tier in certificate.tiers:
        unit = Fraction(tier.unit)
        alone = any(part.excluded for part in tier.parts)
        if alone:
            bounds = [(part.excluded.limit + 1) * unit for part in tier.parts if part.excluded]
            lp_bound = max(bounds)
        else:
            lp_bound = sum((unit * Fraction(part.lp_bound, part.scale) for part in tier.parts), Fraction(0))
        closings = [part.closing for part in tier.parts]
        order = ("open", "regional_mip", "pairs_mip", "enumerated_mip", "rounded", "lp")
        entries.append(
            CertificateEntry(
                tier=tier.tier,
                lp_bound=float(lp_bound),
                duals=CERTIFICATE_FILE,
                closing=next((closing for closing in order if closing in closings), "lp"),
                candidates=sum(part.candidates for part in tier.parts),
            )
        )
    return tuple(entries)


def certificate_of(state: State, county_sha256: str, tiers_shown: int | None = None) -> Certificate:
    """Write down the duals of every tier and part.

    ``tiers_shown``: only the first so many, where later ones rest on values of the exchange.
    """
    limits: list[WorstLimit] = []
    tiers = []
    for number, outcome in enumerate(state.outcomes[:tiers_shown]):
        tiers.append(
            TierCertificate(
                tier=number,
                unit=f"{outcome.scale.unit.numerator}/{outcome.scale.unit.denominator}",
                parts=tuple(
                    _part_certificate(
                        part, outcome.scale, tuple(limits), tier_value(part.problem, outcome.scale, plan)
                    )
                    for part, plan in zip(outcome.parts, state.plans, strict=True)
                ),
            )
        )
        term = outcome.scale.worst_alone
        if term is Term.WORST_KM or term is Term.WORST_MINUTES:
            metres_or_seconds = allowance(outcome, state.tolerances[number]) * outcome.scale.factor[term]
            limits.append(WorstLimit(term=term, limit=metres_or_seconds))
    return Certificate(county_sha256=county_sha256, tiers=tuple(tiers))


def _part_certificate(
    part: PartTier, scale: TierScale, limits: tuple[WorstLimit, ...], value: int
) -> PartCertificate:
    problem, bound = part.problem, part.certificate
    term = scale.worst_alone
    excluded = None
    if part.excluded is not None and (term is Term.WORST_KM or term is Term.WORST_MINUTES):
        excluded = WorstLimit(term=term, limit=part.excluded)
    if bound is None or (term and excluded is None) or _idle_pays(problem, bound):
        return PartCertificate(
            schools=schools_of(problem),
            scale=1,
            limits=limits,
            budgets=tuple(Budget(tier=b.tier, limit=b.limit, dual=0) for b in part.goal.budgets),
            summed=_summed(part, None),
            lp_bound=0,
            value=value,
            bound=part.bound,
            closing=part.closing,
            candidates=part.candidates,
        )
    duals = bound.duals
    master = Master(problem, part.goal)
    rows = master.rows
    y = duals.structural.tolist()
    places = problem.places
    settles = {lead.key: lead.covers for lead in problem.leads if lead.covers >= 0}
    idle = {key: place for key, place in settles.items() if problem.is_idle(place)}
    return PartCertificate(
        schools=schools_of(problem),
        scale=duals.scale,
        limits=limits,
        budgets=tuple(
            Budget(tier=b.tier, limit=b.limit, dual=dual)
            for b, dual in zip(part.goal.budgets, duals.budgets, strict=True)
        ),
        member=tuple(
            SchoolDual(school=places[p][0], stage=places[p][1], dual=y[p])
            for p in range(len(places))
            if y[p] and not problem.is_idle(p)
        ),
        lead=tuple(
            SchoolDual(school=problem.keys[key][0], stage=problem.keys[key][1], dual=y[row])
            for row, key in [*rows.lead.items(), *((place, key) for key, place in idle.items())]
            if y[row]
        ),
        must_lead=tuple(
            SchoolDual(school=problem.keys[key][0], stage=problem.keys[key][1], dual=y[row])
            for row, key in rows.must.items()
            if y[row]
        ),
        count=tuple(
            CountDual(mode=problem.policy.mode[at].id, stage=stage, dual=y[row])
            for row, (at, stage) in rows.counts.items()
            if y[row]
        ),
        epigraph=tuple(
            EpigraphDual(
                term=ceiling.term,
                side="high" if ceiling.side == "high" else "low",
                school=problem.keys[key][0],
                stage=problem.keys[key][1],
                dual=dual,
            )
            for ceiling, by_key in zip(master.ceilings, duals.ceilings, strict=True)
            for key, dual in enumerate(by_key.tolist())
            if dual
        ),
        summed=_summed(part, bound),
        excluded=excluded,
        lp_bound=bound.total,
        value=value,
        bound=part.bound,
        closing=part.closing,
        candidates=part.candidates,
    )


def _idle_pays(problem: Problem, bound: Bound) -> bool:
    """Whether the row of a core that owes teachers unless it leads has a dual that no lead row may have."""
    return any(problem.is_idle(p) and bound.duals.structural[p] > 0 for p in range(len(problem.places)))


def _summed(part: PartTier, bound: Bound | None) -> tuple[SummedCore, ...]:
    """List the cores whose candidates are summed: the bound's own, and others with too many to list.

    Of these others the sum is exact where neither lessons nor more than one maximum of travel have a price
    under the duals; else they are left out.
    """
    problem = part.problem
    shares: dict[int, list[int]] = {}
    exact = True
    if bound is not None:
        shares = dict(zip(bound.summed, bound.shares.tolist(), strict=True))
        master, duals = Master(problem, part.goal), bound.duals
        heights = {c.term for c, by_key in zip(master.ceilings, duals.ceilings, strict=True) if by_key.any()}
        exact = weights_of(master, duals).group == 0 and len(heights) < 2 and heights <= WORST
    if exact:
        for lead in summed_leads(problem, part.goal):
            shares.setdefault(lead, [])
    return tuple(
        SummedCore(
            mode=problem.policy.mode[problem.leads[lead].mode].id,
            stage=problem.leads[lead].stage,
            core=problem.leads[lead].core,
            lessons=tuple(
                LessonShare(subject=subject, share=share)
                for subject, share in zip(problem.subjects, shares[lead], strict=False)
                if share
            ),
        )
        for lead in sorted(shares)
    )
