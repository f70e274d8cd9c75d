"""One case in a process of its own: ended when asked, with its parent, past its bounds; nothing is left."""

import hashlib
import os
import sys
import threading
from dataclasses import replace
from pathlib import Path
from queue import Queue

import psutil
import pytest
from lianxiao.benchmarks.dask_machines import until
from lianxiao.benchmarks.soak_processes import Marked, call_of
from lianxiao.instances.batch_input import county_input
from lianxiao.models.batch import CaseResult, CaseStatus, CaseTask, How
from lianxiao.solver.batch.local import core_slots, finished, usable_cores
from lianxiao.solver.batch.process import solve_task

from .cluster_cases import gone
from .conftest import write_county

KEY = "0" * 64
LONG = """
import sys, threading
from pathlib import Path
from lianxiao.instances.bundled import bundled_county
from lianxiao.instances.batch_input import county_input
from lianxiao.models.batch import CaseTask, How
from lianxiao.solver.batch.process import solve_task
files = county_input(bundled_county("nantou")).files
how = How(time_limit=600, workers=2, seed=0)
solve_task(CaseTask("a", "b", "a/b", "0" * 64, "nantou", files, how), work=Path(sys.argv[1]))
"""


def task(folder: Path, *, time_limit: float = 100, memory_bytes: int | None = None) -> CaseTask:
    return CaseTask(
        county="Qingxi",
        case="as-it-is",
        folder="Qingxi/as-it-is",
        key=KEY,
        county_folder=folder.name,
        files=county_input(folder).files,
        how=How(time_limit=time_limit, workers=1, seed=0),
        memory_bytes=memory_bytes,
    )


def test_a_case_brings_back_all_that_it_wrote_and_leaves_nothing(county: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    result = solve_task(task(county), cores=usable_cores()[:1], work=work)
    assert (result.status, result.exit) == (CaseStatus.OPTIMAL, 0)
    assert [name for name, _ in result.files] == ["certificate.json", "plan.json"]
    assert result.peak_memory_mb > 30
    assert result.seconds > 0
    assert not list(work.iterdir())


def test_what_a_case_says_names_no_temporary_folder(tmp_path: Path) -> None:
    folder = write_county(tmp_path / "county", schools="school_id\n")
    result = solve_task(task(folder), work=tmp_path)
    assert result.status is CaseStatus.WRONG_INPUT
    assert result.messages
    assert not [said for said in result.messages if str(tmp_path) in str(said)]


def test_a_folder_that_cannot_be_written_is_no_fault(county: Path, tmp_path: Path) -> None:
    assert solve_task(task(county), work=tmp_path / "missing").status is CaseStatus.CANNOT_WRITE


def test_an_extract_that_is_not_there_as_it_was_is_a_fault_and_no_wrong_input(
    county: Path, tmp_path: Path
) -> None:
    # on a worker without it the county was finished as wrong input, and never tried again
    extract = tmp_path / "roads.osm.pbf"
    extract.write_bytes(b"roads")
    asked = replace(task(county), in_place=((str(extract), hashlib.sha256(b"roads").hexdigest()),))
    assert solve_task(asked).status is CaseStatus.OPTIMAL
    extract.write_bytes(b"other roads")
    changed = solve_task(asked)
    extract.unlink()
    for result in (changed, solve_task(asked)):
        assert result.status is CaseStatus.FAULT
        assert str(extract) in result.stderr


def test_a_case_that_is_asked_to_end_is_not_run(county: Path) -> None:
    stop = threading.Event()
    stop.set()
    assert solve_task(task(county), stop).status is CaseStatus.NOT_RUN


def test_a_case_that_takes_too_much_memory_is_ended(county: Path) -> None:
    result = solve_task(task(county, memory_bytes=20_000_000))
    assert result.status is CaseStatus.MEMORY
    assert result.peak_memory_mb > 20
    assert result.files == ()


def test_a_case_far_past_its_limit_is_ended(county: Path) -> None:
    result = solve_task(task(county, time_limit=0.1), grace=0.1)
    assert result.status is CaseStatus.OVERDUE


@pytest.mark.skipif(os.name != "posix", reason="process groups")
def test_nothing_outlives_a_parent_that_is_killed(tmp_path: Path) -> None:
    log = tmp_path / "log"
    parent = Marked([sys.executable, "-c", LONG, tmp_path], log)

    def solve_and_exchange() -> list[psutil.Process] | None:
        assert parent.running(), log.read_text("utf-8")
        found = parent.offspring()
        return found if len(found) >= 2 else None

    try:
        below = until(solve_and_exchange, "the solve, and a process of its exchange")
        parent.kill()
        gone(below, seconds=20)
    finally:
        parent.kill_all()


def test_a_case_ends_its_own_processes_with_it(county: Path) -> None:
    result = solve_task(task(county))
    assert result.status is CaseStatus.OPTIMAL
    assert not [one for one in psutil.Process().children(recursive=True) if "lianxiao" in call_of(one)]


def test_cases_that_nobody_takes_any_more_are_ended(county: Path) -> None:
    stop, begun = threading.Event(), Queue[str]()
    turns = iter([lambda: task(county)] * 3)
    results = finished(turns, jobs=1, workers=1, stop=stop, begun=begun.put)
    assert next(results).status is CaseStatus.OPTIMAL
    results.close()
    assert stop.is_set()
    assert begun.qsize() == 1


def test_input_is_read_only_when_its_turn_comes() -> None:
    read, taken = list[int](), list[CaseResult]()

    def turn(number: int) -> CaseResult:
        read.append(number)
        assert number - len(taken) < 4, "more is read than jobs and results that wait"
        return CaseResult("a", "b", f"a/{number}", KEY, CaseStatus.WRONG_INPUT)

    turns = ((lambda number=number: turn(number)) for number in range(20))
    for result in finished(turns, jobs=2, workers=1, stop=threading.Event(), begun=lambda _: None):
        taken.append(result)
    assert sorted(read) == list(range(20))
    assert len(taken) == 20


def test_jobs_get_cores_of_their_own_where_there_are_enough() -> None:
    cores = usable_cores()
    slots = core_slots(len(cores), 1)
    assert sorted(core for slot in slots for core in slot) == list(cores)
    assert core_slots(len(cores) + 1, 1) == ((),) * (len(cores) + 1)
