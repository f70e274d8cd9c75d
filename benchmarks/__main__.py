"""``python -m lianxiao.benchmarks``: see `command.py`."""

from lianxiao.benchmarks.command import main

if __name__ == "__main__":
    main()
