"""alliances.csv and codes.csv: the round in force, its ids carried over to those of today."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..models.county import NewCode, StandingAlliance
from ..models.school import School
from ..models.words import Stage
from .cells import free_text, word_key
from .findings import Findings
from .glossary import mode_keys
from .ids import KnownIds, parse_id
from .lessons import stages_of_schools
from .months import month
from .table import Table, first_of_each, read_column


class Codes(NamedTuple):
    """Rows of codes.csv, and the id of today for each old one (chains followed to their end)."""

    rows: tuple[NewCode, ...] = ()
    today: Mapping[str, str] = {}


def read_codes(table: Table, known: KnownIds, findings: Findings) -> Codes:
    """Old ids and what took their place. A circle, or a chain that ends at no school, is an error."""
    old = read_column(table, "old_id", parse_id, None, findings, filled=True)
    new = read_column(table, "new_id", parse_id, None, findings, filled=True)
    since = read_column(table, "from", month, None, findings)
    rows: list[int] = []
    codes: list[NewCode] = []
    for row, old_id, new_id, start in zip(table.rows, old, new, since, strict=True):
        if old_id is None or new_id is None:
            continue
        rows.append(row)
        codes.append(NewCode(old_id=old_id, new_id=new_id, since=start))
        if old_id in known and old_id != new_id:
            findings.warning("code_in_use", table.file, row, table.header("old_id"), old_id)
    kept = first_of_each(
        table.file, rows, [code.old_id for code in codes], [code.new_id for code in codes], findings
    )
    next_id = {codes[position].old_id: codes[position].new_id for position in kept}
    today: dict[str, str] = {}
    for position in kept:
        old_id = codes[position].old_id
        chain = [old_id]
        while (after := next_id.get(chain[-1])) is not None and after not in chain:
            chain.append(after)
        if after is not None:
            if after == old_id:
                circle = [*chain, after]
                findings.error(
                    "code_circle",
                    table.file,
                    rows[position],
                    table.header("new_id"),
                    chain[-1],
                    figures={"circle": circle},
                )
            continue
        fault = known.fault(chain[-1])
        if fault is not None:
            findings.error(
                fault.code,
                table.file,
                rows[position],
                table.header("new_id"),
                chain[-1],
                figures=fault.figures,
            )
            continue
        today[old_id] = chain[-1]
    return Codes(tuple(codes[position] for position in kept), today)


def read_alliances(
    table: Table,
    known: KnownIds,
    schools: Mapping[str, School],
    codes: Codes,
    school_year: int | None,
    findings: Findings,
) -> tuple[StandingAlliance, ...]:
    """Members of the round in force with ids of today.

    Where codes.csv joins two members of other cores, or a member with its own core, the row says nothing
    certain any more: a warning, and the first row (or none) is kept. Further warnings: a term that ended
    before the school year, one alliance under two names.
    """
    cores = read_column(table, "core_id", parse_id, None, findings, filled=True)
    members = read_column(table, "member_id", parse_id, None, findings, filled=True)
    cores_now = _ids_of_today(table, "core_id", cores, known=known, codes=codes, findings=findings)
    members_now = _ids_of_today(table, "member_id", members, known=known, codes=codes, findings=findings)
    stages = stages_of_schools(table, members_now, schools, findings)
    modes = read_column(table, "mode", free_text, "", findings)
    since = read_column(table, "since", month, None, findings)
    until = read_column(table, "until", month, None, findings)
    batches = read_column(table, "batch", free_text, "", findings)
    names = read_column(table, "name", free_text, "", findings)
    rows: list[int] = []
    as_written: list[tuple[str | None, Stage]] = []
    read: list[StandingAlliance] = []
    for position, (row, core, member, stage) in enumerate(
        zip(table.rows, cores_now, members_now, stages, strict=True)
    ):
        start, end = since[position], until[position]
        if start is not None and end is not None and end < start:
            findings.error(
                "months_reversed", table.file, row, table.header("until"), end, figures={"since": start}
            )
        elif end is not None and school_year is not None and end < f"{school_year}-09":
            findings.warning(
                "term_over",
                table.file,
                row,
                table.header("until"),
                end,
                figures={"first": f"{school_year}-09"},
            )
        if core is None or member is None or stage is None:
            continue
        if core == member:
            if cores[position] == members[position]:
                findings.error("alliance_with_itself", table.file, row, table.header("member_id"), member)
            else:
                findings.warning("alliance_joined", table.file, row, table.header("member_id"), member)
            continue
        mode = modes[position]
        rows.append(row)
        as_written.append((members[position], stage))
        read.append(
            StandingAlliance(
                core_id=core,
                member_id=member,
                stage=stage,
                mode=mode_keys().get(word_key(mode), mode),
                since=start,
                until=end,
                batch=batches[position],
                name=names[position],
            )
        )
    once = first_of_each(table.file, rows, as_written, read, findings)
    _warn_of_names(table, rows, once, read, findings)
    return _one_core_each(table, rows, once, read, findings)


def _ids_of_today(
    table: Table,
    column: str,
    ids: Sequence[str | None],
    *,
    known: KnownIds,
    codes: Codes,
    findings: Findings,
) -> list[str | None]:
    found: list[str | None] = []
    for row, one in zip(table.rows, ids, strict=True):
        now = None if one is None else codes.today.get(one, one)
        fault = None if now is None else known.fault(now)
        if fault is not None:
            findings.error(fault.code, table.file, row, table.header(column), one, figures=fault.figures)
        found.append(None if fault is not None else now)
    return found


def _one_core_each(
    table: Table,
    rows: Sequence[int],
    kept: Sequence[int],
    read: Sequence[StandingAlliance],
    findings: Findings,
) -> tuple[StandingAlliance, ...]:
    """One row per member and stage; rows that only codes.csv made the same differ with a warning."""
    first: dict[tuple[str, Stage], int] = {}
    for position in kept:
        one = read[position]
        earlier = first.setdefault((one.member_id, one.stage), position)
        if read[earlier].core_id != one.core_id:
            findings.warning(
                "alliance_merged",
                table.file,
                rows[position],
                table.header("member_id"),
                one.member_id,
                figures={"earlier": rows[earlier], "core": read[earlier].core_id, "other": one.core_id},
            )
    return tuple(read[position] for position in sorted(first.values()))


def _warn_of_names(
    table: Table,
    rows: Sequence[int],
    kept: Sequence[int],
    read: Sequence[StandingAlliance],
    findings: Findings,
) -> None:
    """Warn of an alliance that has another name in a later row."""
    first: dict[tuple[str, Stage], int] = {}
    for position in kept:
        one = read[position]
        if not one.name:
            continue
        earlier = first.setdefault((one.core_id, one.stage), position)
        if read[earlier].name != one.name:
            findings.warning(
                "alliance_names_differ",
                table.file,
                rows[position],
                table.header("name"),
                one.name,
                figures={"earlier": rows[earlier], "other": read[earlier].name},
            )
