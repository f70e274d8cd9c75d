"""Postings, shadowing, mentor pairs, events, duties: what the checker allows (docs/duties.md)."""

from typing import Any

import pytest
from lianxiao.models.calendar_rule import CalendarRule
from lianxiao.models.county import County
from lianxiao.models.exchange_rule import ExchangeRule
from lianxiao.models.half_day import HalfDay
from lianxiao.models.plan import CalendarEntry, Duty, Exchange, Plan
from lianxiao.models.row_rule import RowRule
from lianxiao.models.school_year import Blocked, Week, WeekKind
from lianxiao.models.words import ModeKey
from lianxiao.solver.calendar.lay import lay_calendar
from lianxiao.solver.check import Claim, check_plan
from lianxiao.tests import calendar_county
from lianxiao.tests.check_exchange import county, plan, policy, rules

WEEKS = tuple(
    Week(semester=semester, week=week, kind=WeekKind.TEACHING if week <= 3 else WeekKind.EXAM)
    for semester in (1, 2)
    for week in range(1, 5)
)
PEOPLE: dict[str, dict[str, Any]] = {
    "cx": {"subject": "pe", "lessons_max": 0, "manager": "deputy"},
    "cy": {"subject": "pe", "lessons_max": 0, "manager": "middle"},
    "cz": {"subject": "pe", "lessons_max": 0},
    "mx": {"subject": "pe", "lessons_max": 0, "manager": "reserve"},
    "my": {"subject": "pe", "lessons_max": 0, "manager": "middle"},
    "mz": {"subject": "pe", "lessons_max": 0},
    "mw": {"subject": "pe", "lessons_max": 0},
    "dx": {"subject": "pe", "lessons_max": 0, "manager": "head"},
}
COUNTY = county(teachers=PEOPLE, calendar=WEEKS)
STAY = {"teacher": "mx", "from": "m", "to": "n", "semester": "2026-1", "weeks": [2]}
SHADOW = {**STAY, "teacher": "mz", "to": "c", "subject": "pe"}
PAIR = {"mentor": "cz", "mentee": "mz", "subject": "pe", "semester": "2026-1"}
EVENT: dict[str, Any] = {
    "alliance": "primary-c",
    "kind": "council",
    "semester": "2026-1",
    "week": 2,
    "half_day": "tue_am",
    "host": "c",
    "attending": ["cx", "mx", "n"],
}


def with_rows(*events: dict[str, Any], **tables: list[dict[str, Any]]) -> Plan:
    exchange = {**plan().exchange.model_dump(mode="json", by_alias=True), **tables}
    calendar = tuple(CalendarEntry.model_validate(event) for event in events)
    return plan().model_copy(update={"exchange": Exchange.model_validate(exchange), "calendar": calendar})


def found(*events: dict[str, Any], county_: County = COUNTY, **tables: list[dict[str, Any]]) -> set[Any]:
    return rules(with_rows(*events, **tables), county_)


