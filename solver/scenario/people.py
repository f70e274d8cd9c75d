"""`leave` and `exit`: a teacher who is away, a school that leaves its alliance (docs/scenarios.md, 9, 11)."""

import difflib

from ...models.changed import Effect, Orphan, TeacherAway
from ...models.county import County, Pin
from ...models.errors import InputError
from ...models.finding import Finding
from ...models.pin_words import LEFT
from ...models.policy import Policy
from ...models.scenario import Exit, Leave
from ...models.words import PinRule
from .meeting import may_meet
from .one_change import Applied, At
from .schools_named import school_faults


def unknown_teacher(county: County, teacher: str, key: str, at: At) -> Finding:
    """Give the error of a teacher who is not in teachers.csv (any more), with the nearest one."""
    if county.teachers is None:
        return at.error("scenario_no_teachers", key, teacher)
    known = sorted(one.teacher_id for one in county.teachers)
    near = difflib.get_close_matches(teacher, known, n=1, cutoff=0.75)
    if near:
        return at.error("scenario_teacher_near", key, teacher, {"nearest": near[0]})
    return at.error("scenario_teacher", key, teacher)


def leave(county: County, policy: Policy, change: Leave, at: At) -> Applied:
    """Take a teacher out, or note the semesters in which the teacher is away.

    Errors: no such teacher; an absence that ends before the school year. Warning: one that begins after it.
    """
    teachers = county.teachers or ()
    teacher = next((one for one in teachers if one.teacher_id == change.teacher), None)
    if teacher is None:
        raise InputError([unknown_teacher(county, change.teacher, "teacher", at)])
    planned = [f"{policy.school_year}-{number}" for number in policy.planned or (1, 2)]
    if change.until is not None and change.until < planned[0]:
        figures = {"first": planned[0]}
        raise InputError([at.error("scenario_leave_over", "until", change.until, figures)])
    late = change.from_ is not None and change.from_ > planned[-1]
    everywhere = (change.from_ is None or change.from_ <= planned[0]) and (
        change.until is None or change.until >= planned[-1]
    )
    away = TeacherAway(
        teacher=teacher.teacher_id,
        school=teacher.school_id,
        from_semester=change.from_,
        until=change.until,
        all_year=everywhere,
    )
    effect = Effect(at=at.number, kind="leave", schools=(teacher.school_id,), away=(away,))
    if everywhere:
        update: dict[str, object] = {
            "teachers": tuple(one for one in teachers if one is not teacher),
            "blocked": tuple(row for row in county.blocked if row.id != teacher.teacher_id),
            "exchanges": tuple(
                row for row in county.exchanges if teacher.teacher_id not in (row.teacher, row.mentee)
            ),
        }
        return Applied(county.model_copy(update=update), policy, effect)
    noted = teacher.model_copy(update={"away_from": change.from_, "away_until": change.until})
    update = {"teachers": tuple(noted if one is teacher else one for one in teachers)}
    warnings = (
        (at.warning("scenario_leave_later", "from", change.from_, {"last": planned[-1]}),) if late else ()
    )
    return Applied(county.model_copy(update=update), policy, effect, warnings)


def leave_alliance(county: County, policy: Policy, change: Exit, at: At) -> Applied:
    """Take a school's rows out of the last round; it may not come back to the cores it had.

    Errors: no such school; it is a member of nothing (in the stage).
    """
    if faults := school_faults(county, at, "school", [change.school]):
        raise InputError(faults)
    rows = [
        row
        for row in county.alliances
        if row.member_id == change.school and change.stage in (None, row.stage)
    ]
    if not rows:
        figures = {"school": change.school, "stage": change.stage or ""}
        code = "scenario_exit_none" if change.stage is None else "scenario_exit_none_stage"
        raise InputError([at.error(code, "school", change.school, figures)])
    pins = tuple(
        Pin(
            school_id=row.member_id,
            core_id=row.core_id,
            stage=row.stage,
            rule=PinRule.NEVER,
            reason=LEFT,
        )
        for row in rows
        if may_meet(county, policy, row.member_id, row.core_id, row.stage)
    )
    effect = Effect(
        at=at.number,
        kind="exit",
        schools=(change.school,),
        stage=change.stage,
        left=tuple(Orphan(school=row.member_id, stage=row.stage, core=row.core_id) for row in rows),
    )
    update = {
        "alliances": tuple(row for row in county.alliances if row not in rows),
        "pins": (*county.pins, *(pin for pin in pins if pin not in county.pins)),
    }
    return Applied(county.model_copy(update=update), policy, effect)
