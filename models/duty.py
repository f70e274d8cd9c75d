"""Duties of the modes: words of duties.csv, defaults of ``duties.toml``, and what an alliance owes."""

import tomllib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from .policy import ExchangeSettings
from .school_year import DutyRow
from .words import ModeKey


class DutyForm(StrEnum):
    """What fulfils a duty."""

    EVENT = "event"
    PAPER = "paper"
    POSTING = "posting"
    SHADOWING = "shadowing"
    MENTOR_PAIRS = "mentor_pairs"
    BACKBONE_SENT = "backbone_sent"


class Per(StrEnum):
    """What the minimum of a duty is counted for (docs/duties.md, 7)."""

    ALLIANCE = "alliance"
    SCHOOL = "school"
    MEMBER = "member"
    SUBJECT = "subject"
    SUBJECT_ALLIANCE = "subject_alliance"
    MENTOR_PAIR = "mentor_pair"
    MENTEE = "mentee"
    POSTING = "posting"


class Attending(StrEnum):
    """Who comes to an event, or is posted (docs/duties.md, 8)."""

    NOBODY = ""
    HEADS = "heads"
    MANAGERS = "managers"
    MIDDLE = "middle"
    CADRES = "cadres"
    TEACHERS = "teachers"
    BACKBONE = "backbone"
    PUPILS = "pupils"
    MENTOR_PAIR = "mentor_pair"
    MENTEE = "mentee"


class Host(StrEnum):
    """Where an event is held, or a posting goes (docs/duties.md, 10)."""

    NOBODY = ""
    TURN = "turn"
    CORE = "core"
    MEMBER = "member"


Due = Literal["start", "end", "april"]
Period = Literal["semester", "year", "month"]


class DutyKind(BaseModel):
    """A kind of duty that the program knows: what fulfils it, when a paper is due, and its names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    form: DutyForm
    due: Due = "end"
    en: str
    zh: str


class OwedDuty(BaseModel):
    """A duty as it is owed in a mode. ``rule`` is the id of docs/rules.csv, or ``duties.csv``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    form: DutyForm
    per: Per
    minimum: int
    period: Period = "semester"
    host: Host = Host.NOBODY
    attending: Attending = Attending.NOBODY
    online: bool = False
    rule: str = ""
    due: Due = "end"


@cache
def duty_kinds() -> Mapping[str, DutyKind]:
    """List the kinds of duty that the program knows, by kind."""
    found = {kind: DutyKind.model_validate(given) for kind, given in _table()["kind"].items()}
    return MappingProxyType(found)


@cache
def default_duties(mode: ModeKey) -> tuple[OwedDuty, ...]:
    """List the default duties of a mode, in the order of ``duties.toml`` (each with the rule it rests on)."""
    kinds = duty_kinds()
    return tuple(
        OwedDuty.model_validate({**row, "form": kinds[row["kind"]].form, "due": kinds[row["kind"]].due})
        for block in _table()["duty"]
        if mode in block["modes"]
        for row in block["rows"]
    )


def duties_of(mode: ModeKey, own: Iterable[DutyRow], settings: ExchangeSettings) -> tuple[OwedDuty, ...]:
    """Tell what an alliance of a mode owes.

    Parameters
    ----------
    own
        Rows of the county's duties.csv.
    settings
        Forms of exchange in use; minima of *mentor_pairs* and *backbone_sent*.

    Returns
    -------
    tuple of OwedDuty
        The defaults in their order, kinds of duties.csv in the place of theirs or at the end; none with
        minimum 0. Source: docs/duties.md, 1 to 4.
    """
    minima = {"mentor_pairs": settings.mentor_pairs_min, "backbone_sent": settings.backbone_sent_min}
    owed: dict[str, list[OwedDuty]] = {}
    for duty in default_duties(mode):
        minimum = minima.get(duty.kind, duty.minimum)
        owed.setdefault(duty.kind, []).append(duty.model_copy(update={"minimum": minimum}))
    rows = list(own)
    for kind in dict.fromkeys(row.kind for row in rows):
        given = [row for row in rows if row.kind == kind and row.mode is mode]
        given = given or [row for row in rows if row.kind == kind and row.mode is None]
        if given:
            owed[kind] = [_owed(row) for row in given]
    return tuple(
        duty for duties in owed.values() for duty in duties if duty.minimum > 0 and _form_used(duty, settings)
    )


def _owed(row: DutyRow) -> OwedDuty:
    known = duty_kinds().get(row.kind)
    rules = {duty.kind: duty.rule for mode in ModeKey for duty in default_duties(mode)}
    form = _form_of(row, known)
    return OwedDuty(
        kind=row.kind,
        form=form,
        per=Per(row.per) if form in (DutyForm.EVENT, DutyForm.PAPER) else Per.MEMBER,
        minimum=row.minimum,
        period=row.period,
        host=Host(row.host),
        attending=Attending(row.attending),
        online=row.online,
        rule=rules.get(row.kind, "duties.csv"),
        due=known.due if known else "end",
    )


def _form_of(row: DutyRow, known: DutyKind | None) -> DutyForm:
    if row.per == Per.POSTING:
        return DutyForm.PAPER
    if known is not None:
        return known.form
    return DutyForm.EVENT if row.attending else DutyForm.PAPER


def _form_used(duty: OwedDuty, settings: ExchangeSettings) -> bool:
    """Whether the form of exchange that the duty rests on is in use."""
    asked: set[str] = set()
    if duty.form is DutyForm.POSTING or duty.per is Per.POSTING:
        asked.add("posting")
    if duty.form is DutyForm.SHADOWING:
        asked.add("shadowing")
    if duty.form is DutyForm.MENTOR_PAIRS or duty.per in (Per.MENTOR_PAIR, Per.MENTEE):
        asked.add("mentoring")
    return asked <= set(settings.forms)


@cache
def _table() -> Mapping[str, Any]:
    return MappingProxyType(tomllib.loads((files(__package__) / "duties.toml").read_text("utf-8")))
