"""``lianxiao explain``: why a plan is as it is, and what another choice would cost."""

from collections.abc import Callable
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

import click

from ...models.county import County
from ...models.digest import county_sha256
from ...models.errors import InputError
from ...models.finding import Finding, Level
from ...models.plan import Plan
from ...models.policy import Policy
from ...models.words import Stage
from ...solver.explain.alliance import explain_alliance
from ...solver.explain.missed import explain_missed
from ...solver.explain.school import explain_school
from ...solver.explain.teacher import explain_teacher
from ..answer import Answer, ExitCode, messages_of
from ..clean_stdout import keep_stdout_clean
from ..explain_screen import school_explanation_result, school_explanation_screen
from ..explain_staff_screen import (
    alliance_explanation_result,
    alliance_explanation_screen,
    teacher_explanation_result,
    teacher_explanation_screen,
)
from ..manner import Manner
from ..messages import text
from ..missed_screen import missed_result, missed_screen
from ..plan_file import read_plan
from ..usage import WrongWords
from .interrupts import interrupts
from .reading import read_named

LEAST_SHARE = 0.5
"""Of the time limit that answers get, however long reading took."""
_BELONGS = {"stage": "school", "without": "school", "with_": "school", "instead": "teacher"}
_CALLED = {"without": "--not", "with_": "--with", "stage": "--stage", "instead": "--instead"}


def explain(manner: Manner, *, county: str, plan: str, **asked: Any) -> Answer:
    """Answer one question about a plan; the time limit holds from here on, reading included."""
    started = monotonic()
    subject = _subject(manner, asked)
    keep_stdout_clean()
    read = read_named(county)
    of_plan = read_plan(Path(plan))
    doubts = list(read.warnings)
    if of_plan.county_sha256 and of_plan.county_sha256 != county_sha256(read.county, read.policy):
        doubts.append(Finding(level=Level.WARNING, code="verify_other_county"))
    limit = asked["time_limit"]
    asked["time_limit"] = max(LEAST_SHARE * limit, limit - (monotonic() - started))
    with interrupts() as stop:
        result, screen = _SUBJECTS[subject](manner, read.county, read.policy, of_plan, asked, stop)
    return Answer(ExitCode.DONE, messages_of(doubts, manner.lang), result, screen)


def _subject(manner: Manner, asked: dict[str, Any]) -> str:
    """Find what is asked about, or say what is wrong with the call."""

    def wrong(code: str, **figures: object) -> WrongWords:
        return WrongWords(text(code, manner.lang, **figures), click.get_current_context())

    named = [name for name in _SUBJECTS if asked[name]]
    if len(named) != 1:
        raise wrong("call_explain_one", words=[f"--{name}" for name in _SUBJECTS])
    for option, owner in _BELONGS.items():
        if asked[option] is not None and owner != named[0]:
            raise wrong("call_explain_belongs", option=_CALLED[option], name=f"--{owner}")
    if asked["without"] is not None and asked["with_"] is not None:
        raise wrong("call_options_exclude", option="--not", name="--with")
    return named[0]


def _about_school(
    manner: Manner, county: County, policy: Policy, plan: Plan, asked: dict[str, Any], stop: Event
) -> tuple[object, Any]:
    for option in ("school", "without", "with_"):
        if asked[option] is not None and asked[option] not in county.by_id:
            raise _unknown("explain_school_unknown", asked[option])
    stage = None if asked["stage"] is None else Stage(asked["stage"])
    school = county.by_id[asked["school"]]
    if stage is not None and stage not in school.stages:
        raise _unknown("explain_stage_missing", school.school_id, stage=stage.value, stages=school.stages)
    found = explain_school(
        county,
        policy,
        plan,
        school.school_id,
        stage=stage,
        without=asked["without"],
        with_=asked["with_"],
        seconds=asked["time_limit"],
        workers=asked["workers"],
        seed=asked["seed"],
        stop=stop,
        only_grouping=asked["only"] == "grouping",
        lang=manner.lang,
    )
    return (
        school_explanation_result(found, county, manner.lang),
        school_explanation_screen(found, county, manner.lang),
    )


def _about_teacher(
    manner: Manner, county: County, policy: Policy, plan: Plan, asked: dict[str, Any], stop: Event
) -> tuple[object, Any]:
    known = {one.teacher_id for one in county.teachers or ()}
    for option in ("teacher", "instead"):
        if asked[option] is not None and asked[option] not in known:
            raise _unknown("explain_teacher_unknown", asked[option])
    found = explain_teacher(
        county,
        policy,
        plan,
        asked["teacher"],
        instead=asked["instead"],
        seconds=asked["time_limit"],
        workers=asked["workers"],
        seed=asked["seed"],
        stop=stop,
        lang=manner.lang,
    )
    return teacher_explanation_result(found), teacher_explanation_screen(found, county, manner.lang)


def _about_alliance(
    manner: Manner, county: County, policy: Policy, plan: Plan, asked: dict[str, Any], stop: Event
) -> tuple[object, Any]:
    known = sorted(f"{one.stage.value}-{one.core}" for one in plan.alliances)
    if asked["alliance"] not in known:
        raise _unknown("explain_alliance_unknown", asked["alliance"], words=known)
    found = explain_alliance(county, policy, plan, asked["alliance"])
    return alliance_explanation_result(found), alliance_explanation_screen(found, county, manner.lang)


def _about_missed(
    manner: Manner, county: County, policy: Policy, plan: Plan, asked: dict[str, Any], stop: Event
) -> tuple[object, Any]:
    seconds = asked["time_limit"]
    found = explain_missed(county, policy, plan, seconds=seconds, stop=stop, lang=manner.lang)
    return missed_result(found), missed_screen(found, county, manner.lang)


def _unknown(code: str, value: str, **figures: object) -> InputError:
    return InputError([Finding(level=Level.ERROR, code=code, value=value, figures=figures)])


_SUBJECTS: dict[str, Callable[..., tuple[object, Any]]] = {
    "school": _about_school,
    "teacher": _about_teacher,
    "alliance": _about_alliance,
    "missed": _about_missed,
}
