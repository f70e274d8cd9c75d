"""loads.csv: standard weekly lessons of a teacher, by stage and subject; and the ones of the program."""

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from ..models.school_year import StandardLoad
from ..models.words import Stage
from .cells import Fault, word_key
from .findings import Findings
from .glossary import one_of, subject, values_by_word
from .number_cells import whole
from .table import Table, first_of_each, read_column

OTHERS = "*"
"""Stands for the subjects of the stage that are not named."""


@cache
def usual_loads() -> Mapping[tuple[Stage, str], int]:
    """Give the standard weekly lessons by stage and subject in ``vocabulary/loads.csv``."""
    text = (files(__package__) / "vocabulary" / "loads.csv").read_text("utf-8-sig")
    return MappingProxyType(
        {
            (Stage(row["stage"]), row["subject"]): int(row["standard"])
            for row in csv.DictReader(text.splitlines())
        }
    )


def standard_load(stage: Stage, subject: str, own: Sequence[StandardLoad] = ()) -> int | None:
    """Weekly lessons of a teacher of the subject: the county's own figure, else the program's, else None."""
    county = {(row.stage, row.subject): row.standard for row in own}
    return load_of(stage, subject, county)


def load_of(stage: Stage, subject: str, own: Mapping[tuple[Stage, str], int]) -> int | None:
    """As `standard_load`, the county's figures by stage and subject."""
    for loads in (own, usual_loads()):
        for name in (subject, OTHERS):
            if (stage, name) in loads:
                return loads[stage, name]
    return None


def read_loads(table: Table, findings: Findings) -> tuple[StandardLoad, ...]:
    """Read the standard loads, one per stage and subject; subject ``*`` stands for all others."""
    stages = read_column(table, "stage", one_of(Stage, "stages"), None, findings, filled=True)
    subjects = read_column(table, "subject", _subject, None, findings, filled=True)
    standards = read_column(table, "standard", whole(0, 60), None, findings, filled=True)
    rows: list[int] = []
    read: list[StandardLoad] = []
    for row, stage, name, standard in zip(table.rows, stages, subjects, standards, strict=True):
        if stage is not None and name is not None and standard is not None:
            rows.append(row)
            read.append(StandardLoad(stage=stage, subject=name, standard=standard))
    keys = [(one.stage, one.subject) for one in read]
    contents = [one.standard for one in read]
    return tuple(read[position] for position in first_of_each(table.file, rows, keys, contents, findings))


def _subject(text: str) -> str | Fault:
    return values_by_word("load").get(word_key(text)) or subject(text)
