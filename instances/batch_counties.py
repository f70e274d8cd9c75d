"""Which counties a batch means: names and patterns made folders, each once (docs/batch.md)."""

import glob
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from . import layout


class NamedCounty(NamedTuple):
    """A county as the call names it, or as a pattern found it, and its folder."""

    source: str
    folder: Path


class Counties(NamedTuple):
    """Counties in the order of the call, and the patterns that match none."""

    found: tuple[NamedCounty, ...]
    unmatched: tuple[str, ...]


def is_pattern(word: str) -> bool:
    """Whether a word of the call stands for many folders; a folder of that very name goes first."""
    return glob.has_magic(word) and not os.path.exists(word)


def counties_matching(patterns: Iterable[str], out: Path) -> Counties:
    """Find the counties of some patterns, in alphabetical order, none below ``out``.

    A folder counts only if it holds schools.csv.
    """
    found: list[NamedCounty] = []
    unmatched = []
    for pattern in patterns:
        folders = _matching(pattern)
        matched = [NamedCounty(str(one), one) for one in folders if _is_county(one) and not _below(one, out)]
        found += matched
        if not matched:
            unmatched.append(pattern)
    return Counties(tuple(found), tuple(unmatched))


def each_once(counties: Sequence[NamedCounty]) -> tuple[NamedCounty, ...]:
    """Leave out folders that stand there already, whatever name or link leads to them."""
    first: dict[str, NamedCounty] = {}
    for county in counties:
        first.setdefault(os.path.realpath(county.folder), county)
    return tuple(first.values())


def _matching(pattern: str) -> list[Path]:
    """Find what a pattern matches; ``**`` goes into folders, not along links, which may lead in a circle."""
    parts = Path(pattern).parts
    magic = next(index for index, part in enumerate(parts) if glob.has_magic(part))
    root = Path(*parts[:magic])
    found = {one for one in root.glob("/".join(parts[magic:])) if not _hidden(one.relative_to(root))}
    return sorted(found)


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _is_county(folder: Path) -> bool:
    try:
        return folder.is_dir() and any(
            entry.name.lower() == layout.SCHOOLS.file for entry in folder.iterdir()
        )
    except OSError:  # a folder that may not be looked into is no match
        return False


def _below(folder: Path, out: Path) -> bool:
    # `realpath`, since `resolve` fails on links that lead in a circle
    return Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(out))