class TestPostings:
    def broken(self, county_: County = COUNTY, **changes: Any) -> set[Any]:
        return found(postings=[{**STAY, **changes}], county_=county_)

    def test_allowed(self) -> None:
        assert self.broken() == set()
        assert self.broken(weeks=[1, 2, 3]) == set()
        assert self.broken(to="c") == set()

    @pytest.mark.parametrize("weeks", [[4], [5], [2, 4], []])
    def test_whole_teaching_weeks(self, weeks: list[int]) -> None:
        assert self.broken(weeks=weeks) == {CalendarRule.STAY_WEEKS}

    def test_before_the_alliance_begins(self) -> None:
        late = with_rows(postings=[STAY])
        assert CalendarRule.STAY_WEEKS in rules(late, COUNTY, policy(mode={"term": {"start": "2026-2"}}))

    @pytest.mark.parametrize("to", ["d", "m", "q"])
    def test_another_school_of_the_alliance(self, to: str) -> None:
        assert CalendarRule.STAY_PLACE in self.broken(to=to)

    def test_managers_and_reserve_cadres_only(self) -> None:
        assert self.broken(teacher="mz") == {CalendarRule.POSTING_POST}

    def test_exempt(self) -> None:
        ill = county(teachers={**PEOPLE, "mx": {**PEOPLE["mx"], "exempt": "ill"}}, calendar=WEEKS)
        assert self.broken(county_=ill) == {ExchangeRule.EXEMPT}

    def test_not_while_visiting_or_rotating(self) -> None:
        posts = {name: {"manager": "middle"} for name in ("c2", "c3")}
        managing = county(teachers={**PEOPLE, **posts}, calendar=WEEKS)
        visitor = {**STAY, "teacher": "c3", "from": "c"}
        assert found(postings=[visitor], county_=managing) == {CalendarRule.STAY_VISITS}
        rotating = {**STAY, "teacher": "c2", "from": "c", "to": "m"}
        assert found(postings=[rotating], county_=managing) == set()  # rotates in spring only
        spring = {**rotating, "semester": "2026-2"}
        assert found(postings=[spring], county_=managing) == {RowRule.ROTATION_BESIDE}

    def test_form_in_use(self) -> None:
        unused = rules(with_rows(postings=[STAY]), COUNTY, policy(forms=["visit", "rotation"]))
        assert unused == {ExchangeRule.FORM_OFF}

    def test_unknown_names(self) -> None:
        assert RowRule.KNOWN_TEACHER in self.broken(teacher="x")
        assert RowRule.KNOWN_SEMESTER in self.broken(semester="2025-1")
        assert RowRule.FROM in found(postings=[{**STAY, "from": "n"}])

    def test_twice_in_one_week(self) -> None:
        assert CalendarRule.STAY_TWICE in found(postings=[STAY, {**STAY, "to": "c"}])
        assert found(postings=[STAY, {**STAY, "weeks": [3]}]) == set()


class TestShadowing:
    def test_allowed(self) -> None:
        assert found(shadowing=[SHADOW]) == set()

    def test_a_batch(self) -> None:
        """m has 5 teachers: floor(0.2 × 5) = 1 in one week."""
        two = [SHADOW, {**SHADOW, "teacher": "mw"}]
        assert found(shadowing=two) == {CalendarRule.BATCH}
        assert found(shadowing=[two[0], {**two[1], "weeks": [3], "batch": 2}]) == set()
        wide = rules(with_rows(shadowing=two), COUNTY, policy(away_share_max=0.4))
        assert wide == set()

    def test_managers_are_posted_instead(self) -> None:
        assert found(shadowing=[{**SHADOW, "teacher": "mx"}]) == {CalendarRule.SHADOWING_POST}

    def test_exempt(self) -> None:
        ill = county(teachers={**PEOPLE, "mz": {**PEOPLE["mz"], "exempt": "ill"}}, calendar=WEEKS)
        assert found(shadowing=[SHADOW], county_=ill) == {ExchangeRule.EXEMPT}

    def test_posted_and_shadowing_in_one_semester(self) -> None:
        both = found(shadowing=[{**SHADOW, "teacher": "mx", "weeks": [1]}], postings=[STAY])
        assert CalendarRule.STAY_TWICE in both


class TestMentors:
    def test_allowed(self) -> None:
        assert found(mentors=[PAIR]) == set()

    def test_same_main_subject(self) -> None:
        assert found(mentors=[{**PAIR, "subject": "maths"}]) == {CalendarRule.MENTOR_SUBJECT}
        assert found(mentors=[{**PAIR, "mentee": "m1"}]) == {CalendarRule.MENTOR_SUBJECT}

    @pytest.mark.parametrize(
        "change", [{"mentor": "mw"}, {"mentee": "dx"}, {"mentee": "cz"}, {"mentor": "dx"}]
    )
    def test_core_and_member_of_one_alliance(self, change: dict[str, str]) -> None:
        assert CalendarRule.MENTOR_PLACE in found(mentors=[{**PAIR, **change}])

    def test_mentees_at_most(self) -> None:
        three = [{**PAIR, "mentee": name} for name in ("mz", "mw", "mx")]
        assert found(mentors=three[:2]) == set()
        assert found(mentors=three) == {CalendarRule.MENTEES_MAX}
        assert rules(with_rows(mentors=three), COUNTY, policy(mentees_max=3)) == set()

    def test_one_mentor(self) -> None:
        assert found(mentors=[PAIR, {**PAIR, "mentor": "cx"}]) == {CalendarRule.MENTEE_ONCE}
        assert found(mentors=[PAIR, {**PAIR, "mentor": "cx", "semester": "2026-2"}]) == set()

    def test_nobody_who_rotates(self) -> None:
        pair = {"mentor": "c2", "mentee": "m1", "subject": "maths", "semester": "2026-1"}
        assert found(mentors=[pair]) == set()
        assert found(mentors=[{**pair, "semester": "2026-2"}]) == {RowRule.ROTATION_BESIDE}

    def test_unknown_names_and_form(self) -> None:
        assert RowRule.KNOWN_TEACHER in found(mentors=[{**PAIR, "mentee": "x"}])
        assert RowRule.KNOWN_SEMESTER in found(mentors=[{**PAIR, "semester": "2025-1"}])
        assert RowRule.ROW_TWICE in found(mentors=[PAIR, PAIR])
        unused = rules(with_rows(mentors=[PAIR]), COUNTY, policy(forms=["visit", "rotation"]))
        assert unused == {ExchangeRule.FORM_OFF}


