"""``python -m lianxiao``: the installed command, called by the interpreter that runs already."""

from .cli import main

if __name__ == "__main__":
    main()
