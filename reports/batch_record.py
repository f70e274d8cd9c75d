"""``case.json``: what came of a case, in figures that a summary can be made of."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from ..models.batch import CaseRecord, CaseResult, How
from .output_folder import PLAN, RESULT


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
    plan = _json(files.get(PLAN, b""))
    answer = plan or _json(files.get(RESULT, b""))
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
            "messages": result.messages,
            "files": {name: hashlib.sha256(content).hexdigest() for name, content in result.files},
        }
    )


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


def _json(content: bytes) -> dict[str, Any]:
    try:
        read = json.loads(content)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}
