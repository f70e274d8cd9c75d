"""How a table, a heading and a school look on the screen."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from ..models.school import School
from .messages import Lang, printable, shortened, text

Column = tuple[str, Literal["left", "right"]]
"""Catalogue code of a column's heading, and the side its cells are set to."""


def heading(code: str, lang: Lang, style: str = "bold", **figures: object) -> Text:
    """Make a line set off by a blank one, as a heading over what follows."""
    return Text("\n" + text(code, lang, **figures), style=style)


def line(code: str, lang: Lang, style: str = "", **figures: object) -> Text:
    """One sentence."""
    return Text(text(code, lang, **figures), style=style)


def table(columns: Sequence[Column], rows: Iterable[Sequence[str]], lang: Lang) -> RenderableType:
    """Make a table of plain cells; nothing in a cell is taken for markup or steers the terminal."""
    shown = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    for code, side in columns:
        shown.add_column(Text(text(code, lang)), justify=side, overflow="fold")
    for row in rows:
        shown.add_row(*(Text(printable(cell)) for cell in row))
    return shown


def filled_table(columns: Sequence[Column], rows: Sequence[Sequence[str]], lang: Lang) -> RenderableType:
    """Make a table without the columns in which every cell is empty."""
    kept = [at for at in range(len(columns)) if any(row[at] for row in rows)]
    return table([columns[at] for at in kept], ([row[at] for at in kept] for row in rows), lang)


def school_label(school_id: str, schools: Mapping[str, School]) -> str:
    """Id and name of a school; the id alone where the county has no such school or no other name."""
    school = schools.get(school_id)
    if school is None or school.name == school_id:
        return shortened(printable(school_id))
    return f"{shortened(printable(school_id))} {shortened(printable(school.name))}"


def with_names(figures: Mapping[str, object], schools: Mapping[str, School]) -> dict[str, object]:
    """Figures of a rule's sentence, its schools named."""
    return {
        key: school_label(figure, schools)
        if key in ("school", "from_school", "core", "parent", "nearest") and isinstance(figure, str)
        else figure
        for key, figure in figures.items()
    }
