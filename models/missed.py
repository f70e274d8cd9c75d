"""Quotas and duties that a plan leaves open: which rules clash there, and what alone would make room.

Source: docs/answers.md, "Missed quotas and duties".
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from .words import Stage


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class MissedReason(_Part):
    """One rule that stands in the way, with its figures in the sentence."""

    rule: str
    text: str


class MissedRoom(_Part):
    """One setting, changed alone.

    Attributes
    ----------
    setting, now, least
        The setting as it is written, its value and the nearest one with which the quota or duty is met.
    answer
        ``room``: it is met with ``least`` and, proven, with nothing nearer. ``at_most``: met with ``least``;
        that nothing nearer does is not proven. ``none``: proven not to be met whatever the value.
        ``not_found``: no value was found that does, without proof. ``undecided``: not decided in time.
    """

    setting: str
    now: str
    least: str | None = None
    answer: Literal["room", "at_most", "none", "not_found", "undecided"]
    text: str = ""


class Missed(_Part):
    """One quota of a school, or one duty of an alliance, that the plan leaves open.

    Attributes
    ----------
    kind
        ``rotation`` or ``backbone`` (quotas, docs/exchange.md 25), or ``duty``.
    alliance
        Empty for a school in no alliance.
    school, stage
        Who owes; of a duty the school it is counted for, where it is one.
    duty, about, semester
        Of a duty: its kind, what it is counted for, and when (empty: of the year).
    owed, met
        How many are owed, and how many the plan has.
    possible
        Whether it could be met by itself under the settings as they are (True: only earlier aims or what
        others owe stand before it); None: not decided in time.
    """

    kind: Literal["rotation", "backbone", "duty"]
    alliance: str = ""
    school: str = ""
    stage: Stage | None = None
    duty: str = ""
    about: str = ""
    semester: str = ""
    owed: int
    met: int
    possible: bool | None = None
    reasons: tuple[MissedReason, ...] = ()
    room: tuple[MissedRoom, ...] = ()
