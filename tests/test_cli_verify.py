"""``lianxiao verify`` as a planner calls it: sound plans, broken ones, files that are no plans."""

import json
from pathlib import Path
from typing import Any

import pytest
from lianxiao.tests.conftest import Caller

PLAN = {
    "alliances": [
        {
            "mode": "joint_alliance",
            "stage": "primary",
            "core": "0100",
            "members": [{"school": "0101"}, {"school": "0102"}, {"school": "0103"}],
        }
    ]
}


def write_plan(tmp_path: Path, plan: dict[str, Any]) -> Path:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(plan), encoding="utf-8")
    return file


def test_a_plan_by_hand_is_enough(call: Caller, county: Path, tmp_path: Path) -> None:
    done = call("verify", county, write_plan(tmp_path, PLAN))
    assert done.exit == 0, done.err
    assert "18" in done.out


def test_a_folder_stands_for_its_plan(call_here: Caller, county: Path, tmp_path: Path) -> None:
    write_plan(tmp_path, PLAN)
    assert call_here("verify", county, tmp_path).exit == 0


@pytest.mark.parametrize(("lang", "said"), [("en", "allows 30 km"), ("zh", "限 30 公里")])
def test_a_broken_rule_is_said_in_words_and_exits_6(
    call_here: Caller, county: Path, tmp_path: Path, lang: str, said: str
) -> None:
    # 0104 lies 31 km from 0100; the mode allows 30
    members = [{"school": "0101"}, {"school": "0104"}]
    plan = {"alliances": [{**PLAN["alliances"][0], "members": members}]}
    file = write_plan(tmp_path, plan)
    done = call_here("verify", county, file, "--lang", lang)
    assert done.exit == 6
    assert said in done.err
    assert "远山小学" in done.err
    answer = call_here("verify", county, file, "--json", "--lang", lang).answer
    assert answer["exit"] == 6
    assert "max_km" in [broken["rule"] for broken in answer["result"]["broken"]]


def test_a_false_value_is_shown_beside_the_true_one(call_here: Caller, county: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    call_here("solve", county, "--out", out, "--workers", 1)
    plan = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    plan["tiers"][3]["value"] = 17
    (out / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    done = call_here("verify", county, out)
    assert done.exit == 6
    row = next(line for line in done.out.splitlines() if line.strip().startswith("4 "))
    assert "17" in row
    assert "18" in row


def test_bounds_are_recomputed_and_trusted_steps_named(
    call_here: Caller, county: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    call_here("solve", county, "--out", out, "--workers", 1)
    done = call_here("verify", county, out, "--json")
    result = done.answer["result"]
    assert done.exit == 0, done.err
    assert len(result["lp_bounds"]) == 4
    assert isinstance(result["trusted"], list)
    (out / "certificate.json").unlink()
    bare = call_here("verify", county, out, "--json")
    assert "certificate_missing" in [found["code"] for found in bare.answer["messages"]]


NO_PLANS = {
    "empty": b"",
    "not json": b"{",
    "not utf-8": b"\xff\xfe{",
    "nan": b'{"alliances": [], "tiers": [{"terms": {}, "value": NaN}]}',
    "a key twice": b'{"alliances": [], "alliances": []}',
    "deep": b"[" * 100_000,
    "many digits": b'{"alliances": [], "run": {"seed": ' + b"9" * 6000 + b"}}",
    "beyond floats": b'{"alliances": [], "run": {"seconds": ' + b"9" * 400 + b"}}",
    "a list": b"[]",
    "no alliances": b"{}",
    "unknown stage": b'{"alliances": [{"mode": "m", "stage": "x", "core": "0100"}]}',
    "a later format": b'{"format": 2, "alliances": []}',
    "two certificates": b'{"alliances": [], "certificate": [{"tier": 0, "lp_bound": 0, "duals": "a.json", '
    b'"closing": "lp", "candidates": 0}, {"tier": 1, "lp_bound": 0, "duals": "b.json", "closing": "lp", '
    b'"candidates": 0}]}',
    "a certificate elsewhere": b'{"alliances": [], "certificate": [{"tier": 0, "lp_bound": 0, '
    b'"duals": "../certificate.json", "closing": "lp", "candidates": 0}]}',
}


@pytest.mark.parametrize("content", NO_PLANS.values(), ids=NO_PLANS.keys())
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_file_that_is_no_plan_exits_3(
    call_here: Caller, county: Path, tmp_path: Path, content: bytes, lang: str
) -> None:
    file = tmp_path / "plan.json"
    file.write_bytes(content)
    done = call_here("verify", county, file, "--json", "--lang", lang)
    assert done.exit == 3
    assert done.answer["messages"][0]["mend"]
    assert "Traceback" not in done.err


def test_a_missing_plan_exits_3(call_here: Caller, county: Path, tmp_path: Path) -> None:
    done = call_here("verify", county, tmp_path / "none.json")
    assert done.exit == 3
    assert "none.json" in done.err


def test_a_broken_certificate_exits_3(call_here: Caller, county: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    call_here("solve", county, "--out", out, "--workers", 1)
    (out / "certificate.json").write_text("{}", encoding="utf-8")
    assert call_here("verify", county, out).exit == 3
