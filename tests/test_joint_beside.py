"""Processes beside a joint solve end when the work ends, whoever started them."""

import threading
import time
from concurrent.futures import CancelledError
from concurrent.futures.process import BrokenProcessPool

import pytest
from lianxiao.solver.exchange.case import AllianceCase
from lianxiao.solver.grouping.clock import Clock
from lianxiao.solver.grouping.prospects import AllianceKey
from lianxiao.solver.joint.beside import Beside
from lianxiao.solver.joint.values import SolvedExchanges


def no_case(key: AllianceKey) -> AllianceCase:
    raise AssertionError(key)


def test_a_view_taken_before_processes_were_started_ends_them_too() -> None:
    """They once went on computing beside the check when a search was left behind."""
    exchanges = SolvedExchanges(no_case, Clock(60.0, threading.Event(), workers=1), seed=0)
    view = exchanges.view()
    begun = time.monotonic()
    sleeping = exchanges._beside.submit(time.sleep, 60.0)  # noqa: SLF001
    view.close()
    with pytest.raises((BrokenProcessPool, CancelledError)):
        sleeping.result(timeout=30.0)
    assert time.monotonic() - begun < 30.0


def test_ended_processes_are_started_again_when_they_are_needed() -> None:
    beside = Beside(1)
    assert beside.submit(abs, -1).result(timeout=60.0) == 1
    beside.end()
    beside.end()
    assert beside.submit(abs, -2).result(timeout=60.0) == 2
    beside.end()
