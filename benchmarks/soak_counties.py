"""The counties of the soak: ordinary ones, impossible ones, and ones that are broken on purpose."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import NamedTuple

from lianxiao.instances.bundled import bundled_county
from lianxiao.instances.generate import synthetic_county, write_county
from lianxiao.models.county import County
from lianxiao.models.policy import Policy

SIZES = (8, 10, 12, 16, 20)
FAR = 5.0
"""Degrees by which the school that nobody reaches lies to the north."""
NAMES = (
    "{number:03d}",
    "county {number:03d}",
    "县 {number:03d}",
    "-{number:03d}",
    "{number:03d}.县",
    "长" * 30 + "{number:03d}",
)
"""Folder names as they come: with spaces, Chinese, a dash in front, dots, long ones."""

PLAN, NO_PLAN, WRONG = ("optimal", "feasible"), ("infeasible",), ("wrong input",)


class SoakCounty(NamedTuple):
    """One county of the soak."""

    folder: Path
    kind: str
    statuses: tuple[str, ...]
    """What its case may end with."""


def write_counties(folder: Path, count: int, seed: int) -> tuple[SoakCounty, ...]:
    """Write counties, the same ones for a seed.

    Of ten, six are ordinary, one has teachers, one is impossible and two are broken.
    """
    rng = Random(seed)
    return tuple(_county(folder, number, rng) for number in range(1, count + 1))


def _county(folder: Path, number: int, rng: Random) -> SoakCounty:
    home = folder / rng.choice(NAMES).format(number=number)
    size, made = rng.choice(SIZES), rng.randrange(1_000_000)
    dice = rng.randrange(10)
    if dice < 6:
        write_county(home, *synthetic_county(size, made))
        return SoakCounty(home, "ordinary", PLAN)
    if dice == 6:
        _with_teachers(home, number)
        return SoakCounty(home, "with teachers", PLAN)
    if dice == 7:
        write_county(home, *_impossible(*synthetic_county(size, made)))
        return SoakCounty(home, "impossible", NO_PLAN)
    write_county(home, *synthetic_county(size, made))
    kind = rng.choice(tuple(DAMAGES))
    DAMAGES[kind](home)
    return SoakCounty(home, kind, WRONG)


def _with_teachers(home: Path, number: int) -> None:
    """Copy the bundled county with teachers that is proven in a second, under a name of its own."""
    shutil.copytree(bundled_county("three_schools"), home)
    settings = home / "county.toml"
    named = settings.read_text(encoding="utf-8").replace('name = "', f'name = "{number} ', 1)
    settings.write_text(named, encoding="utf-8")


def _impossible(county: County, policy: Policy) -> tuple[County, Policy]:
    """Order everybody placed, and move one member out of everybody's reach."""
    last = county.schools[-1]
    if last.lat is None:
        raise ValueError("a synthetic county has coordinates")
    far = last.model_copy(update={"lat": last.lat + FAR})
    modes = tuple(mode.model_copy(update={"place_all": True}) for mode in policy.mode)
    return (
        county.model_copy(update={"schools": (*county.schools[:-1], far)}),
        policy.model_copy(update={"mode": modes}),
    )


def _without_column(home: Path) -> None:
    table = home / "schools.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("stages", "stadiums", 1), encoding="utf-8")


def _no_text(home: Path) -> None:
    (home / "needs.csv").write_bytes(b"school_id,stage\xff\xfe\x00\x81\n\xff\xff\xff")


def _cut_off(home: Path) -> None:
    settings = home / "county.toml"
    settings.write_bytes(settings.read_bytes()[:40])


def _unknown_school(home: Path) -> None:
    with (home / "needs.csv").open("a", encoding="utf-8") as table:
        table.write("nobody,primary,music,4,0\n")


def _folder_for_file(home: Path) -> None:
    (home / "needs.csv").unlink()
    (home / "needs.csv").mkdir()


def _link_to_itself(home: Path) -> None:
    (home / "needs.csv").unlink()
    (home / "needs.csv").symlink_to("needs.csv")


def _no_settings(home: Path) -> None:
    (home / "county.toml").unlink()


DAMAGES: dict[str, Callable[[Path], None]] = {
    "column missing": _without_column,
    "no text": _no_text,
    "cut off": _cut_off,
    "unknown school": _unknown_school,
    "folder for a file": _folder_for_file,
    "link to itself": _link_to_itself,
    "no settings": _no_settings,
}
"""What is broken, and how; every one of them is said by `check`, with its file."""


class Borrowed:
    """A county's file with other bytes for a while; ``give_back`` puts the first ones there again."""

    def __init__(self, file: Path, content: bytes) -> None:
        self._file, self._before = file, file.read_bytes()
        _replaced(file, content)

    def give_back(self) -> None:
        """Put the bytes that were there first into their place."""
        _replaced(self._file, self._before)


class Vanished:
    """A county's folder that is away for a while, as a network drive is."""

    def __init__(self, folder: Path, away: Path) -> None:
        self._folder, self._away = folder, away / folder.name
        away.mkdir(exist_ok=True)
        folder.rename(self._away)

    def give_back(self) -> None:
        """Bring the folder back."""
        self._away.rename(self._folder)


def _replaced(file: Path, content: bytes) -> None:
    fresh = file.with_name(f".{file.name}.new")
    fresh.write_bytes(content)
    os.replace(fresh, file)
