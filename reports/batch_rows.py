"""A batch's summary as rows: one a case, made from the manifest and the cases' records (docs/batch.md)."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from ..models.batch import CaseRecord, CaseStatus, ManifestCase, Said
from ..models.plan import TierResult

Kind = Literal["text", "whole", "number", "flag"]
Value = str | int | float | bool | None
_ERRORS_SHOWN = 3
_TIER: tuple[tuple[str, Kind, str], ...] = (
    ("aim", "text", "summary_tier_aim"),
    ("value", "number", "summary_tier_value"),
    ("bound", "number", "summary_tier_bound"),
    ("proven", "flag", "summary_tier_proven"),
)


class SummaryColumn(NamedTuple):
    """A column: its name for programs, what it holds, its heading's code, and its tier (counted from 1)."""

    name: str
    kind: Kind
    code: str
    tier: int | None = None


_BEFORE: tuple[SummaryColumn, ...] = (
    SummaryColumn("county", "text", "summary_county"),
    SummaryColumn("scenario", "text", "summary_scenario"),
    SummaryColumn("combination", "text", "summary_combination"),
    SummaryColumn("folder", "text", "summary_folder"),
    SummaryColumn("status", "text", "summary_status"),
    SummaryColumn("exit", "whole", "summary_exit"),
    SummaryColumn("alliances", "whole", "summary_alliances"),
    SummaryColumn("unplaced", "whole", "summary_unplaced"),
)
_AFTER: tuple[SummaryColumn, ...] = (
    SummaryColumn("seconds", "number", "summary_seconds"),
    SummaryColumn("waiting", "number", "summary_waiting"),
    SummaryColumn("peak_memory_mb", "number", "summary_peak_memory_mb"),
    SummaryColumn("machine", "text", "summary_machine"),
    SummaryColumn("key", "text", "summary_key"),
    SummaryColumn("county_sha256", "text", "summary_county_sha256"),
    SummaryColumn("plan_sha256", "text", "summary_plan_sha256"),
    SummaryColumn("errors", "text", "summary_errors"),
)


class Summary(NamedTuple):
    """Columns, and a row of values for every case."""

    columns: tuple[SummaryColumn, ...]
    rows: tuple[tuple[Value, ...], ...]


def summary_of(cases: Sequence[ManifestCase], records: Mapping[str, CaseRecord]) -> Summary:
    """Make the summary, in the order of the call.

    Parameters
    ----------
    records
        By folder; a case that has none is `not run`.
    """
    tiers = max((len(record.tiers) for record in records.values()), default=0)
    columns = (
        *_BEFORE,
        *(column for tier in range(1, tiers + 1) for column in _tier_columns(tier)),
        *_AFTER,
    )
    return Summary(columns, tuple(_row(case, records.get(case.folder), tiers) for case in cases))


def status_of(case: ManifestCase, records: Mapping[str, CaseRecord]) -> CaseStatus:
    """Give a case's status."""
    record = records.get(case.folder)
    return CaseStatus.NOT_RUN if record is None else record.status


def errors_of(record: CaseRecord) -> list[str]:
    """Say what is wrong with a case, as `solve` says it."""
    return [_placed(said) for said in record.messages if said.level == "error"]


def _placed(said: Said) -> str:
    if said.file is None:
        return said.text
    place = said.file if said.row is None else f"{said.file}:{said.row}"
    return f"{place} {said.text}"


def _tier_columns(tier: int) -> tuple[SummaryColumn, ...]:
    return tuple(SummaryColumn(f"tier_{tier}_{name}", kind, code, tier) for name, kind, code in _TIER)


def _row(case: ManifestCase, record: CaseRecord | None, tiers: int) -> tuple[Value, ...]:
    before = (case.county, case.scenario, case.combination, case.folder)
    if record is None:
        after = (*[None] * (len(_AFTER) - 4), case.key, *[None] * 3)
        return (*before, str(CaseStatus.NOT_RUN), *[None] * (3 + len(_TIER) * tiers), *after)
    shown = [*record.tiers, *[None] * (tiers - len(record.tiers))]
    said = errors_of(record)
    more = [f"(+{len(said) - _ERRORS_SHOWN})"] if len(said) > _ERRORS_SHOWN else []
    return (
        *before,
        str(record.status),
        record.exit,
        record.alliances,
        record.unplaced,
        *(value for tier in shown for value in _tier(tier)),
        record.seconds,
        record.waiting,
        record.peak_memory_mb,
        record.machine or None,
        record.key,
        record.county_sha256 or None,
        record.plan_sha256 or None,
        " | ".join([*said[:_ERRORS_SHOWN], *more]),
    )


def _tier(tier: TierResult | None) -> tuple[Value, ...]:
    if tier is None:
        return (None,) * len(_TIER)
    return (" + ".join(map(str, tier.terms)), tier.value, tier.bound, tier.proven)
