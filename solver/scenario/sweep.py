"""[sweep] of a scenario: every combination of its lists is a run of its own (docs/scenarios.md, 15)."""

from itertools import product
from typing import Any, NamedTuple

from ...models.scenario import Scenario


class SweepRun(NamedTuple):
    """One run: its name (``max_km=20, rotation_share=0.1``; empty without a sweep) and its scenario.

    ``scenario.sweep`` holds one value per setting; `apply_scenario` sets them after all changes.
    """

    name: str
    scenario: Scenario


def runs_of(scenario: Scenario) -> tuple[SweepRun, ...]:
    """List the runs of a scenario in the order of its lists, the last list running fastest."""
    if not scenario.sweep:
        return (SweepRun("", scenario),)
    names = list(scenario.sweep)
    short = _short_names(names)
    runs = []
    for values in product(*scenario.sweep.values()):
        said = ", ".join(f"{name}={shown(value)}" for name, value in zip(short, values, strict=True))
        swept = {name: (value,) for name, value in zip(names, values, strict=True)}
        runs.append(SweepRun(said, scenario.model_copy(update={"sweep": swept})))
    return tuple(runs)


def _short_names(names: list[str]) -> list[str]:
    """Give the last word of each dotted name, or the whole name where two end alike."""
    ends = [name.rsplit(".", 1)[-1] for name in names]
    return [end if ends.count(end) == 1 else name for name, end in zip(names, ends, strict=True)]


def shown(value: Any) -> str:
    """Show a setting's value as a planner writes it, without quotation marks."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}={shown(one)}" for key, one in value.items()) + "}"
    if isinstance(value, tuple):
        return "[" + ", ".join(map(shown, value)) + "]"
    return str(value)
