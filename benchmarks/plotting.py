"""Plots for the documents: small SVG files, alike for the same results. Needs the extra [benchmarks]."""

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STYLE: dict[Any, Any] = {
    "svg.hashsalt": "lianxiao",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Arial"],
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.alpha": 0.3,
    "legend.frameon": False,
    "figure.constrained_layout.use": True,
}
COLOURS = ("#0b6e4f", "#c8553d", "#3d5a98", "#b08900", "#7a4b8a", "#555555", "#2a9fbc", "#d16ba5")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")


def panels(
    columns: int, rows: int = 1, width: float = 4.2, height: float = 3.0
) -> tuple["Figure", list["Axes"]]:
    """Make a figure of some panels, each so many inches wide and high, row by row."""
    import matplotlib  # noqa: PLC0415 - an extra, and slow to load
    from matplotlib.figure import Figure  # noqa: PLC0415 - likewise

    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(columns * width, rows * height))
        axes = figure.subplots(rows, columns, squeeze=False)
    return figure, list(itertools.chain.from_iterable(axes))


def looks(names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Give each series a colour and a marker, in the order of their names."""
    return {
        name: {"color": COLOURS[at % len(COLOURS)], "marker": MARKERS[at % len(MARKERS)], "label": name}
        for at, name in enumerate(names)
    }


def plain_numbers(axes: "Axes", which: Literal["x", "y"], ticks: Sequence[float] | None = None) -> None:
    """Write the numbers of a logarithmic axis as they are; ``ticks``: these and no others."""
    from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, NullLocator  # noqa: PLC0415 - an extra

    axis = axes.xaxis if which == "x" else axes.yaxis
    if ticks is not None:
        axis.set_major_locator(FixedLocator(list(ticks)))
    else:
        axis.set_major_locator(LogLocator(10, subs=(1.0, 3.0)))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axis.set_minor_locator(NullLocator())


def over_size(axes: "Axes", sizes: Sequence[int]) -> None:
    """Make the axis below one of schools, logarithmic, with the sizes that were run."""
    axes.set_xscale("log")
    plain_numbers(axes, "x", sorted(set(sizes)))
    axes.set_xlabel("schools")


def save(figure: "Figure", file: Path) -> None:
    """Write a figure as SVG, without a date in it."""
    import matplotlib  # noqa: PLC0415 - an extra, and slow to load

    file.parent.mkdir(parents=True, exist_ok=True)
    with matplotlib.rc_context(STYLE):
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
