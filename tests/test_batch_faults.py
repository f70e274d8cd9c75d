"""What may be wrong with a batch's counties and its folder: one bad case stops nobody.

Everything goes through the command; what lies in DIR is read by the soak's own audit.
"""

import os
from pathlib import Path

import pytest
from lianxiao.benchmarks.soak_audit import audit, case_of, repeated

from .batch_cases import AS_IT_IS, OPTIONS, arguments, sound, statuses
from .conftest import SCHOOLS, call_here, write_county


def test_input_that_cannot_be_read_is_a_case_of_its_own_and_looked_at_again(tmp_path: Path) -> None:
    counties, out = tmp_path / "counties", tmp_path / "out"
    for name in ("folder", "loop", "bytes", "good"):
        write_county(counties / name)
    for name in ("folder", "loop"):
        (counties / name / "needs.csv").unlink()
    (counties / "folder" / "needs.csv").mkdir()
    (counties / "loop" / "needs.csv").symlink_to("needs.csv")
    (counties / "bytes" / "needs.csv").write_bytes(b"school_id\xff\x00\x81")
    for number in range(3):
        (counties / f"round {number}").symlink_to(counties)  # followed, that is 2^40 folders
    (counties / "circle").symlink_to("circle")
    given: list[str | Path] = ["batch", "--out", out, "--jobs", "2", *OPTIONS]
    everything: list[str | Path] = [
        f"{counties}/**",
        counties / "gone",
        counties / "good",
        counties / "circle",
        "x" * 300,
    ]
    done = call_here(*given, *everything)
    assert done.exit == 0, done.err
    wrong = dict.fromkeys(("folder", "loop", "bytes", "gone", "circle", "x" * 300), "wrong input")
    assert statuses(out) == {**wrong, "good": "optimal"}
    before = sound(out).finished
    (counties / "folder" / "needs.csv").rmdir()
    write_county(counties / "folder")
    write_county(counties / "gone")
    done = call_here(*given, "--resume", *everything)
    assert done.exit == 0, done.err
    assert statuses(out) == {**wrong, "good": "optimal", "folder": "optimal", "gone": "optimal"}
    mended = {f"folder/{AS_IT_IS}", f"gone/{AS_IT_IS}"}
    assert set(repeated(before, sound(out).finished)) == mended


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes")
def test_a_pipe_where_a_table_should_be_holds_nobody_up(tmp_path: Path) -> None:
    # reading it waited for somebody to write
    counties, out = tmp_path / "counties", tmp_path / "out"
    write_county(counties / "good")
    write_county(counties / "pipe")
    for name in ("needs.csv", "county.toml"):
        (counties / "pipe" / name).unlink()
        os.mkfifo(counties / "pipe" / name)
    assert call_here(*arguments(counties, out)).exit == 0
    assert statuses(out) == {"good": "optimal", "pipe": "wrong input"}
    messages = case_of(out, f"pipe/{AS_IT_IS}")["messages"]
    assert [said["file"] for said in messages] == ["county.toml", "needs.csv"]
    assert {said["code"] for said in messages} == {"file_not_stored"}


def test_a_pattern_that_matches_no_county_is_a_wrong_call(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = call_here(*arguments(tmp_path / "empty", tmp_path / "out"))
    assert done.exit == 2, done.err
    assert not (tmp_path / "out").exists()


def test_results_inside_the_counties_folder_are_never_taken_for_counties(tmp_path: Path) -> None:
    counties = tmp_path / "province"
    write_county(counties / "a")
    scenario = tmp_path / "far.toml"
    scenario.write_text('format = 1\n[[change]]\npolicy = { "mode.joint_alliance.max_km" = 40 }\n', "utf-8")
    out = counties / "results"
    more = ("--scenario", str(scenario))
    done = call_here(*arguments(f"{counties}/**", out, *more))
    assert done.exit == 0, done.err
    assert (out / "a" / "far" / "county" / "schools.csv").exists()
    first = sound(out).finished
    assert set(first) == {f"a/{AS_IT_IS}", "a/far"}
    done = call_here(*arguments(f"{counties}/**", out, "--resume", *more))
    assert done.exit == 0, done.err
    assert sound(out).finished == first


def test_counties_of_one_name_or_of_names_that_the_folder_uses_keep_apart(tmp_path: Path) -> None:
    places = (
        "north/qingxi",
        "south/qingxi",
        "south/Qingxi",
        "south/faults",
        "south/summary.csv",
        "x/" + "长" * 80,
    )
    for place in places:
        write_county(tmp_path / "counties" / place, schools=SCHOOLS[:40])  # wrong: ends at once
    # a name as an archive from another system leaves it: no UTF-8
    write_county(
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/counties/\xc7\xe0\xcf\xaa")), schools=SCHOOLS[:40]
    )
    out = tmp_path / "out"
    done = call_here(*arguments(f"{tmp_path / 'counties'}/**", out))
    assert done.exit == 3, done.err
    found = sound(out)
    folders = {folder.split("/")[0].casefold() for folder in found.finished}
    assert len(folders) == len(found.finished) == len(places) + 1
    assert not folders & {"faults", "summary.csv"}


def test_a_damaged_result_is_solved_again_and_a_strangers_folder_stays(tmp_path: Path) -> None:
    counties, out = tmp_path / "counties", tmp_path / "out"
    write_county(counties / "a")
    write_county(counties / "b")
    assert call_here(*arguments(counties, out)).exit == 0
    whole = sound(out).finished
    plan = out / "a" / AS_IT_IS / "plan.json"
    plan.write_bytes(plan.read_bytes()[:-200])
    assert set(audit(out).half_written) == {f"a/{AS_IT_IS}"}
    write_county(counties / "c")
    (out / "c" / AS_IT_IS).mkdir(parents=True)
    (out / "c" / AS_IT_IS / "notes.txt").write_text("mine", encoding="utf-8")
    done = call_here(*arguments(counties, out, "--resume"))
    assert done.exit == 7, done.err
    assert statuses(out) == {"a": "optimal", "b": "optimal", "c": "cannot write"}
    assert (out / "c" / AS_IT_IS / "notes.txt").read_text(encoding="utf-8") == "mine"
    found = audit(out)
    assert repeated(whole, found.finished) == [f"a/{AS_IT_IS}"]


def test_a_case_that_takes_too_much_memory_is_ended_and_says_so(tmp_path: Path) -> None:
    counties, out = tmp_path / "counties", tmp_path / "out"
    write_county(counties / "a")
    done = call_here(*arguments(counties, out, "--memory", "0.1"))
    assert done.exit == 1, done.err
    assert statuses(out) == {"a": "memory"}
    assert "--memory" in case_of(out, f"a/{AS_IT_IS}")["messages"][-1]["text"]
    assert sound(out).finished == {}
    done = call_here(*arguments(counties, out, "--resume"))
    assert done.exit == 0, done.err
    assert statuses(out) == {"a": "optimal"}
