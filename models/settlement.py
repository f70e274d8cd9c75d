"""Where pupils live: one row of settlements.csv."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from .words import Stage


class Settlement(BaseModel):
    """Pupils of one village (or part of a town) who go to one school, in one stage.

    ``lat`` and ``lon`` are WGS84 degrees, both or neither. ``grade`` None: all grades of the stage, in
    numbers that are not known by grade.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    stage: Stage
    grade: Annotated[int, Field(ge=1, le=12)] | None = None
    students: Annotated[int, Field(ge=0)]
    school_id: str
