"""The county of the checker's tests by hand.

Cores ``c`` and ``d``, members ``m1`` … ``m4`` 1 … 4 km from ``c`` (10 more from ``d``), primary schools under
one mode of 1 to 3 members. Every test changes what it speaks of.
"""

from typing import Any

from lianxiao.models.county import County, ListedTravel
from lianxiao.models.plan import Plan
from lianxiao.models.policy import Policy
from lianxiao.models.rule import Rule, sentence
from lianxiao.models.school import School
from lianxiao.models.words import Role, Stage, Term
from lianxiao.solver.check import AnyRule, Verdict, check_plan

PRIMARY, JUNIOR = Stage.PRIMARY, Stage.JUNIOR
EVERY_TERM = [{term: 1} for term in Term if not term.needs_exchange]


def school(school_id: str, role: Role, **more: Any) -> School:
    return School(**{"school_id": school_id, "name": school_id, "stages": (PRIMARY,), "role": role, **more})


def county(changes: dict[str, dict[str, Any]] | None = None, **tables: Any) -> County:
    roles = {"c": Role.CORE, "d": Role.CORE} | {f"m{at}": Role.MEMBER for at in range(1, 5)}
    changes = {**(changes or {})}
    schools = [school(name, **{"role": role, **changes.pop(name, {})}) for name, role in roles.items()]
    schools += [school(name, **more) for name, more in changes.items()]
    travel = {("c", f"m{at}"): ListedTravel(float(at), None) for at in range(1, 5)}
    travel |= {("d", f"m{at}"): ListedTravel(10.0 + at, None) for at in range(1, 5)}
    travel |= {("c", "d"): ListedTravel(5.0, None)}
    travel |= tables.pop("travel", {})
    return County(schools=tuple(schools), travel=travel, **tables)


def policy(*modes: dict[str, Any], **settings: Any) -> Policy:
    plain = {"key": "joint_alliance", "id": "joint", "stages": ["primary"], "min_members": 1}
    given = [{**plain, **mode} for mode in modes or ({},)]
    objective = settings.pop("objective", {"tiers": EVERY_TERM})
    travel = settings.pop("travel", {"source": "table"})
    return Policy.model_validate({"mode": given, "objective": objective, "travel": travel, **settings})


def plan(*groups: str, stage: Stage = PRIMARY, mode: str = "joint", **more: Any) -> Plan:
    """Each group is ``core: member member``; a leading ``junior/`` sets the stage."""
    alliances = []
    for group in groups:
        core, _, members = group.partition(":")
        own, _, core = core.rpartition("/")
        alliances.append(
            {
                "mode": mode,
                "stage": own or stage,
                "core": core,
                "members": [{"school": member} for member in members.split()],
            }
        )
    return Plan.model_validate({"alliances": alliances, **more})


def broken(verdict: Verdict) -> set[AnyRule]:
    return {one.rule for one in verdict.broken}


def rules(county_: County, policy_: Policy, plan_: Plan) -> set[AnyRule]:
    verdict = check_plan(county_, policy_, plan_)
    for one in verdict.broken:
        if isinstance(one.rule, Rule):
            assert sentence(one.rule, "en", dict(one.figures))
            assert sentence(one.rule, "zh", dict(one.figures))
    return broken(verdict)


def term(county_: County, policy_: Policy, plan_: Plan, which: Term) -> float:
    tiers = check_plan(county_, policy_, plan_).tiers
    return next(tier.terms[which] for tier in tiers if which in tier.terms)
