"""Random scenario files on random counties: a changed county that reads back, or clear errors.

LIANXIAO_SCENARIO_FILES=1000 and LIANXIAO_SCENARIO_CASES=104 (or more) try more of them.
"""

import hashlib
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from random import Random

import pytest
from lianxiao.instances.curriculum import lessons_in
from lianxiao.instances.read import ReadCounty, read_county
from lianxiao.instances.reread import reread
from lianxiao.instances.scenario_file import read_scenario
from lianxiao.instances.write import write_county
from lianxiao.models.changed import Changed
from lianxiao.models.county import County
from lianxiao.models.digest import county_sha256
from lianxiao.models.errors import InputError, NoPlanInTime
from lianxiao.models.policy import Policy
from lianxiao.models.result import NoPlan, Solved
from lianxiao.solver.scenario.apply import apply_scenario
from lianxiao.solver.scenario.sweep import runs_of
from lianxiao.solver.solving import Solving
from lianxiao.solver.whatif.near import near_plan
from lianxiao.solver.whatif.replan import replan

from .random_scenarios import random_scenario
from .test_damaged_folders import (
    _exchanged_word,
    _flipped_bits,
    _inserted_bytes,
    _noise,
    _other_encoding,
    _truncated,
    assert_can_be_said,
)
from .tiny_counties import random_county
from .tiny_exchanges import random_joint
from .tiny_modes import many_modes

SCENARIOS = int(os.environ.get("LIANXIAO_SCENARIO_FILES", "400"))
SOLVED = int(os.environ.get("LIANXIAO_SCENARIO_CASES", "48"))
"""So many of them are solved too, one in four with the exchange."""
COUNTIES = 30
"""Of three kinds: grouping alone, many modes, with teachers."""
DAMAGES: tuple[Callable[[bytes, Random], bytes], ...] = (
    _exchanged_word,
    _exchanged_word,
    _flipped_bits,
    _inserted_bytes,
    _truncated,
    _other_encoding,
    _noise,
)


def _drawn(seed: int) -> tuple[County, Policy]:
    county, policy = (random_county, many_modes, random_joint)[seed % 3](seed)
    # a round in force may name cores that are gone; a planner's table may not
    ids = {school.school_id for school in county.schools}
    standing = tuple(row for row in county.alliances if {row.core_id, row.member_id} <= ids)
    settings = policy.travel.model_copy(update={"source": "straight_line"})
    if policy.travel.source == "roads":
        policy = policy.model_copy(update={"travel": settings})
    return county.model_copy(update={"alliances": standing, "roads": None}), policy


@cache
def county_of(number: int) -> tuple[Path, ReadCounty]:
    """Folder and county of a number; a draw that no planner could hand in is drawn again."""
    for attempt in range(50):
        folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
        county, policy = _drawn(number + COUNTIES * attempt)
        write_county(folder, county, policy)
        try:
            return folder, read_county(folder)
        except InputError:
            continue
    raise AssertionError(f"no county of number {number} can be read")


def fingerprint(folder: Path) -> str:
    content = b"".join(file.name.encode() + b"\0" + file.read_bytes() for file in sorted(folder.iterdir()))
    return hashlib.sha256(content).hexdigest()


def outcome(seed: int, folder: Path) -> Changed | InputError:
    """Apply the scenario of a seed (damaged now and then) to its county."""
    rng = Random(seed)
    _, read = county_of(seed % COUNTIES)
    text = random_scenario(rng, read.county, read.policy).encode("utf-8")
    if rng.random() < 0.12:
        text = rng.choice(DAMAGES)(text, rng)
    file = folder / "scenario.toml"
    file.write_bytes(text)
    try:
        made = read_scenario(file)
        for finding in made.warnings:
            assert_can_be_said(finding)
        return apply_scenario(
            read.county,
            read.policy,
            runs_of(made.scenario)[-1].scenario,
            reread,
            file=made.file,
            warned=read.warnings,
            curriculum=lessons_in(read.policy.grades),
        )
    except InputError as refused:
        return refused


@pytest.fixture(scope="module", autouse=True)
def originals() -> Iterator[None]:
    """The folders of the counties are byte for byte what they were."""
    before = {number: fingerprint(county_of(number)[0]) for number in range(COUNTIES)}
    yield
    assert before == {number: fingerprint(county_of(number)[0]) for number in range(COUNTIES)}


@pytest.mark.parametrize("block", range(20))
def test_a_changed_county_that_reads_back_or_clear_errors(block: int, tmp_path: Path) -> None:
    for seed in range(block, SCENARIOS, 20):
        original = county_of(seed % COUNTIES)[1]
        sha256 = county_sha256(original.county, original.policy)
        made = outcome(seed, tmp_path)
        if isinstance(made, InputError):
            assert made.findings
            for finding in made.findings:
                assert_can_be_said(finding)
                assert finding.file == "scenario.toml"
        else:
            again = reread(made.county, made.policy)
            assert county_sha256(again.county, again.policy) == county_sha256(made.county, made.policy), seed
            for finding in made.warnings:
                assert_can_be_said(finding)
            for effect in made.effects:
                assert effect.model_validate_json(effect.model_dump_json()) == effect
        assert county_sha256(original.county, original.policy) == sha256


@pytest.mark.parametrize("block", range(8))
def test_a_share_of_them_is_solved(block: int, tmp_path: Path) -> None:
    """A checked plan, or a proven impossibility, or an error of what is to be kept."""
    for seed in range(block, SOLVED, 8):
        made = outcome(seed, tmp_path)
        if isinstance(made, InputError):
            continue
        keep = read_scenario(tmp_path / "scenario.toml").scenario.keep
        before = county_of(seed % COUNTIES)[1].county.alliances
        try:
            near = near_plan(made.county, made.policy, keep, before=before, file="scenario.toml")
        except InputError as refused:
            for finding in refused.findings:
                assert_can_be_said(finding)
            continue
        again = reread(near.county, near.policy)
        assert county_sha256(again.county, again.policy) == county_sha256(near.county, near.policy), seed
        with suppress(NoPlanInTime):
            found = replan(near, made.county, made.policy, Solving(only_grouping=seed % 4 != 0), time_limit=3)
            assert isinstance(found.outcome, NoPlan | Solved)


def test_the_scenarios_are_of_all_sorts(tmp_path: Path) -> None:
    done: Counter[str] = Counter()
    codes: set[str] = set()
    for seed in range(200):
        made = outcome(seed, tmp_path)
        if isinstance(made, InputError):
            done["refused"] += 1
            codes |= {finding.code for finding in made.findings}
        else:
            done["changed"] += 1
            done.update({effect.kind: 1 for effect in made.effects})
    assert done["changed"] > 50
    assert done["refused"] > 50
    assert len(codes) > 25
    kinds = {"merge", "to_point", "close", "open", "set", "leave", "exit", "enrolment", "travel", "policy"}
    assert kinds <= set(done)