class TestEvents:
    def test_allowed(self) -> None:
        assert found(EVENT) == set()
        assert found(EVENT, {**EVENT, "half_day": "tue_pm"}) == set()
        assert found({**EVENT, "half_day": None}) == set()

    @pytest.mark.parametrize("week", [4, 9])
    def test_teaching_weeks(self, week: int) -> None:
        assert found({**EVENT, "week": week}) == {CalendarRule.EVENT_WEEK}

    def test_known_names(self) -> None:
        assert found({**EVENT, "alliance": "primary-d"}) == {CalendarRule.EVENT_ALLIANCE}
        assert found({**EVENT, "host": "d"}) == {CalendarRule.EVENT_HOST}
        assert found({**EVENT, "attending": ["dx"]}) == {CalendarRule.EVENT_PERSON}
        assert found({**EVENT, "attending": ["x"]}) == {CalendarRule.EVENT_PERSON}
        assert found({**EVENT, "semester": "2025-1"}) == {RowRule.KNOWN_SEMESTER}

    def test_two_events_at_once(self) -> None:
        other = {**EVENT, "kind": "seminar", "attending": ["cx"]}
        assert found(EVENT, other) == {CalendarRule.TWO_PLACES}
        assert found(EVENT, {**other, "attending": ["cz", "n"]}) == set()
        assert found(EVENT, {**other, "week": 3}) == set()

    def test_a_visit_at_that_time(self) -> None:
        assert found({**EVENT, "attending": ["c3"], "half_day": "mon_am"}) == {CalendarRule.TWO_PLACES}
        assert found({**EVENT, "attending": ["c3"], "half_day": "mon_pm"}) == set()

    def test_while_rotating(self) -> None:
        there = {**EVENT, "attending": ["c2"]}
        assert found(there) == set()
        assert found({**there, "semester": "2026-2"}) == {CalendarRule.TWO_PLACES}

    def test_in_a_week_of_posting(self) -> None:
        assert found(EVENT, postings=[STAY]) == {CalendarRule.TWO_PLACES}
        assert found({**EVENT, "online": True}, postings=[STAY]) == set()
        assert found({**EVENT, "week": 3}, postings=[STAY]) == set()

    @pytest.mark.parametrize(
        ("who", "online", "bad"), [("mx", True, True), ("c", False, True), ("c", True, False)]
    )
    def test_blocked(self, who: str, online: bool, bad: bool) -> None:
        shut = county(teachers=PEOPLE, calendar=WEEKS, blocked=(Blocked(id=who, half_day=HalfDay.TUE_AM),))
        broken = {CalendarRule.EVENT_BLOCKED} if bad else set()
        assert found({**EVENT, "online": online}, county_=shut) == broken

    def test_two_managers_of_a_school_in_one_week(self) -> None:
        away = {**EVENT, "attending": ["mx"]}
        other = {**away, "attending": ["my"], "half_day": "fri_am"}
        assert found(away, other) == {CalendarRule.MANAGERS_AWAY}
        assert found(away, {**other, "week": 3}) == set()
        assert found(away, {**other, "online": True}) == set()
        assert found(away, {**other, "host": "m"}) == set()
        assert found(other, postings=[STAY]) == {CalendarRule.MANAGERS_AWAY}


