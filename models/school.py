"""A school as it stands in schools.csv, its role already derived."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from .words import Area, MemberKind, Role, Seat, Stage


class School(BaseModel):
    """One school, point or campus.

    ``load``, ``capacity``, ``priority`` and ``quality`` are rounded half up to 0.001, ``opening_cost`` to
    0.00001. ``lat`` and ``lon`` are WGS84 degrees. ``students`` and ``classes`` count the whole school.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    school_id: str
    name: str
    township: str = ""
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    area: Area | None = None
    seat: Seat | None = None
    stages: tuple[Stage, ...]
    role: Role = Role.NONE
    parent_id: str | None = None
    students: Annotated[int, Field(ge=0)] | None = None
    classes: Annotated[int, Field(ge=0)] | None = None
    quality: Annotated[float, Field(ge=0, le=1)] | None = None
    capacity: Annotated[float, Field(ge=0)] | None = None
    load: Annotated[float, Field(ge=0)] = 1.0
    opening_cost: Annotated[float, Field(ge=0)] = 0.0
    priority: Annotated[float, Field(ge=0)] = 1.0
    kind: MemberKind | None = None
    category: str = ""
    school_type: str = ""
    legal_person: bool | None = None
    head: str = ""
    posts: Annotated[float, Field(ge=0)] | None = None
    boarders: Annotated[int, Field(ge=0)] | None = None
    keep: str = ""
    teaching_area: Annotated[float, Field(ge=0)] | None = None
    sports_area: Annotated[float, Field(ge=0)] | None = None
    equipment_value: Annotated[float, Field(ge=0)] | None = None
    multimedia_rooms: Annotated[int, Field(ge=0)] | None = None
