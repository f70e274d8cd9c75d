"""Markdown tables with captions, and figures in them."""

from collections.abc import Mapping, Sequence
from typing import Any

from lianxiao.benchmarks.registry import Results

MACHINE = {
    "en": "{cpu}, {cores} cores, Python {python}, OR-Tools {ortools}, {date}.",
    "zh": "{cpu}（{cores} 核），Python {python}，OR-Tools {ortools}，{date}。",
}
"""The end of most captions."""


def captioned(
    head: Sequence[str],
    lines: Sequence[Sequence[str]],
    caption: Mapping[str, str],
    lang: str,
    results: Results,
    **more: Any,
) -> str:
    """Make a table with its caption, which may name settings, the machine, and ``more`` in braces."""
    known = results.content["machine"] | results.content["settings"] | more
    return f"{table(head, lines)}\n\n{caption[lang].format(**known)}\n"


def table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """Make a Markdown table."""
    every = [head, tuple("---" for _ in head), *lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in every)


def shown(value: float) -> str:
    """Write a value: whole ones without decimals, others with three."""
    return f"{value:g}" if value == int(value) else f"{value:.3f}"


def with_gap(tier: Mapping[str, Any], digits: int = 1) -> str:
    """Write a value in bold if proven, else with its gap to the bound; – where there is none."""
    value, bound = tier["value"], tier["bound"]
    if value is None:
        return "–"
    if tier["proven"]:
        return f"**{shown(value)}**"
    if bound is None:
        return f"{shown(value)} (?)"
    return f"{shown(value)} ({(value - bound) / value if value else 0:.{digits}%})"
