"""What reading a county (or checking a plan) found: an error or a warning with its place and its mend.

A finding carries a code and figures, never a sentence: the sentence in the planner's language is made from
the one message catalogue when it is shown.
"""

from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Level(StrEnum):
    """Weight of a finding. An error makes the input unusable; a warning does not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Finding(BaseModel):
    """One finding.

    ``row`` is the row a planner sees in a spreadsheet (the header is row 1). ``code`` names the sentence and
    the mend in the message catalogue; ``figures`` are what they mention.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    level: Level
    code: str
    file: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    figures: dict[str, Any] = Field(default_factory=dict)
