"""The soak's audit sees what it is there to see: lost, half-written, repeated and left-over results."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from lianxiao.benchmarks.soak_audit import audit, differences, lost, repeated

PLAN = {"status": "optimal", "run": {"seconds": 1.0, "cut": False}, "alliances": []}


def a_batch(out: Path, *counties: str) -> Path:
    """Write a batch of finished cases by hand, as docs/batch.md describes it."""
    for county in counties:
        a_case(out / county / "as-it-is", PLAN)
    cases = [{"folder": f"{county}/as-it-is"} for county in counties]
    (out / "manifest.json").write_text(json.dumps({"cases": cases}), encoding="utf-8")
    (out / "summary.csv").write_text("county\n", encoding="utf-8")
    (out / ".lock").touch()
    return out


def a_case(home: Path, plan: Mapping[str, object], seconds: float = 1.0, status: str = "optimal") -> None:
    home.mkdir(parents=True, exist_ok=True)
    content = json.dumps(plan).encode("utf-8")
    (home / "plan.json").write_bytes(content)
    files = {"plan.json": hashlib.sha256(content).hexdigest()}
    case = {"key": "k", "status": status, "seconds": seconds, "messages": [], "files": files}
    (home / "case.json").write_text(json.dumps(case), encoding="utf-8")


def test_a_whole_batch_is_whole(tmp_path: Path) -> None:
    found = audit(a_batch(tmp_path, "a", "b"))
    assert set(found.finished) == {"a/as-it-is", "b/as-it-is"}
    assert (found.half_written, found.leftovers) == ((), ())


@pytest.mark.parametrize("damage", ["cut", "gone", "more", "no case"])
def test_a_case_that_is_not_whole_is_half_written(tmp_path: Path, damage: str) -> None:
    home = a_batch(tmp_path, "a", "b") / "a" / "as-it-is"
    match damage:
        case "cut":
            (home / "plan.json").write_bytes((home / "plan.json").read_bytes()[:-1])
        case "gone":
            (home / "plan.json").unlink()
        case "more":
            (home / "certificate.json").touch()
        case _:
            (home / "case.json").unlink()
    found = audit(tmp_path)
    assert found.half_written == ("a/as-it-is",)
    assert set(found.finished) == {"b/as-it-is"}


def test_a_cut_manifest_is_half_written(tmp_path: Path) -> None:
    manifest = a_batch(tmp_path, "a") / "manifest.json"
    manifest.write_bytes(manifest.read_bytes()[:-1])
    assert audit(tmp_path).half_written == ("manifest.json",)


@pytest.mark.parametrize("name", [".work/case-x", ".summary.csv.1-ab.tmp", "a/.as-it-is.tmp", "b"])
def test_what_nobody_described_is_left_over(tmp_path: Path, name: str) -> None:
    path = a_batch(tmp_path, "a") / name
    path.parent.mkdir(exist_ok=True)
    path.touch()
    assert name in audit(tmp_path).leftovers


def test_an_earlier_result_that_was_kept_is_not_left_over(tmp_path: Path) -> None:
    a_case(a_batch(tmp_path, "a") / "a" / "as-it-is.previous", PLAN)
    assert audit(tmp_path).leftovers == ()


def test_a_finished_case_that_is_gone_or_ended_in_a_fault_since_is_lost(tmp_path: Path) -> None:
    before = audit(a_batch(tmp_path, "a", "b", "c")).finished
    (tmp_path / "a" / "as-it-is" / "plan.json").unlink()
    a_case(tmp_path / "b" / "as-it-is", PLAN, status="fault")
    assert lost(before, audit(tmp_path).finished) == ["a/as-it-is", "b/as-it-is"]


def test_a_case_that_was_solved_again_is_repeated_unless_its_input_changed(tmp_path: Path) -> None:
    before = audit(a_batch(tmp_path, "a", "b")).finished
    for county in ("a", "b"):
        a_case(tmp_path / county / "as-it-is", PLAN, seconds=2.0)
    after = audit(tmp_path).finished
    assert repeated(before, after) == ["a/as-it-is", "b/as-it-is"]
    assert repeated(before, after, ["b/as-it-is"]) == ["a/as-it-is"]


def test_answers_differ_by_more_than_times(tmp_path: Path) -> None:
    calm, other = a_batch(tmp_path / "calm", "a", "b", "c"), a_batch(tmp_path / "other", "a", "b", "c")
    a_case(other / "a" / "as-it-is", {**PLAN, "run": {"seconds": 2.0, "cut": False}})
    a_case(other / "b" / "as-it-is", {**PLAN, "alliances": [1]})
    a_case(other / "c" / "as-it-is", {**PLAN, "alliances": [1], "run": {"seconds": 3.0, "cut": True}})
    assert differences(calm, other) == ["b/as-it-is"]


@pytest.mark.parametrize(
    ("status", "cut", "differs"),
    [("feasible", True, False), ("feasible", False, True), ("infeasible", True, True)],
)
def test_only_a_cut_plan_may_be_proven_or_not(status: str, cut: bool, differs: bool, tmp_path: Path) -> None:
    calm, other = a_batch(tmp_path / "calm", "a"), a_batch(tmp_path / "other", "a")
    a_case(
        other / "a" / "as-it-is",
        {**PLAN, "status": status, "run": {"seconds": 3.0, "cut": cut}},
        status=status,
    )
    assert bool(differences(calm, other)) is differs
