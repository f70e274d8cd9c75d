"""What a built wheel holds: every package of the program, and every file that it reads."""

import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHIPPED_SUFFIXES = {".toml", ".csv", ".md", ".pbf", ".typed"}


def _setuptools() -> dict[str, Any]:
    settings: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: dict[str, Any] = settings["tool"]["setuptools"]
    return found


def _folders() -> list[Path]:
    """Folders of the program, each as seen from the root."""
    tops = [ROOT / name for name in ("models", "instances", "solver", "reports")]
    found = [init.parent for top in tops for init in top.rglob("__init__.py")]
    return sorted(folder.relative_to(ROOT) for folder in found)


def test_every_folder_with_code_is_a_package() -> None:
    named = {".".join(("lianxiao", *folder.parts)) for folder in _folders()}
    assert set(_setuptools()["packages"]) == {"lianxiao", *named}


def test_every_file_that_the_program_reads_is_shipped() -> None:
    data: dict[str, list[str]] = _setuptools()["package-data"]
    shipped = {
        file
        for package, patterns in data.items()
        for pattern in patterns
        for file in ROOT.joinpath(*package.split(".")[1:]).glob(pattern)
    }
    for folder in _folders():
        for file in (ROOT / folder).rglob("*"):
            if file.suffix in SHIPPED_SUFFIXES:
                assert file in shipped, file
