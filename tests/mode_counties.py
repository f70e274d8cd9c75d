"""Counties of one mode or two on disk, solved by the command."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lianxiao.instances.read import read_county
from lianxiao.reports.plan_file import read_plan
from lianxiao.reports.verdict_screen import broken_findings
from lianxiao.solver.check import check_plan
from lianxiao.tests.conftest import Caller

TOP = """school_year = 2026
[travel]
source = "table"
[objective]
tiers = [{ unplaced = 1 }, { total_km = 1 }]
"""
Plan = dict[str, Any]


def folder(
    at: Path, settings: str, schools: Sequence[str], columns: str = "", top: str = TOP, **tables: str
) -> Path:
    """A county of rows ``id,stages,role`` and ``columns``.

    A member lies n km from every core whose number it shares (``A2`` and ``m2a``), or from all cores where
    its id has none; n counts the rows.
    """
    at.mkdir(parents=True, exist_ok=True)
    ids = [row.split(",")[0] for row in schools]
    cores = [row.split(",")[0] for row in schools if row.split(",")[2] in ("core", "either")]
    ways = [
        f"{core},{one},{number}"
        for core in cores
        for number, one in enumerate(ids, 1)
        if one != core and (one[1:2] == core[1:2] or not one[1:2].isdigit())
    ]
    contents = {
        "schools": "\n".join([f"school_id,stages,role{columns}", *schools]),
        "travel": "\n".join(["from_id,to_id,km", *ways]),
        **tables,
    }
    for name, content in contents.items():
        (at / f"{name}.csv").write_text(content + "\n", encoding="utf-8")
    (at / "county.toml").write_text(top + settings, encoding="utf-8")
    return at


def clusters(*members: Sequence[str], tail: str = "") -> list[str]:
    """For each list of members' further cells a core ``A1`` …, and its members ``m1a``, ``m1b`` …."""
    rows = []
    for number, cells in enumerate(members, 1):
        rows.append(f"A{number},primary,core{tail}")
        rows += [f"m{number}{chr(97 + at)},primary,member{cell}" for at, cell in enumerate(cells)]
    return rows


def primary(count: int, tail: str = "") -> list[str]:
    """Core A and so many members ma, mb …"""
    return [f"A,primary,core{tail}", *(f"m{chr(97 + at)},primary,member{tail}" for at in range(count))]


def mode(key: str, **settings: str) -> str:
    given = {"stages": '["primary"]', **settings}
    lines = [f"{name} = {value}" for name, value in given.items() if value]
    return "\n".join(["[[mode]]", f'key = "{key}"', *lines, ""])


def solved(call: Caller, county: Path, out: Path, seconds: int = 20) -> Plan:
    done = call("solve", county, "--out", out, "--time-limit", seconds, "--workers", 1, "--quiet")
    assert done.exit == 0, done.err
    plan: Plan = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    assert plan["status"] == "optimal"
    return plan


def groups(plan: Plan) -> dict[str, list[str]]:
    """Members by core."""
    return {
        alliance["core"]: [member["school"] for member in alliance["members"]]
        for alliance in plan["alliances"]
    }


def broken(county: Path, at: Path, *alliances: Mapping[str, Any]) -> set[str]:
    """Rules that a plan of these alliances breaks, as ``verify`` says (which is tried in test_cli_verify)."""
    at.write_text(json.dumps({"format": 1, "alliances": alliances}), encoding="utf-8")
    read = read_county(county)
    verdict = check_plan(read.county, read.policy, read_plan(at))
    return {finding.code for finding in broken_findings(verdict, read.county)}


def alliance(mode_id: str, core: str, *members: str, stage: str = "primary", **kinds: str) -> dict[str, Any]:
    rows = [{"school": one, **({"kind": kinds[one]} if one in kinds else {})} for one in members]
    return {"mode": mode_id, "stage": stage, "core": core, "members": rows}


def sizes(call: Caller, tmp_path: Path, settings: str, *members: int) -> list[int]:
    """How many members each core takes that has so many near it."""
    county = folder(tmp_path / "county", settings, clusters(*([""] * count for count in members)))
    placed = groups(solved(call, county, tmp_path / "out"))
    return [len(placed.get(f"A{number}", [])) for number in range(1, len(members) + 1)]


def modes_of(call: Caller, county: Path) -> dict[str, Any]:
    """What ``check`` says of the modes, by id."""
    return {one["id"]: one for one in call("check", county, "--json").answer["result"]["modes"]}
