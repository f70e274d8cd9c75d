"""Counties that come with the program."""

from importlib.resources import files
from pathlib import Path

BUNDLED = ("liechtenstein", "nantou", "ten_schools", "three_schools")


def bundled_county(name: str) -> Path:
    """Folder of a county that comes with the program.

    Raises
    ------
    ValueError
        ``name`` is none of `BUNDLED`.
    """
    if name not in BUNDLED:
        raise ValueError(f"{name!r} is none of the bundled counties: {', '.join(BUNDLED)}")
    return Path(str(files(__package__) / "data" / name))