class TestLeaders:
    def leading(self, leader: str, **row: Any) -> set[Any]:
        layer = {"subject": "pe", "scope": "alliance", "alliances": ["primary-c"], "leader": leader, **row}
        settings = policy().model_copy(update={"subject_alliance": ()})
        claimed = Plan.model_validate(
            {**with_rows().model_dump(mode="json", by_alias=True), "subject_alliances": [layer]}
        )
        return {one.rule for one in check_plan(COUNTY, settings, claimed).broken} & set(CalendarRule)

    def test_who_may_lead(self) -> None:
        assert self.leading("cz") == set()
        assert self.leading("c1") == {CalendarRule.LEADER}
        assert self.leading("dx") == {CalendarRule.LEADER}
        assert self.leading("x") == {CalendarRule.LEADER}
        assert self.leading("dx", scope="list", members=["d"], alliances=[]) == set()


class TestDuties:
    """On calendars as they are laid, in every mode: the list is true, and every change of it is caught."""

    DUTY = frozenset({Claim.DUTY_MINIMUM, Claim.DUTY_MISSING, Claim.DUTY_PLANNED, Claim.DUTY_REASON})

    @staticmethod
    def laid(key: ModeKey) -> Plan:
        alliance = calendar_county.alliance("j", "k")
        its, settings = calendar_county.county(), calendar_county.settings(key.value)
        result = lay_calendar(its, settings, (alliance,), (), Exchange())
        return Plan(
            alliances=(alliance,),
            exchange=result.in_exchange(Exchange()),
            calendar=result.calendar,
            duties=result.duties,
        )

    def broken(self, key: ModeKey, plan_: Plan) -> set[Any]:
        verdict = check_plan(calendar_county.county(), calendar_county.settings(key.value), plan_)
        return {one.rule for one in verdict.broken} & (self.DUTY | set(CalendarRule))

    @pytest.mark.parametrize("key", ModeKey)
    def test_what_is_laid_is_true(self, key: ModeKey) -> None:
        assert self.broken(key, self.laid(key)) == set()

    @pytest.mark.parametrize("key", [ModeKey.JOINT_ALLIANCE, ModeKey.PAIRED])
    def test_false_rows(self, key: ModeKey) -> None:
        true = self.laid(key)
        for at, duty in list(enumerate(true.duties))[:: 1 if key is ModeKey.JOINT_ALLIANCE else 7]:
            for change in (
                {"minimum": duty.minimum + 1},
                {"planned": duty.planned + 1},
                {"reason": "" if duty.reason else "no time"},
                None,
            ):
                changed = () if change is None else (duty.model_copy(update=change),)
                rows: tuple[Duty, ...] = (*true.duties[:at], *changed, *true.duties[at + 1 :])
                false = true.model_copy(update={"duties": rows})
                assert self.broken(key, false) & self.DUTY, (duty.kind, change)

    def test_an_event_taken_out(self) -> None:
        true = self.laid(ModeKey.JOINT_ALLIANCE)
        for at in range(len(true.calendar)):
            fewer = true.model_copy(update={"calendar": (*true.calendar[:at], *true.calendar[at + 1 :])})
            assert self.broken(ModeKey.JOINT_ALLIANCE, fewer) == {Claim.DUTY_PLANNED}

    def test_a_plan_that_lists_no_duties_is_not_held_to_them(self) -> None:
        silent = self.laid(ModeKey.JOINT_ALLIANCE).model_copy(update={"duties": ()})
        assert self.broken(ModeKey.JOINT_ALLIANCE, silent) == set()

    def test_own_rows_of_a_planner(self) -> None:
        true = self.laid(ModeKey.JOINT_ALLIANCE)
        own = Duty(alliance="primary-A", kind="choir", minimum=1, planned=1)
        assert (
            self.broken(ModeKey.JOINT_ALLIANCE, true.model_copy(update={"duties": (*true.duties, own)}))
            == set()
        )
        foreign = own.model_copy(update={"alliance": "primary-x"})
        wrong = true.model_copy(update={"duties": (*true.duties, foreign)})
        assert self.broken(ModeKey.JOINT_ALLIANCE, wrong) == {CalendarRule.EVENT_ALLIANCE}
