"""The word by which a process is told that it ends with the one that started it."""

TETHERED = "LIANXIAO_TETHERED"
"""Environment variable; where it is set, standard input is held open by the process that started this one."""
