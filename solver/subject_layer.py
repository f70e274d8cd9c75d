"""The subject layer over finished alliances: who works on a subject together, and who leads the research.

Source: docs/grouping.md, 26; docs/duties.md, 32.
"""

from collections.abc import Mapping, Sequence

from ..models.county import County
from ..models.plan import Alliance, SubjectAlliance
from ..models.policy import Policy, SubjectLayer
from ..models.teacher import Backbone, Teacher
from ..models.words import Stage
from .scope import topmost

EVERY_SUBJECT = "*"
TITLES = ("三级", "二级", "一级", "高级", "正高级")
"""Professional titles (职称) from low to high, as they stand in the words of the column."""
Taught = Mapping[tuple[str, Stage], frozenset[str]]


def subject_layer(
    county: County, policy: Policy, alliances: Sequence[Alliance]
) -> tuple[SubjectAlliance, ...]:
    """Lay the subjects of [[subject_alliance]] over the alliances of a plan.

    Parameters
    ----------
    county, policy
        The county; needs.csv, or without it the curriculum, says what is taught where.
    alliances
        The finished alliances, in the order of the plan.

    Returns
    -------
    tuple of SubjectAlliance
        Block by block, subjects by name; with leaders where there are teachers. Source: M9, M12 to M14.
    """
    top, taught = topmost(county), _taught(county)
    below: dict[str, set[str]] = {}
    for school, above in top.items():
        below.setdefault(above, set()).add(school)
    schools_of = {alliance.id: _with_points(alliance, below) for alliance in alliances}

    def teaches(alliance: Alliance, subject: str) -> bool:
        if county.needs is None:
            return subject in county.curriculum.get(alliance.stage, ())
        return any(subject in taught.get((school, alliance.stage), ()) for school in schools_of[alliance.id])

    rows: list[SubjectAlliance] = []
    for block in policy.subject_alliance:
        for subject in subjects_of(county) if block.subject == EVERY_SUBJECT else (block.subject,):
            if block.scope == "list":
                members = tuple(dict.fromkeys(block.members))
                joined = tuple(one.id for one in alliances if schools_of[one.id].intersection(members))
                rows.append(_row(block, subject, joined, members))
                continue
            doing = tuple(one.id for one in alliances if teaches(one, subject))
            if block.scope == "county":
                rows += [_row(block, subject, doing)] if doing else []
            else:
                rows += [_row(block, subject, (one,)) for one in doing]
    return with_leaders(county, rows, alliances)


def with_leaders(
    county: County, rows: Sequence[SubjectAlliance], alliances: Sequence[Alliance]
) -> tuple[SubjectAlliance, ...]:
    """Give every row of the layer its research leader.

    Parameters
    ----------
    rows
        The layer as laid over ``alliances``.

    Returns
    -------
    tuple of SubjectAlliance
        ``leader`` is a teacher of the row's schools with the subject as main subject, in the stage of an
        alliance of the row: masters first, then by backbone rank, title and id. None where there is nobody.
        Source: M9, X33; docs/duties.md, 32.
    """
    top = topmost(county)
    staff: dict[str, list[Teacher]] = {}
    for teacher in county.teachers or ():
        staff.setdefault(top[teacher.school_id], []).append(teacher)
    by_id = {alliance.id: alliance for alliance in alliances}
    return tuple(
        row.model_copy(
            update={
                "leader": _leader(
                    row.subject,
                    {by_id[one].stage for one in row.alliances},
                    {top.get(one, one) for one in row.members}
                    or {school for one in row.alliances for school in _schools(by_id[one])},
                    staff,
                )
            }
        )
        for row in rows
    )


def _leader(
    subject: str, stages: set[Stage], schools: set[str], staff: Mapping[str, Sequence[Teacher]]
) -> str | None:
    able = [
        teacher
        for school in sorted(schools)
        for teacher in staff.get(school, ())
        if teacher.subject == subject and teacher.stage in stages
    ]
    return min(able, key=_precedence).teacher_id if able else None


def _precedence(teacher: Teacher) -> tuple[bool, int, int, str]:
    ranks = list(Backbone)
    title = max((level for level, word in enumerate(TITLES, 1) if word in teacher.title), default=0)
    return (not teacher.master, -ranks.index(teacher.backbone), -title, teacher.teacher_id)


def subjects_of(county: County) -> tuple[str, ...]:
    """List the county's subjects by name: those of needs.csv, without it of the curriculum."""
    if county.needs is None:
        return tuple(sorted({subject for subjects in county.curriculum.values() for subject in subjects}))
    return tuple(sorted({row.subject for row in county.needs}))


def _row(
    block: SubjectLayer, subject: str, alliances: tuple[str, ...], members: tuple[str, ...] = ()
) -> SubjectAlliance:
    return SubjectAlliance(
        subject=subject,
        grade=block.grade,
        difficulty=block.difficulty,
        scope=block.scope,
        link=block.link,
        alliances=alliances,
        members=members,
    )


def _taught(county: County) -> Taught:
    """Subjects with lessons by (school, stage), from needs.csv."""
    found: dict[tuple[str, Stage], set[str]] = {}
    for row in county.needs or ():
        if row.need > 0:
            found.setdefault((row.school_id, row.stage), set()).add(row.subject)
    return {key: frozenset(subjects) for key, subjects in found.items()}


def _with_points(alliance: Alliance, below: Mapping[str, set[str]]) -> frozenset[str]:
    """Core, members and every school whose chain of parents ends at one of them."""
    return frozenset(school for own in sorted(_schools(alliance)) for school in below.get(own, ()))


def _schools(alliance: Alliance) -> set[str]:
    """Core and members, without points."""
    return {alliance.core, *(member.school for member in alliance.members)}
