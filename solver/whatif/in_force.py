"""The plan in force as a search knows it: rows of alliances.csv as alliances to start from."""

from ...models.county import County
from ...models.plan import Alliance, PlacedMember
from ...models.policy import Policy
from ...models.words import Stage


def alliances_to_start_from(county: County, policy: Policy) -> tuple[Alliance, ...]:
    """Write alliances.csv as alliances, by stage and core.

    A row names its mode by id or key; one that names neither gets the first mode that serves the stage. What
    is no longer allowed in them is for the search to drop.
    """
    rounds: dict[tuple[Stage, str], list[tuple[str, str]]] = {}
    for row in county.alliances:
        rounds.setdefault((row.stage, row.core_id), []).append((row.member_id, row.mode))
    alliances = []
    for (stage, core), rows in sorted(rounds.items(), key=lambda one: (one[0][0].rank, one[0][1])):
        said = {mode for _, mode in rows}
        modes = [mode for mode in policy.mode if stage in mode.stages]
        named = [mode for mode in modes if mode.id in said] or [mode for mode in modes if mode.key in said]
        chosen = next(iter(named or modes), None)
        if chosen is not None:
            members = tuple(PlacedMember(school=member) for member in sorted({member for member, _ in rows}))
            alliances.append(Alliance(mode=chosen.id, stage=stage, core=core, members=members))
    return tuple(alliances)
