"""duties.csv: the county's own duties, which replace those of its modes kind by kind."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from ..models.duty import Attending, Host, OwedDuty, Per, default_duties, duty_kinds
from ..models.policy import Policy
from ..models.school_year import DutyRow
from ..models.words import ModeKey
from .cells import Fault, Parser, free_text, word_key
from .findings import Findings
from .glossary import mode_keys, nearest_word, one_of, says_nothing, yes_or_no
from .number_cells import whole
from .table import Table, first_of_each, read_column

E = TypeVar("E", bound=StrEnum)


class Period(StrEnum):
    """In what time the minimum is due."""

    SEMESTER = "semester"
    YEAR = "year"
    MONTH = "month"


def read_duties(table: Table, policy: Policy | None, findings: Findings) -> tuple[DutyRow, ...]:
    """Duties in the order of the table; equal rows are counted once.

    Of a kind that the program knows, blank cells take the words that it has in the mode (or, where the row
    names none, in the first mode that has it). Kinds it does not know are the county's own
    (docs/duties.md, 2); one that is nearly a known kind is a warning.
    """
    modes = read_column(table, "mode", _mode(policy), None, findings)
    kinds = read_column(table, "kind", duty_kind, None, findings, filled=True)
    pers = read_column(table, "per", one_of(Per, "per"), None, findings)
    minima = read_column(table, "minimum", whole(0, 1_000), None, findings, filled=True)
    periods = read_column(table, "period", one_of(Period, "period"), None, findings)
    hosts = read_column(table, "host", _or_nobody(one_of(Host, "host"), Host.NOBODY), None, findings)
    attending = read_column(
        table, "attending", _or_nobody(one_of(Attending, "attending"), Attending.NOBODY), None, findings
    )
    online = read_column(table, "online", yes_or_no, None, findings)
    _warn_of_kinds(table, kinds, findings)
    rows: list[int] = []
    read: list[DutyRow] = []
    for position, (row, kind, minimum) in enumerate(zip(table.rows, kinds, minima, strict=True)):
        if kind is None or minimum is None:
            continue
        mode = modes[position]
        own = {
            "per": pers[position],
            "period": periods[position],
            "host": hosts[position],
            "attending": attending[position],
            "online": online[position],
        }
        words = {
            name: getattr(usual, name) if value is None else value
            for usual in (_usual(kind, mode),)
            for name, value in own.items()
        }
        rows.append(row)
        read.append(DutyRow.model_validate({"mode": mode, "kind": kind, "minimum": minimum, **words}))
    return tuple(read[position] for position in first_of_each(table.file, rows, read, read, findings))


def _usual(kind: str, mode: ModeKey | None) -> OwedDuty:
    """Words of a kind where a row leaves them blank."""
    found = [
        duty
        for one in ((mode,) if mode is not None else ()) + tuple(ModeKey)
        for duty in default_duties(one)
        if duty.kind == kind
    ]
    if found:
        return found[0]
    form = duty_kinds()[kind].form if kind in duty_kinds() else "event"
    return OwedDuty.model_validate({"kind": kind, "form": form, "per": Per.ALLIANCE, "minimum": 0})


def duty_kind(text: str) -> str | Fault:
    """Read a kind of duty: a known word in either language, or the county's own as written."""
    key = word_key(text)
    for kind, known in duty_kinds().items():
        if key in (kind, word_key(known.en), word_key(known.zh)):
            return kind
    return free_text(text)


def _warn_of_kinds(table: Table, kinds: list[str | None], findings: Findings) -> None:
    for row, kind in zip(table.rows, kinds, strict=True):
        nearest = None if kind is None or kind in duty_kinds() else nearest_word(kind, list(duty_kinds()))
        if nearest is not None:
            figures = {"nearest": nearest}
            findings.warning("duty_near", table.file, row, table.header("kind"), kind, figures=figures)


def _or_nobody(parse: Parser[E], nobody: E) -> Parser[E]:
    def parse_or_nobody(text: str) -> E | Fault:
        return nobody if says_nothing(text) else parse(text)

    return parse_or_nobody


def _mode(policy: Policy | None) -> Parser[ModeKey]:
    """Parser of a mode: its key, its Chinese name, or the id of the only mode of its key in the settings."""
    ids: Mapping[str, ModeKey] = {}
    if policy is not None:
        keys = [mode.key for mode in policy.mode]
        ids = {word_key(mode.id): mode.key for mode in policy.mode if keys.count(mode.key) == 1}
    by_key = one_of(ModeKey, "mode")

    def parse(text: str) -> ModeKey | Fault:
        key = word_key(text)
        return ids[key] if key in ids else by_key(mode_keys().get(key, text))

    return parse
