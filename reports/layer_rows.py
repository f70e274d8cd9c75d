"""The subject layer of a plan as rows of the screen: one per subject, scope and link."""

from collections.abc import Sequence

from rich.console import RenderableType

from ..models.plan import SubjectAlliance
from .messages import Lang, word
from .tables import Column, filled_table

_COLUMNS: tuple[Column, ...] = (
    ("column_subject", "left"),
    ("column_grade", "right"),
    ("column_difficulty", "left"),
    ("column_scope", "left"),
    ("column_link", "left"),
    ("column_subject_alliances", "right"),
    ("column_joined", "right"),
    ("column_listed", "right"),
)


def layer_table(rows: Sequence[SubjectAlliance], lang: Lang) -> RenderableType:
    """Table of the subject layer; the rows of one subject in single alliances are counted together."""
    together: dict[tuple[str, str, str, str, str], list[SubjectAlliance]] = {}
    for row in rows:
        key = (row.subject, str(row.grade or ""), row.difficulty, row.scope, row.link)
        together.setdefault(key, []).append(row)
    shown: list[Sequence[str]] = [
        (
            word("subject", subject, lang),
            grade,
            difficulty,
            word("scope", scope, lang),
            word("link", link, lang),
            str(len(alike)),
            str(len({alliance for row in alike for alliance in row.alliances})),
            str(len({school for row in alike for school in row.members})) if scope == "list" else "",
        )
        for (subject, grade, difficulty, scope, link), alike in together.items()
    ]
    return filled_table(_COLUMNS, shown, lang)
