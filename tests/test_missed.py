"""Missed quotas and duties of the county of three schools: the rules that clash, and the nearest room."""

from pathlib import Path
from typing import Any

import lianxiao
import pytest
from lianxiao.instances.read import read_county
from lianxiao.models.county import County
from lianxiao.models.missed import Missed, MissedRoom
from lianxiao.models.mode import ModeTerm
from lianxiao.models.plan import Plan
from lianxiao.models.policy import Policy
from lianxiao.models.result import NoPlan
from lianxiao.models.words import Term
from lianxiao.reports.messages import Lang
from lianxiao.reports.missed_screen import missed_result, missed_screen
from lianxiao.solver.explain.missed import explain_missed
from lianxiao.solver.run import solve_case

FOLDER = Path(lianxiao.__file__).parent / "instances" / "data" / "three_schools"
CORE = "0201"
SECONDS = 60.0


def solve(county: County, policy: Policy) -> Plan:
    solved = solve_case(county, policy, time_limit=60.0, workers=1, seed=0)
    assert not isinstance(solved, NoPlan)
    return solved.plan


def exchange(policy: Policy, **changed: Any) -> Policy:
    return policy.model_copy(update={"exchange": policy.exchange.model_copy(update=changed)})


@pytest.fixture(scope="module")
def case() -> tuple[County, Policy]:
    read = read_county(FOLDER)
    return read.county, read.policy


@pytest.fixture(scope="module")
def stay(case: tuple[County, Policy]) -> Plan:
    """A plan in which nobody rotates: the core owes one teacher, and one backbone teacher."""
    plan = solve(case[0], exchange(case[1], rotation_minutes_max=5.0))
    owed = [tier.terms[Term.QUOTA_MISSED] for tier in plan.tiers if Term.QUOTA_MISSED in tier.terms]
    assert owed == [2]
    return plan


def quotas(county: County, policy: Policy, plan: Plan, lang: Lang = "en") -> dict[str, Missed]:
    found = explain_missed(county, policy, plan, seconds=SECONDS, lang=lang)
    assert all(one.school == CORE for one in found if one.kind != "duty")
    return {one.kind: one for one in found if one.kind != "duty"}


def room(missed: Missed, setting: str) -> MissedRoom:
    (found,) = [one for one in missed.room if one.setting == setting]
    assert found.text
    return found


def test_a_rotation_too_far_away(case: tuple[County, Policy], stay: Plan) -> None:
    """Who takes over for T02 or T03 comes from 0203, 30 minutes away; 0202 alone (15 minutes) has nobody."""
    county, policy = case
    found = quotas(county, exchange(policy, rotation_minutes_max=5.0), stay)
    assert set(found) == {"rotation", "backbone"}
    for missed in found.values():
        assert (missed.owed, missed.met, missed.possible) == (1, 0, False)
        rules = [reason.rule for reason in missed.reasons]
        assert rules == ["rotation_minutes_max", "own_need"]
        assert "15, 30" in missed.reasons[0].text
        way = room(missed, "exchange.rotation_minutes_max")
        assert (way.now, way.least, way.answer) == ("5", "30", "room")
        assert room(missed, "exchange.rotation_lessons_min").answer == "none"
        assert room(missed, "exchange.rotation_share").least == "0"


@pytest.mark.parametrize(("minutes", "possible"), [(29.99, False), (30.0, True)])
def test_the_least_minutes_make_room_and_a_hair_less_does_not(
    case: tuple[County, Policy], stay: Plan, minutes: float, possible: bool
) -> None:
    county, policy = case
    found = quotas(county, exchange(policy, rotation_minutes_max=minutes), stay)
    assert [missed.possible for missed in found.values()] == [possible, possible]


def test_what_only_earlier_aims_prevent_has_no_room_but_a_price(
    case: tuple[County, Policy], stay: Plan
) -> None:
    for missed in quotas(*case, stay).values():
        assert missed.possible is True
        assert missed.room == ()
        assert [reason.rule for reason in missed.reasons] == ["others_owe"]  # 4 lessons, as in the plan


def test_too_few_lessons_at_the_receiving_school(case: tuple[County, Policy], stay: Plan) -> None:
    """T08 gives at most 12 lessons anywhere, and has to come for whoever goes."""
    found = quotas(case[0], exchange(case[1], rotation_lessons_min=20.0), stay)
    for missed in found.values():
        assert "rotation_lessons_min" in [reason.rule for reason in missed.reasons]
        lessons = room(missed, "exchange.rotation_lessons_min")
        assert (lessons.now, lessons.least, lessons.answer) == ("20", "12", "room")


