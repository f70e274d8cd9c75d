"""Points and campuses (parent_id): whom they follow, and what in their rows has no effect."""

from collections.abc import Mapping, Sequence

from ..models.school import School
from ..models.words import Role
from .findings import Findings
from .table import Table


def check_parents(
    table: Table, ids: Sequence[str | None], parents: Sequence[str | None], findings: Findings
) -> None:
    """Add an error for every school that is its own parent or stands in a circle of parents."""
    parent_of = {one: parent for one, parent in zip(ids, parents, strict=True) if one and parent}
    for row, school_id in zip(table.rows, ids, strict=True):
        if school_id is None or school_id not in parent_of:
            continue
        if parent_of[school_id] == school_id:
            findings.error("parent_itself", table.file, row, table.header("parent_id"), school_id)
            continue
        chain = [school_id]
        while (above := parent_of.get(chain[-1])) is not None and above not in chain:
            chain.append(above)
        if above == school_id:
            findings.error(
                "parent_circle",
                table.file,
                row,
                table.header("parent_id"),
                parent_of[school_id],
                figures={"circle": [*chain, school_id]},
            )


def warn_of_points(
    table: Table,
    schools: Sequence[School],
    row_of: Mapping[str, int],
    blank: set[str | None],
    findings: Findings,
) -> None:
    """Warn of points whose parent is a point itself, that have a role, or a stage their school lacks.

    Parameters
    ----------
    schools, row_of
        The schools that could be read, and their rows; circles among their parents are left out.
    blank
        Ids of the schools whose role cell is blank.
    """
    by_id = {school.school_id: school for school in schools}
    for school in schools:
        chain = _chain(school, by_id)
        if not chain:
            continue
        row, top = row_of[school.school_id], chain[-1]
        figures = {"school": school.school_id, "parent": chain[0].school_id, "top": top.school_id}
        if len(chain) > 1:
            findings.warning(
                "parent_is_point",
                table.file,
                row,
                table.header("parent_id"),
                chain[0].school_id,
                figures=figures,
            )
        if school.role is not Role.NONE and school.school_id not in blank:
            findings.warning(
                "point_with_role", table.file, row, table.header("role"), school.role, figures=figures
            )
        lacking = [str(stage) for stage in school.stages if stage not in top.stages]
        if lacking:
            findings.warning(
                "point_stage", table.file, row, table.header("stages"), figures={**figures, "stages": lacking}
            )


def _chain(school: School, by_id: Mapping[str, School]) -> list[School]:
    """Parent, its parent and so on; nothing for a school that is no point or whose chain does not end."""
    chain: list[School] = []
    above = school.parent_id
    while above is not None:
        if above not in by_id or len(chain) > len(by_id):
            return []
        chain.append(by_id[above])
        above = chain[-1].parent_id
    return chain
