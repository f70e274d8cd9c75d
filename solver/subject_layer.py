"""The subject layer over finished alliances: who works on a subject together (docs/grouping.md, 26)."""

from collections.abc import Mapping, Sequence

from ..models.county import County
from ..models.plan import Alliance, SubjectAlliance
from ..models.policy import Policy, SubjectLayer
from ..models.words import Stage
from .scope import topmost

EVERY_SUBJECT = "*"
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
        Block by block, subjects by name; without leaders, who come with the teachers. Source: M9, M12 to M14.
    """
    top, taught = topmost(county), _taught(county)
    schools_of = {alliance.id: _with_points(alliance, top) for alliance in alliances}

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
    return tuple(rows)


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


def _with_points(alliance: Alliance, top: Mapping[str, str]) -> frozenset[str]:
    """Core, members and every school whose chain of parents ends at one of them."""
    own = {alliance.core, *(member.school for member in alliance.members)}
    return frozenset(school for school, above in top.items() if above in own)
