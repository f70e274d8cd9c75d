"""The subject layer of a plan against that of the settings (docs/grouping.md, sentence 26)."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ...models.plan import Alliance, Plan, SubjectAlliance
from ...models.policy import SubjectLayer
from ...models.rule import Rule
from ...models.words import Stage
from .case import Case, topmost
from .verdict import BrokenRule


class _Line(NamedTuple):
    """One row of the layer without what comes with the teachers."""

    subject: str
    grade: int | None
    difficulty: str
    scope: str
    link: str
    alliances: tuple[str, ...]
    members: tuple[str, ...]


def false_subject_layer(case: Case, plan: Plan) -> Iterator[BrokenRule]:
    """Rows of the layer, where the plan gives one, that are missing, foreign or stand twice.

    Without needs.csv and without a curriculum nobody knows who teaches what: then rows are only held against
    the blocks of the settings and the alliances of the plan.
    """
    if not plan.subject_alliances:
        return
    given = Counter(map(_line, plan.subject_alliances))
    if case.county.needs is not None or case.county.curriculum:
        wanted = Counter(_wanted(case, plan.alliances))
        wrong = (given - wanted) + (wanted - given)
    else:
        wrong = Counter(line for line in given if given[line] > 1 or not _fits(case, plan.alliances, line))
    for line in sorted(wrong, key=lambda line: (line.subject, line.alliances, line.members)):
        figures = {"subject": line.subject, "alliances": ", ".join(line.alliances) or "–"}
        yield BrokenRule(Rule.SUBJECT_LAYER, (), figures)


def _line(row: SubjectAlliance) -> _Line:
    return _Line(
        subject=row.subject,
        grade=row.grade,
        difficulty=row.difficulty,
        scope=row.scope,
        link=row.link,
        alliances=tuple(sorted(row.alliances)),
        members=tuple(sorted(row.members)),
    )


def _of_block(block: SubjectLayer, subject: str, alliances: Sequence[str], members: Sequence[str]) -> _Line:
    return _Line(
        subject=subject,
        grade=block.grade,
        difficulty=block.difficulty,
        scope=block.scope,
        link=block.link,
        alliances=tuple(sorted(alliances)),
        members=tuple(sorted(set(members))),
    )


def _wanted(case: Case, alliances: Sequence[Alliance]) -> Iterator[_Line]:
    teaching = _teaching(case, alliances)
    subjects = sorted({need.subject for need in case.county.needs or ()})
    if case.county.needs is None:
        subjects = sorted({subject for taught in case.county.curriculum.values() for subject in taught})
    for block in case.policy.subject_alliance:
        for subject in subjects if block.subject == "*" else (block.subject,):
            doing = teaching.get(subject, ())
            if block.scope == "alliance":
                yield from (_of_block(block, subject, (one,), ()) for one in doing)
            elif block.scope == "list":
                yield _of_block(block, subject, _joined(case, alliances, block.members), block.members)
            elif doing:
                yield _of_block(block, subject, doing, ())


def _teaching(case: Case, alliances: Sequence[Alliance]) -> Mapping[str, Sequence[str]]:
    """Alliances in whose stage some school of theirs teaches a subject, by subject."""
    taught: defaultdict[tuple[str, Stage], set[str]] = defaultdict(set)
    for need in case.county.needs or ():
        if need.need > 0:
            taught[topmost(need.school_id, case.schools), need.stage].add(need.subject)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for alliance in alliances:
        subjects: set[str] = set()
        for school in (alliance.core, *(placed.school for placed in alliance.members)):
            subjects |= taught.get((school, alliance.stage), set())
        if case.county.needs is None:
            subjects = set(case.county.curriculum.get(alliance.stage, ()))
        for subject in sorted(subjects):
            found[subject].append(_id(alliance))
    return found


def _joined(case: Case, alliances: Sequence[Alliance], members: Sequence[str]) -> list[str]:
    """Alliances to which some of the schools belong, points by the school they follow."""
    homes = {topmost(school, case.schools) for school in members}
    return [
        _id(alliance)
        for alliance in alliances
        if homes & {alliance.core, *(placed.school for placed in alliance.members)}
    ]


def _id(alliance: Alliance) -> str:
    return f"{alliance.stage.value}-{alliance.core}"


def _fits(case: Case, alliances: Sequence[Alliance], line: _Line) -> bool:
    """Whether some block of the settings can have made a row over alliances of the plan."""
    ids = {_id(alliance) for alliance in alliances}
    for block in case.policy.subject_alliance:
        if block.subject not in ("*", line.subject):
            continue
        over = _joined(case, alliances, block.members) if block.scope == "list" else line.alliances
        members = block.members if block.scope == "list" else ()
        fitting = ids.issuperset(line.alliances) and (
            block.scope == "list"
            or (len(line.alliances) == 1 if block.scope == "alliance" else line.alliances)
        )
        if fitting and _of_block(block, line.subject, over, members) == line:
            return True
    return False
