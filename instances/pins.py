"""pins.csv: what planners fix about single pairs."""

from collections.abc import Mapping

from ..models.county import Pin
from ..models.policy import Policy
from ..models.school import School
from ..models.words import PinRule, Stage
from .cells import free_text
from .findings import Findings
from .glossary import one_of
from .ids import KnownIds
from .table import Table, first_of_each, read_column
from .taking_part import member_stages, place_pins


def read_pins(
    table: Table, known: KnownIds, schools: Mapping[str, School], policy: Policy | None, findings: Findings
) -> tuple[Pin, ...]:
    """Pins in the order of the table, each once.

    Errors: a school pinned to itself, a named stage in which the member takes no part. Warnings: a blank
    stage where the pin speaks of no stage at all, a named one that the core does not have (docs/grouping.md,
    13).
    """
    ids = read_column(table, "school_id", known.parser(), None, findings, filled=True)
    cores = read_column(table, "core_id", known.parser(), None, findings, filled=True)
    stages = read_column(table, "stage", one_of(Stage, "stages"), None, findings)
    rules = read_column(table, "rule", one_of(PinRule, "rule"), None, findings, filled=True)
    reasons = read_column(table, "reason", free_text, "", findings)
    rows: list[int] = []
    pins: list[Pin] = []
    for row, school_id, core_id, stage, rule, reason in zip(
        table.rows, ids, cores, stages, rules, reasons, strict=True
    ):
        if school_id is None or core_id is None or rule is None:
            continue
        if school_id == core_id:
            findings.error("pin_to_itself", table.file, row, table.header("core_id"), core_id)
            continue
        pin = Pin(school_id=school_id, core_id=core_id, stage=stage, rule=rule, reason=reason)
        rows.append(row)
        pins.append(pin)
        if policy is not None and school_id in schools and core_id in schools:
            _check_scope(table, row, pin, schools=schools, policy=policy, findings=findings)
    keys = [(pin.school_id, pin.core_id, pin.stage, pin.rule) for pin in pins]
    return tuple(pins[position] for position in first_of_each(table.file, rows, keys, keys, findings))


def _check_scope(
    table: Table, row: int, pin: Pin, *, schools: Mapping[str, School], policy: Policy, findings: Findings
) -> None:
    member, core = schools[pin.school_id], schools[pin.core_id]
    stages = member_stages(member, policy)
    figures = {"school": pin.school_id, "core": pin.core_id, "stages": [str(one) for one in stages] or ["–"]}
    if pin.stage is not None and pin.stage not in stages:
        findings.error("pin_out_of_scope", table.file, row, table.header("stage"), pin.stage, figures=figures)
    elif pin.stage is not None and pin.stage not in core.stages:
        code = "pin_core_lacks_stage_must" if pin.rule is PinRule.MUST else "pin_core_lacks_stage"
        findings.warning(code, table.file, row, table.header("stage"), pin.stage, figures=figures)
    elif not place_pins(pin, member, core, policy):
        findings.warning(
            "pin_says_nothing", table.file, row, table.header("school_id"), pin.school_id, figures=figures
        )
