"""The schools that a merger, a closure or a new teaching point names: whether they are there."""

import difflib
from collections.abc import Sequence

from ...models.county import County
from ...models.finding import Finding
from .one_change import At


def school_faults(county: County, at: At, key: str, ids: Sequence[str]) -> list[Finding]:
    """Find ids that are no school's (any more), each once, and schools that are named twice."""
    faults = []
    for one in dict.fromkeys(ids):
        if one in county.by_id:
            if ids.count(one) > 1:
                faults.append(at.error("change_school_twice", key, one))
            continue
        merged = {code.old_id: code.new_id for code in county.codes}.get(one)
        if merged is not None:
            faults.append(at.error("change_school_merged", key, one, {"into": merged}))
            continue
        near = difflib.get_close_matches(one, sorted(county.by_id), n=1, cutoff=0.75)
        if near:
            faults.append(at.error("change_school_gone_near", key, one, {"nearest": near[0]}))
        else:
            faults.append(at.error("change_school_gone", key, one))
    return faults
