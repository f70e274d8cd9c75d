"""Which duties a mode has, how duties.csv changes them, and that the page says what the data say."""

import string
from pathlib import Path

import pytest
from lianxiao.models.duty import (
    Attending,
    DutyForm,
    Host,
    OwedDuty,
    Per,
    default_duties,
    duties_of,
    duty_kinds,
)
from lianxiao.models.duty_gap import GAPS, DutyGap
from lianxiao.models.policy import ExchangeSettings
from lianxiao.models.words import ModeKey
from lianxiao.tests.calendar_county import owed

ROOT = Path(__file__).resolve().parents[1]
JOINT = ModeKey.JOINT_ALLIANCE


def kinds(rows: tuple[OwedDuty, ...]) -> list[str]:
    return [row.kind for row in rows]


def test_the_default_duties_of_the_joint_alliance_are_those_of_its_rules() -> None:
    found = {(one.kind, one.minimum, one.period, one.rule) for one in default_duties(JOINT)}
    assert {
        ("management_seminar", 1, "semester", "X18"),
        ("posting", 1, "semester", "X19"),
        ("subject_event", 2, "semester", "X21"),
        ("bulletin", 1, "month", "X22"),
        ("heads_forum", 1, "year", "X27"),
        ("council", 2, "year", "V7"),
        ("semester_report", 1, "semester", "D4"),
    } <= found


def test_the_four_things_a_larger_school_gives_its_partner_are_two_each() -> None:
    given = [one for one in default_duties(ModeKey.PAIRED) if one.rule == "X13"]
    assert [(one.kind, one.minimum, one.host, one.attending) for one in given] == [
        (kind, 2, Host.MEMBER, Attending.BACKBONE)
        for kind in ("lesson_preparation", "project_guidance", "demonstration_lesson", "lecture")
    ]


@pytest.mark.parametrize("mode", ModeKey)
def test_every_default_duty_is_of_a_known_kind_and_rests_on_a_rule(mode: ModeKey) -> None:
    ids = {line.split(",")[0] for line in (ROOT / "docs" / "rules.csv").read_text("utf-8").splitlines()}
    duties = default_duties(mode)
    assert duties
    assert {one.kind for one in duties} <= set(duty_kinds())
    assert {one.rule for one in duties} <= ids
    assert all(one.host is not Host.NOBODY for one in duties if one.form is DutyForm.EVENT)


def test_rows_of_duties_csv_replace_their_kind_and_leave_the_others() -> None:
    rows = (owed("subject_event", 1, per="subject", attending="teachers", host="turn"),)
    changed = duties_of(JOINT, rows, ExchangeSettings())
    assert kinds(changed) == kinds(duties_of(JOINT, (), ExchangeSettings()))
    (events,) = [one for one in changed if one.kind == "subject_event"]
    assert (events.minimum, events.per, events.rule) == (1, Per.SUBJECT, "X21")


def test_rows_of_the_mode_rule_over_rows_without_a_mode() -> None:
    rows = (owed("council", 3), owed("council", 4, mode="joint_alliance"), owed("council", 5, mode="paired"))
    assert [one.minimum for one in duties_of(JOINT, rows, ExchangeSettings()) if one.kind == "council"] == [4]
    fused = duties_of(ModeKey.FUSED, rows, ExchangeSettings())
    assert [one.minimum for one in fused if one.kind == "council"] == [3]


def test_rows_of_another_mode_change_nothing() -> None:
    rows = (owed("council", 5, mode="paired"),)
    assert duties_of(JOINT, rows, ExchangeSettings()) == duties_of(JOINT, (), ExchangeSettings())


def test_minimum_0_switches_a_kind_off() -> None:
    assert "council" not in kinds(duties_of(JOINT, (owed("council", 0),), ExchangeSettings()))


def test_an_unknown_kind_is_an_event_where_somebody_attends_and_a_paper_otherwise() -> None:
    rows = (owed("吟诵会", attending="pupils", host="turn"), owed("家访记录"))
    found = {one.kind: (one.form, one.rule) for one in duties_of(JOINT, rows, ExchangeSettings())}
    assert found["吟诵会"] == (DutyForm.EVENT, "duties.csv")
    assert found["家访记录"] == (DutyForm.PAPER, "duties.csv")


def test_minima_of_mentor_pairs_and_backbones_are_settings_unless_duties_csv_names_them() -> None:
    exchange = ExchangeSettings(mentor_pairs_min=5, backbone_sent_min=2)
    found = {one.kind: one.minimum for one in duties_of(JOINT, (), exchange)}
    assert (found["mentor_pairs"], found["backbone_sent"]) == (5, 2)
    found = {one.kind: one.minimum for one in duties_of(JOINT, (owed("mentor_pairs", 1),), exchange)}
    assert (found["mentor_pairs"], found["backbone_sent"]) == (1, 2)


@pytest.mark.parametrize(
    ("form", "gone"),
    [
        ("posting", {"posting", "posting_evaluation"}),
        ("shadowing", {"shadowing"}),
        (
            "mentoring",
            {
                "mentor_pairs",
                "lesson_review",
                "mentor_guidance",
                "observed_lesson",
                "open_lesson",
                "mentee_paper",
            },
        ),
    ],
)
def test_without_a_form_of_exchange_what_rests_on_it_is_not_owed(form: str, gone: set[str]) -> None:
    every = set(kinds(duties_of(ModeKey.PAIRED, (), ExchangeSettings())))
    used = tuple(one for one in ExchangeSettings().forms if one != form)
    left = set(kinds(duties_of(ModeKey.PAIRED, (), ExchangeSettings(forms=used))))
    assert every - left == gone


@pytest.mark.parametrize("gap", DutyGap)
def test_both_languages_of_a_reason_say_the_same(gap: DutyGap) -> None:
    said = GAPS[gap]
    figures = [
        {name for _, name, _, _ in string.Formatter().parse(one)} - {None} for one in (said.en, said.zh)
    ]
    assert figures[0] == figures[1]


def table_of_defaults() -> str:
    """The table of docs/duties.md."""
    rows = [
        "| modes | kind | 任务 | per | minimum | period | host | attending | rule |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    modes_of: dict[OwedDuty, list[str]] = {}
    for mode in ModeKey:
        for one in default_duties(mode):
            modes_of.setdefault(one, []).append(mode.value)
    for one, modes in modes_of.items():
        words = [
            "all" if len(modes) == len(ModeKey) else " ".join(modes),
            one.kind + (" (online)" if one.online else ""),
            duty_kinds()[one.kind].zh,
            one.per,
            str(one.minimum),
            one.period,
            one.host or "–",
            one.attending or "–",
            one.rule,
        ]
        rows.append("| " + " | ".join(words) + " |")
    return "\n".join(rows)


def test_the_page_has_the_table_of_the_data() -> None:
    assert table_of_defaults() in (ROOT / "docs" / "duties.md").read_text("utf-8")
