"""``case.json``: what came of a case, in figures that a summary can be made of."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from ..models.batch import CaseRecord, CaseResult, CaseStatus, How, Said, json_object
from .answer import message
from .batch_folder import fault_file
from .output_folder import PLAN, RESULT

_WHY_ENDED = {
    CaseStatus.FAULT: "batch_ended_fault",
    CaseStatus.MEMORY: "batch_ended_memory",
    CaseStatus.OVERDUE: "batch_ended_overdue",
    CaseStatus.LOST: "batch_ended_lost",
    CaseStatus.CANNOT_WRITE: "batch_ended_cannot_write",
}
"""What is said of a case that came to no answer and could not say why itself."""


def record_of(result: CaseResult, how: How, program: str, waiting: float) -> CaseRecord:
    """Make the record of a case.

    Parameters
    ----------
    program
        Name and version of the program.
    waiting
        Wall seconds from the start of the batch to that of the case.
    """
    files = dict(result.files)
    plan = json_object(files.get(PLAN, b""))
    answer = plan or json_object(files.get(RESULT, b""))
    return CaseRecord.model_validate(
        {
            "county": result.county,
            "case": result.case,
            "key": result.key,
            "status": result.status,
            "exit": result.exit,
            "county_sha256": answer.get("county_sha256") or "",
            "plan_sha256": _plan_sha256(plan),
            "tiers": plan.get("tiers", ()),
            "alliances": len(plan["alliances"]) if plan else None,
            "unplaced": len(plan.get("unplaced") or ()) if plan else None,
            "seconds": result.seconds,
            "waiting": round(waiting, 3),
            "peak_memory_mb": result.peak_memory_mb,
            "machine": result.machine,
            "how": how,
            "program": program,
            "messages": (*result.messages, *_why_ended(result, how)),
            "files": {name: hashlib.sha256(content).hexdigest() for name, content in result.files},
        }
    )


def _why_ended(result: CaseResult, how: How) -> tuple[Said, ...]:
    """Say why a case has no answer, and what helps, where no error of its own does."""
    code = _WHY_ENDED.get(result.status)
    if code is None or any(said.level == "error" for said in result.messages):
        return ()
    path, value = fault_file(result.folder), f"{result.peak_memory_mb:.0f}"
    said = message("error", code, how.lang, path=path, value=value, words=result.machine)
    return (Said.model_validate(said._asdict()),)


def _plan_sha256(plan: Mapping[str, Any]) -> str:
    """Fingerprint of a plan but for how it was run and all seconds, so that equal plans have equal ones."""
    if not plan:
        return ""
    lasting = _without_seconds({name: value for name, value in plan.items() if name != "run"})
    text = json.dumps(lasting, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _without_seconds(content: Any) -> Any:
    """Leave out how long the exchange of an alliance was searched for."""
    if isinstance(content, dict):
        return {name: _without_seconds(value) for name, value in content.items() if name != "seconds"}
    return [_without_seconds(value) for value in content] if isinstance(content, list) else content