def test_no_share_of_another_school_may_be_away(case: tuple[County, Policy], stay: Plan) -> None:
    """0203 has two teachers: only from a half on may one of them be away."""
    for missed in quotas(case[0], exchange(case[1], away_share_max=0.4999), stay).values():
        share = room(missed, "exchange.away_share_max")
        assert (share.now, share.least, share.answer) == ("0.4999", "0.5", "room")


def test_the_only_backbone_teacher_was_exchanged_lately(case: tuple[County, Policy], stay: Plan) -> None:
    county, policy = case
    lately = tuple(
        one.model_copy(update={"last_exchange": "2022-09"}) if one.teacher_id == "T02" else one
        for one in county.teachers or ()
    )
    found = quotas(county.model_copy(update={"teachers": lately}), policy, stay)
    missed = found["backbone"]
    assert missed.possible is False
    assert [reason.rule for reason in missed.reasons][:2] == ["eligible_backbone", "barred"]
    assert "exchanged lately 1" in missed.reasons[1].text
    years = room(missed, "exchange.repeat_after_years")
    assert (years.now, years.least, years.answer) == ("6", "4", "room")
    assert room(missed, "exchange.tenure_years_min").answer == "none"


def test_the_term_begins_later(case: tuple[County, Policy], stay: Plan) -> None:
    county, policy = case
    modes = tuple(mode.model_copy(update={"term": ModeTerm(start="2027-1")}) for mode in policy.mode)
    missed = quotas(county, policy.model_copy(update={"mode": modes}), stay)["rotation"]
    assert missed.reasons[0].rule == "term"
    begin = room(missed, f"mode.{policy.mode[0].id}.term.start")
    assert (begin.now, begin.least) == ("2027-1", "2026-2")


def test_duties_say_the_nearest_minimum(case: tuple[County, Policy], stay: Plan) -> None:
    """T02 is the only one above the rank of none, and stays: one pair in maths with each member."""
    found = explain_missed(*case, stay, seconds=SECONDS)
    pairs = [one for one in found if one.duty == "mentor_pairs"]
    assert [(one.about, one.owed, one.met) for one in pairs] == 2 * [("0202", 3, 1), ("0203", 3, 1)]
    for one in pairs:
        assert "same main subject" in one.reasons[0].text
        fewer = room(one, "exchange.mentor_pairs_min")
        assert (fewer.now, fewer.least, fewer.answer) == ("3", "1", "room")
        assert room(one, "exchange.mentees_max").answer == "none"
    posted = [one for one in found if one.duty == "posting"]
    assert posted
    assert all(room(one, "duties.csv posting minimum").least == "0" for one in posted)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nothing_says_why_a_teacher_is_exempt(case: tuple[County, Policy], stay: Plan, lang: Lang) -> None:
    county, policy = exempted(case[0]), exchange(case[1], rotation_minutes_max=5.0)
    found = explain_missed(county, policy, stay, seconds=SECONDS, lang=lang)
    shown = "\n".join(str(line) for line in missed_screen(found, county, lang)) + str(missed_result(found))
    assert not any(reason in shown for reason in ("哺乳期", "患病", "SECRET"))
    assert {"en": "open: ", "zh": "未完成"}[lang] in shown


def exempted(county: County) -> County:
    teachers = county.teachers or ()
    return county.model_copy(
        update={
            "teachers": tuple(
                one.model_copy(update={"exempt": "SECRET"}) if one.teacher_id == "T02" else one
                for one in teachers
            )
        }
    )


def test_without_time_nothing_is_guessed(case: tuple[County, Policy], stay: Plan) -> None:
    policy = exchange(case[1], rotation_minutes_max=5.0)
    found = [one for one in explain_missed(case[0], policy, stay, seconds=0.0) if one.kind != "duty"]
    assert all(one.possible is None for one in found)
    assert {asked.answer for one in found for asked in one.room} == {"undecided"}
    assert all(one.reasons for one in found)


def test_where_nothing_is_missed_this_is_said(case: tuple[County, Policy]) -> None:
    assert explain_missed(case[0], case[1], Plan(alliances=()), seconds=1.0) == ()
    assert len(missed_screen((), case[0], "en")) == 1
