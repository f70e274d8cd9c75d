"""Who may import whom: cli → reports/commands → reports, solver, instances → models, and never back."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAY_IMPORT = {
    "cli": {"", "cli", "models", "reports", "reports/commands"},
    "reports/commands": {"models", "instances", "solver", "solver/check", "reports", "reports/commands"},
    "reports": {"models", "reports"},
    "instances": {"models", "instances"},
    "solver/check": {"models", "solver/check"},
    "solver": {"", "models", "solver", "solver/check"},
    "models": {"models"},
    "": set(),
}
CHECK_MAY_USE = {"numpy", "pydantic"}


def part_of(file: Path) -> str:
    """Part of the house in which a file lies."""
    place = file.relative_to(ROOT)
    if place.parts[:2] in (("solver", "check"), ("reports", "commands")):
        return "/".join(place.parts[:2])
    if len(place.parts) > 1:
        return place.parts[0]
    return "cli" if place.name in ("cli.py", "__main__.py") else ""


def imported_files(file: Path) -> list[Path]:
    """Files or folders of the project that a file imports."""
    found = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            folder = file.parents[node.level - 1]
            steps = node.module.split(".") if node.module else []
            module = folder.joinpath(*steps)
            for name in node.names:
                below = module / name.name
                found.append(below if below.is_dir() or below.with_suffix(".py").exists() else module)
    return found


def foreign_modules(file: Path) -> set[str]:
    """Top-level names of absolute imports."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and not node.level:
            names.add(str(node.module).partition(".")[0])
        elif isinstance(node, ast.Import):
            names |= {name.name.partition(".")[0] for name in node.names}
    return names


FILES = sorted(
    file
    for folder in (".", "models", "instances", "solver", "reports")
    for file in (ROOT.glob("*.py") if folder == "." else (ROOT / folder).rglob("*.py"))
)


@pytest.mark.parametrize("file", FILES, ids=[str(file.relative_to(ROOT)) for file in FILES])
def test_imports_go_one_way(file: Path) -> None:
    part = part_of(file)
    for imported in imported_files(file):
        target = part_of(imported.with_suffix(".py") if not imported.is_dir() else imported / "__init__.py")
        if imported == ROOT:
            target = ""
        assert target in MAY_IMPORT[part], f"{file.name} ({part}) imports {imported.name} of {target}"


@pytest.mark.parametrize("file", FILES, ids=[str(file.relative_to(ROOT)) for file in FILES])
def test_the_package_imports_itself_relatively(file: Path) -> None:
    assert "lianxiao" not in foreign_modules(file)


def test_the_checker_uses_no_solver() -> None:
    for file in (ROOT / "solver" / "check").glob("*.py"):
        assert foreign_modules(file) <= CHECK_MAY_USE | set(sys.stdlib_module_names), file.name


def test_the_command_line_loads_little_at_the_top() -> None:
    tree = ast.parse((ROOT / "cli.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            light = not node.level or str(node.module) == "None" or str(node.module).startswith("reports.")
            assert light, ast.unparse(node)
            if not node.level:
                assert str(node.module).partition(".")[0] in {"click", *sys.stdlib_module_names}
