"""A county as it was before it had teachers, for tests of the grouping alone."""

from lianxiao.models.county import County


def without_teachers(county: County) -> County:
    """Leave out teachers and what only they use; needs.csv, with its supply, counts again."""
    return county.model_copy(update={"teachers": None, "exchanges": (), "blocked": ()})
