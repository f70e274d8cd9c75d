"""The curriculum that comes with the program: which subjects a stage has, where there is no needs.csv."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from ..models.words import Stage


@cache
def subjects_by_stage() -> Mapping[Stage, tuple[str, ...]]:
    """Subjects of each stage in the order of ``vocabulary/curriculum.csv``."""
    text = (files(__package__) / "vocabulary" / "curriculum.csv").read_text("utf-8-sig")
    found: dict[Stage, dict[str, None]] = {}
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(Stage(row["stage"]), {})[row["subject"]] = None
    return MappingProxyType({stage: tuple(subjects) for stage, subjects in found.items()})
