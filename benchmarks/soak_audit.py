"""What lies in a batch's folder, read as docs/batch.md describes it and without the program's own code."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

CASE, MANIFEST, WORK, FAULTS = "case.json", "manifest.json", ".work", "faults"
BESIDE = re.compile(r"(manifest\.json|summary\.(csv|parquet|xlsx)|\.lock)")
"""Files that DIR holds beside the cases."""
FINAL = frozenset({"optimal", "feasible", "infeasible", "unknown", "wrong input"})
"""Statuses of a finished case."""
PLANS = frozenset({"optimal", "feasible"})
"""Those of a case with a plan."""
TIMED = frozenset({"seconds"})
"""Keys of plan.json, at any depth, that differ from run to run."""


class Finished(NamedTuple):
    """One case that is finished by the rule of the page: every file is there with its hash."""

    folder: str
    key: str
    status: str
    written: str
    """SHA-256 of its case.json, which holds times: another one means that it was solved again."""


class Audit(NamedTuple):
    """What was found in DIR."""

    finished: Mapping[str, Finished]
    """By folder."""
    others: Mapping[str, str]
    """Whole cases that ended without a result (fault, lost, …): status by folder."""
    half_written: tuple[str, ...]
    """Folders in a case's place that are no whole case, and tables of DIR that cannot be read."""
    leftovers: tuple[str, ...]
    """Files and folders that nobody described: temporary ones, once no batch is running."""


def audit(out: Path) -> Audit:
    """Look at everything in a batch's folder; it must not be running."""
    finished, others, half, leftovers = {}, {}, [], []
    planned = folders_planned(out)
    for folder in planned:
        home = out / folder
        if not home.exists():
            continue
        case = _whole(home)
        if case is None:
            half.append(folder)
        elif case["status"] in FINAL:
            digest = hashlib.sha256((home / CASE).read_bytes()).hexdigest()
            finished[folder] = Finished(folder, case["key"], case["status"], digest)
        else:
            others[folder] = case["status"]
    kept = {folder.removesuffix(".previous") for folder in planned} | {f"{name}.previous" for name in planned}
    for path in sorted(out.rglob("*")):
        inside = path.relative_to(out).as_posix()
        parents = {parent.as_posix() for parent in path.relative_to(out).parents}
        if path.is_dir() and any(case.startswith(f"{inside}/") for case in kept):
            continue
        if inside in kept or parents & kept or inside == FAULTS or FAULTS in parents:
            continue
        if not BESIDE.fullmatch(inside):
            leftovers.append(inside)
    half.extend(name for name in (MANIFEST,) if not _is_json(out / name))
    return Audit(finished, others, tuple(half), tuple(leftovers))


def folders_planned(out: Path) -> tuple[str, ...]:
    """Folders of all cases of the manifest; none where there is no manifest, or only a part of one."""
    if not _is_json(out / MANIFEST):
        return ()
    manifest = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    return tuple(case["folder"] for case in manifest["cases"])


def case_of(out: Path, folder: str) -> dict[str, Any]:
    """Read the case.json of a folder."""
    content: dict[str, Any] = json.loads((out / folder / CASE).read_text(encoding="utf-8"))
    return content


def lost(before: Mapping[str, Finished], after: Mapping[str, Finished]) -> list[str]:
    """Name cases that were finished and are no longer."""
    return sorted(before.keys() - after.keys())


def repeated(
    before: Mapping[str, Finished], after: Mapping[str, Finished], but: Iterable[str] = ()
) -> list[str]:
    """Name cases that were finished and were solved again all the same (``but``: their input changed)."""
    again = {folder for folder, case in before.items() if folder in after and after[folder] != case}
    return sorted(again - set(but))


def differences(calm: Path, stormy: Path, folders: Iterable[str] | None = None) -> list[str]:
    """Name cases whose answer differs between two batches, but for times.

    Where wall time cut the search of one of two plans, they may differ, and so may whether they are proven.

    Parameters
    ----------
    folders
        Cases that are looked at; None: all of both.
    """
    one, other = audit(calm).finished, audit(stormy).finished
    asked = one.keys() | other.keys() if folders is None else set(folders)
    differing = sorted(asked - (one.keys() & other.keys()))
    for folder in sorted(asked - set(differing)):
        statuses = {one[folder].status, other[folder].status}
        cut = was_cut(calm, stormy, folder) and statuses <= PLANS
        if one[folder].key != other[folder].key or (len(statuses) > 1 and not cut):
            differing.append(f"{folder}: {one[folder].status}, {other[folder].status}")
        elif not cut and _answer(calm / folder) != _answer(stormy / folder):
            differing.append(folder)
    return differing


def was_cut(calm: Path, stormy: Path, folder: str) -> bool:
    """Whether wall time cut the search of one of two plans, so that they may differ."""
    return any(
        (home / folder / "plan.json").exists() and bool(_plan(home / folder)["run"].get("cut"))
        for home in (calm, stormy)
    )


def _answer(home: Path) -> Any:
    """Everything a case says but times: of plans the whole plan, of the others the messages."""
    if (home / "plan.json").exists():
        return _without_times(_plan(home))
    case = json.loads((home / CASE).read_text(encoding="utf-8"))
    return [(message["code"], message["row"], message["column"]) for message in case["messages"]]


def _without_times(content: Any) -> Any:
    if isinstance(content, dict):
        return {name: _without_times(value) for name, value in content.items() if name not in TIMED}
    return [_without_times(value) for value in content] if isinstance(content, list) else content


def _plan(home: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((home / "plan.json").read_text(encoding="utf-8"))
    return content


def _whole(home: Path) -> dict[str, Any] | None:
    """Read the case of a folder if every file is there with its hash and no other one is."""
    if not home.is_dir() or not _is_json(home / CASE):
        return None
    case: dict[str, Any] = json.loads((home / CASE).read_text(encoding="utf-8"))
    there = {
        path.relative_to(home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(home.rglob("*"))
        if path.is_file() and path != home / CASE
    }
    return case if there == case["files"] else None


def _is_json(file: Path) -> bool:
    try:
        json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return True
