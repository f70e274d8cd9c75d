"""A process that ends with the one that started it, even where that one is killed."""

import os
import signal
import sys
import threading

from ..models.tether import TETHERED


def end_with_parent() -> None:
    """Watch standard input where the call asks for it; at its end, end this process and all it has started.

    The process that started this one holds the other end and never writes: the system closes it with that
    process, however it ends. Processes started from here do not watch, they belong to this one's group.
    """
    if os.environ.pop(TETHERED, None) is None:
        return
    threading.Thread(target=_watch, args=(sys.stdin.fileno(),), name="tether", daemon=True).start()


def _watch(descriptor: int) -> None:
    while os.read(descriptor, 4096):
        pass
    if os.name == "posix":
        if os.getpgrp() == os.getpid():
            os.killpg(os.getpgrp(), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)
    import psutil  # noqa: PLC0415 - only where there are no process groups

    for process in psutil.Process().children(recursive=True):
        process.kill()
    os._exit(1)
