"""What came of a command: a plan is published, no plan exists, or an error says why nothing was done."""

import errno
import os
from collections.abc import Mapping
from typing import NamedTuple

from ..models.county import County
from ..models.errors import (
    CannotWrite,
    CheckFailed,
    ClusterLost,
    InputError,
    LianxiaoError,
    NoCluster,
    NoPlanInTime,
)
from ..models.finding import Level
from ..models.plan import Plan
from ..models.policy import Policy
from ..models.result import NoPlan, Solved
from ..models.staffing import StaffView
from .answer import Answer, ExitCode, Message, message, messages_of
from .log_template import LOG, has_entries, log_template, planned_rows
from .messages import Lang, text
from .output_folder import CERTIFICATE, ELIGIBILITY, PLAN, RESULT, OutputFolder, WriteFolder
from .plan_file import as_json
from .plan_screen import no_plan_screen, plan_result, plan_screen

_SYSTEM_REASONS = {
    os.strerror(number): code
    for number, code in (
        (errno.EEXIST, "reason_file_there"),
        (errno.ENOTDIR, "reason_file_there"),
        (errno.EISDIR, "reason_folder_there"),
        (errno.EACCES, "reason_no_permission"),
        (errno.EPERM, "reason_no_permission"),
        (errno.EROFS, "reason_no_permission"),
        (errno.ENOSPC, "reason_disk_full"),
        (errno.EDQUOT, "reason_disk_full"),
        (errno.EWOULDBLOCK, "reason_batch_running"),
    )
}
"""The system's own words (English or the locale's) for what a planner meets most, by catalogue code."""


class StaffShown(NamedTuple):
    """What is shown and written of a county's teachers; ``eligibility`` is the text of eligibility.csv."""

    view: StaffView
    eligibility: str


class WrittenPlan(NamedTuple):
    """A plan that is in its folder: what is said of it, and the part of the result about its files."""

    messages: tuple[Message, ...]
    notes: tuple[str, ...]
    result: dict[str, object]


def written_plan(
    solved: Solved,
    folder: OutputFolder,
    lang: Lang,
    *,
    interrupted: bool,
    staff: StaffShown | None = None,
    beside: Mapping[str, str] | None = None,
    folders: Mapping[str, WriteFolder] | None = None,
) -> WrittenPlan:
    """Write plan and certificate, with teachers eligibility.csv too.

    Parameters
    ----------
    beside, folders
        Further files and folders, as `OutputFolder` takes them.

    Raises
    ------
    CannotWrite
        Nothing has changed in the folder then.
    """
    eligibility = {} if staff is None else {ELIGIBILITY: staff.eligibility}
    further, filled = {**(beside or {}), **eligibility}, folders or {}
    kept = folder.publish_plan(as_json(solved.plan), as_json(solved.certificate), further, filled)
    files = [str(folder.path / name) for name in (PLAN, CERTIFICATE, *further, *filled)]
    notes = [text("wrote", lang, path=file) for file in files]
    if eligibility:
        notes.append(text("eligibility_internal", lang))
    if kept:
        notes.append(text("kept_previous", lang))
    said = (message("warning", "interrupted_plan", lang),) if interrupted else ()
    result = {"files": files, "kept_previous": kept, "interrupted": interrupted}
    return WrittenPlan(said, tuple(notes), result)


def published_plan(
    solved: Solved,
    county: County,
    policy: Policy,
    folder: OutputFolder,
    lang: Lang,
    *,
    interrupted: bool,
    staff: StaffShown | None = None,
) -> Answer:
    """Write plan and certificate, with teachers eligibility.csv too, and show the plan.

    Raises
    ------
    CannotWrite
        Nothing has changed in the folder then.
    """
    plan, view = solved.plan, None if staff is None else staff.view
    written = written_plan(solved, folder, lang, interrupted=interrupted, staff=staff)
    result = {**plan_result(plan, county, view), **written.result}
    screen = (*plan_screen(county, policy, plan, lang, view), "", *written.notes)
    return Answer(ExitCode.DONE, written.messages, result, screen)


