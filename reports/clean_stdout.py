"""Keeps stdout to what this program prints: libraries written in C now and then print there by themselves."""

import io
import os
import sys


def keep_stdout_clean() -> None:
    """Give Python's stdout a descriptor of its own, and send descriptor 1 nowhere, until the process ends.

    HiGHS prints lines to descriptor 1 even when told to be silent, and its buffer may be flushed as late as
    the end of the process; ``--json`` promises one object on stdout and nothing else.
    """
    try:
        if sys.stdout is None or sys.stdout.fileno() != 1:
            return
    except (io.UnsupportedOperation, ValueError):
        return
    sys.stdout.flush()
    own = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    sys.stdout = open(  # noqa: SIM115 - open for the rest of the process
        own, "w", encoding=sys.stdout.encoding, errors=sys.stdout.errors, buffering=1
    )
