"""What is asked of a made-up county."""

from dataclasses import dataclass
from enum import StrEnum

FEWEST_SCHOOLS, MOST_SCHOOLS = 5, 20_000
FIRST_YEAR, LAST_YEAR = 2018, 2035
USUAL_YEAR = 2026


class Terrain(StrEnum):
    """The land a county lies in."""

    PLAIN = "plain"
    MOUNTAIN = "mountain"
    VALLEY = "valley"


class Flaw(StrEnum):
    """What makes a county impossible on purpose."""

    DISTANCE = "distance"
    PINS = "pins"
    NUMBERS = "numbers"
    CAPACITY = "capacity"


@dataclass(frozen=True)
class Wanted:
    """A county to be made; equal ones give equal counties.

    Parameters
    ----------
    schools
        Schools and points together, 5 to 20 000; above 300 a province without county borders.
    terrain
        ``plain``, ``mountain`` or ``valley``.
    seed
        Not negative.
    year
        School year, 2018 to 2035. The same seed in another year is the same county, older or younger.
    teachers
        Whether there are teachers; otherwise needs with the same shortages.
    impossible
        A flaw that no plan survives, or none.

    Raises
    ------
    ValueError
        A figure is outside its range.
    """

    schools: int
    terrain: Terrain = Terrain.MOUNTAIN
    seed: int = 0
    year: int = USUAL_YEAR
    teachers: bool = True
    impossible: Flaw | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "terrain", Terrain(self.terrain))
        if self.impossible is not None:
            object.__setattr__(self, "impossible", Flaw(self.impossible))
        if not FEWEST_SCHOOLS <= self.schools <= MOST_SCHOOLS:
            raise ValueError(f"schools: {FEWEST_SCHOOLS} to {MOST_SCHOOLS}, not {self.schools}")
        if self.seed < 0:
            raise ValueError(f"seed: not negative, not {self.seed}")
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise ValueError(f"year: {FIRST_YEAR} to {LAST_YEAR}, not {self.year}")