def published_no_plan(
    no_plan: NoPlan,
    folder: OutputFolder,
    lang: Lang,
    *,
    interrupted: bool,
    folders: Mapping[str, WriteFolder] | None = None,
) -> Answer:
    """Write result.json (and further ``folders``, as `OutputFolder` does), and show why there is no plan.

    Raises
    ------
    CannotWrite
        Nothing has changed in the folder then.
    """
    moved = folder.publish_no_plan(as_json(no_plan), folders)
    file = str(folder.path / RESULT)
    notes = [text("wrote", lang, path=file)]
    if moved:
        notes.append(text("no_plan_previous", lang))
    if no_plan.status == "infeasible":
        exit_code, code = ExitCode.NO_PLAN_EXISTS, "no_plan_exists"
    elif interrupted:
        exit_code, code = ExitCode.INTERRUPTED, "interrupted"
    else:
        exit_code, code = ExitCode.NO_PLAN_IN_TIME, "no_plan_in_time"
    result = {**no_plan.model_dump(mode="json"), "files": [file], "kept_previous": moved}
    screen = (*no_plan_screen(no_plan, lang), "", *notes)
    return Answer(exit_code, (message("error", code, lang),), result, screen)


def published_log_template(plan: Plan, folder: OutputFolder, lang: Lang) -> Answer:
    """Write the plan's rows as log.csv; a log that has entries stays, and nothing is written.

    Raises
    ------
    CannotWrite
        Nothing has changed in the folder then.
    """
    template, rows = log_template(plan, lang), len(planned_rows(plan))
    earlier = folder.text_of(LOG)
    if earlier is not None and earlier != template and has_entries(earlier):
        said = message("error", "log_has_entries", lang, path=str(folder.path / LOG))
        return Answer(ExitCode.CANNOT_WRITE, (said,))
    file = str(folder.add(LOG, template))
    screen = (text("wrote", lang, path=file), text("log_rows", lang, count=rows))
    warnings = () if rows else (message("warning", "log_nothing_planned", lang),)
    return Answer(ExitCode.DONE, warnings, {"files": [file], "rows": rows}, screen)


def error_answer(error: LianxiaoError, lang: Lang) -> Answer:
    """Say what an error of ours means for who called: exit code and messages."""
    match error:
        case InputError():
            return _wrong_input(error, lang)
        case CannotWrite():
            code = _SYSTEM_REASONS.get(error.reason)
            reason = error.reason if code is None else text(code, lang)
            said = message("error", "cannot_write", lang, path=error.path, reason=reason)
            return Answer(ExitCode.CANNOT_WRITE, (said,))
        case NoPlanInTime(interrupted=True):
            return Answer(ExitCode.INTERRUPTED, (message("error", "interrupted", lang),))
        case NoPlanInTime():
            return Answer(ExitCode.NO_PLAN_IN_TIME, (message("error", "no_plan_in_time", lang),))
        case NoCluster(finding=finding):
            return Answer(ExitCode.WRONG_CALL, messages_of([finding], lang))
        case ClusterLost(finding=finding):
            return Answer(ExitCode.FAULT, messages_of([finding], lang))
        case CheckFailed():
            said = message("error", "check_failed", lang)
            return Answer(ExitCode.FAULT, (said, *messages_of(error.findings, lang)))
        case _:
            return Answer(ExitCode.FAULT, (message("error", "fault", lang, reason=str(error)),))


def _wrong_input(error: InputError, lang: Lang) -> Answer:
    said: tuple[Message, ...] = messages_of(error.findings, lang)
    errors = sum(finding.level is Level.ERROR for finding in error.findings)
    warnings = sum(finding.level is Level.WARNING for finding in error.findings)
    summary = text("input_wrong", lang, errors=errors, warnings=warnings)
    return Answer(ExitCode.WRONG_INPUT, said, screen=(summary,))
