"""What several test files share: the command, installed or in this process, and a small county on disk."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from lianxiao.cli import run

Caller = Callable[..., "Called"]
CountyMaker = Callable[..., Path]

COMMAND = Path(sys.executable).with_name("lianxiao")

COUNTY_TOML = """\
format = 1
name = "Qingxi"
notice = "Invented for tests."

[travel]
source = "table"

[[mode]]
key = "joint_alliance"
stages = ["primary"]
max_km = 30
"""

SCHOOLS = """\
school_id,name,stages,role
0100,城关小学,primary,core
0200,河东小学,primary,core
0101,青石小学,primary,member
0102,白马小学,primary,member
0103,松林小学,primary,member
0104,远山小学,primary,member
"""

TRAVEL = """\
from_id,to_id,km,minutes
0100,0101,5,10
0100,0102,6,12
0100,0103,7,14
0200,0101,9,18
0200,0102,8,16
0200,0103,4,8
0100,0104,31,62
0200,0104,33,66
"""

NEEDS = """\
school_id,stage,subject,need,supply
0100,primary,music,10,14
0200,primary,music,10,10
0101,primary,music,4,2
0102,primary,music,4,2
0103,primary,music,4,3
0104,primary,music,4,0
"""


@dataclass(frozen=True)
class Called:
    """What one call of the command gave."""

    exit: int
    out: str
    err: str

    @property
    def answer(self) -> Any:
        """Standard output as JSON: exactly one object."""
        return json.loads(self.out)


def environment(lang: str = "C.UTF-8") -> dict[str, str]:
    """Environment of a call, its locale set and nothing else of ours in it."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "COLUMNS"))}
    return {**kept, "LC_ALL": lang, "PYTHONIOENCODING": "utf-8"}


def call(*arguments: str | Path, lang: str = "C.UTF-8", seconds: float = 120) -> Called:
    """Call the installed command as a user does."""
    done = subprocess.run(
        [COMMAND, *map(str, arguments)],
        capture_output=True,
        env=environment(lang),
        timeout=seconds,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    return Called(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def call_here(*arguments: str | Path, lang: str = "C.UTF-8") -> Called:
    """Call the command in this process: what a user gets, without the seconds a process takes to start.

    Each command is called as installed at least once in the tests of its name.
    """
    out, err = (TextIOWrapper(BytesIO(), "utf-8", "backslashreplace", write_through=True) for _ in range(2))
    hook = sys.excepthook
    with patch.dict(os.environ, environment(lang), clear=True), redirect_stdout(out), redirect_stderr(err):
        try:
            done = run([*map(str, arguments)])
        finally:
            sys.excepthook = hook
    shown = [stream.detach().getvalue().decode("utf-8") for stream in (out, err)]
    return Called(int(done), *shown)


@pytest.fixture(name="call_here")
def call_here_fixture() -> Callable[..., Called]:
    """Give the command in this process."""
    return call_here


@pytest.fixture(name="call")
def call_fixture() -> Callable[..., Called]:
    """Give the installed command."""
    return call


def write_county(folder: Path, **tables: str) -> Path:
    """Write the small county, single tables replaced (``schools``, ``travel``, …, ``settings``)."""
    contents: Mapping[str, str] = {
        "settings": COUNTY_TOML,
        "schools": SCHOOLS,
        "travel": TRAVEL,
        "needs": NEEDS,
        **tables,
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        file = "county.toml" if name == "settings" else f"{name}.csv"
        (folder / file).write_text(content, encoding="utf-8")
    return folder


@pytest.fixture
def make_county(tmp_path: Path) -> Callable[..., Path]:
    """Give a maker of small counties on disk."""

    def make(**tables: str) -> Path:
        return write_county(tmp_path / "county", **tables)

    return make


@pytest.fixture
def county(make_county: Callable[..., Path]) -> Path:
    """Give the small county: two cores, three members within reach, one beyond."""
    return make_county()
