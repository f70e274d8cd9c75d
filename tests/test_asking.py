"""Questions within their time: what solves take beyond theirs is kept back for the next one."""

from time import monotonic

import pytest
from lianxiao.instances.bundled import bundled_county
from lianxiao.instances.read import read_county
from lianxiao.models.explanation import Answer
from lianxiao.models.result import Solved
from lianxiao.solver.explain.asking import Effort
from lianxiao.solver.explain.school import explain_school
from lianxiao.solver.question import Question
from lianxiao.solver.run import solve_case
from lianxiao.solver.solving import LEAST_SECONDS, Solving


def test_what_a_solve_takes_beyond_its_seconds_is_kept_back() -> None:
    read = read_county(bundled_county("three_schools"))
    effort = Effort(monotonic() + 100, Solving(workers=1), None)
    started = monotonic()
    effort.solve(read.county, read.policy, LEAST_SECONDS, Question(published=False))
    beyond = monotonic() - started - LEAST_SECONDS
    assert effort.ending == pytest.approx(max(0.0, beyond), abs=0.05)
    assert effort.left <= effort.until - monotonic() - effort.ending + 0.05
    before = effort.ending
    assert effort.solve(read.county, read.policy, LEAST_SECONDS / 2, Question(published=False)) is None
    assert effort.ending == before, "nothing was solved"


@pytest.mark.parametrize("seconds", [0.1, 3.0])
def test_explaining_a_school_with_teachers_ends_in_time(seconds: float) -> None:
    """Questions once took 57 to 81 seconds of 40: each one's end was not counted."""
    read = read_county(bundled_county("three_schools"))
    solved = solve_case(read.county, read.policy, time_limit=20.0, workers=1)
    assert isinstance(solved, Solved)
    started = monotonic()
    found = explain_school(read.county, read.policy, solved.plan, "0202", seconds=seconds, workers=1)
    assert monotonic() - started < seconds + 10
    answers = {one.answer for place in found.places for one in place.alternatives}
    assert Answer.NOW in answers
    if seconds < 1:
        assert Answer.PRICE not in answers
