"""Why a duty cannot be met: id, sentence in both languages, and the sentence of the docs it rests on."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from .rule import Wording, say


class DutyGap(StrEnum):
    """What keeps a duty from being met."""

    NO_POSTED = "no_posted"
    NO_SHADOWING = "no_shadowing"
    NO_PAIR = "no_pair"
    NO_BACKBONE = "no_backbone"
    NO_BACKBONE_LEFT = "no_backbone_left"
    NO_HALF_DAY = "no_half_day"
    NO_WEEK = "no_week"
    NO_TEACHING_WEEK = "no_teaching_week"


GAPS: dict[DutyGap, Wording] = {
    DutyGap.NO_POSTED: Wording(
        "{school} has {count} manager(s) or reserve cadre(s) who may be posted in {semester} (neither exempt "
        "nor rotating nor visiting); {minimum} owed.",
        "{school} 在 {semester} 学期可挂职的管理人员或后备干部（未列入暂不交流、不轮岗、不走教）"
        "只有 {count} 人，应派 {minimum} 人。",
        "docs/duties.md 14, 15",
    ),
    DutyGap.NO_SHADOWING: Wording(
        "{school} has {count} teacher(s) who may shadow in {semester} (no managers, neither exempt nor "
        "rotating nor visiting); {minimum} owed.",
        "{school} 在 {semester} 学期可跟岗的教师（非管理人员，未列入暂不交流、不轮岗、不走教）"
        "只有 {count} 人，应派 {minimum} 人。",
        "docs/duties.md 14, 17",
    ),
    DutyGap.NO_PAIR: Wording(
        "Only {count} pair(s) can be made between {core} and {school} in {semester}: same main subject, a "
        "mentor of higher rank with few enough mentees; {minimum} owed.",
        "{core} 与 {school} 在 {semester} 学期只能结成 {count} 对师徒"
        "（主教学科相同、指导教师级别更高且所带徒弟不超限），"
        "应结 {minimum} 对。",
        "docs/duties.md 18",
    ),
    DutyGap.NO_BACKBONE: Wording(
        "{core} has no backbone teacher who could come in {semester}.",
        "{core} 在 {semester} 学期没有可以前往的骨干教师。",
        "docs/duties.md 9",
    ),
    DutyGap.NO_BACKBONE_LEFT: Wording(
        "{core} has only {count} backbone teacher(s) or subject leader(s) to send to {school} this year; "
        "{minimum} owed.",
        "{core} 本学年可选派到 {school} 的骨干教师或学科带头人只有 {count} 人，应派 {minimum} 人。",
        "docs/duties.md 19",
    ),
    DutyGap.NO_HALF_DAY: Wording(
        "Those who would attend have no half-day in common in {semester} (visits, blocked half-days): {who}.",
        "{semester} 学期参加人员没有共同空闲的半天（走教、已占用时段）：{who}。",
        "docs/duties.md 21",
    ),
    DutyGap.NO_WEEK: Wording(
        "No teaching week of {semester} had room: everybody concerned is busy or away, or another manager of "
        "the school is away.",
        "{semester} 学期没有可安排的教学周：有关人员已有安排或外出，或本校已有其他管理人员外出。",
        "docs/duties.md 21, 22",
    ),
    DutyGap.NO_TEACHING_WEEK: Wording(
        "The calendar has no teaching week in {semester}.",
        "校历中 {semester} 学期没有教学周。",
        "docs/duties.md 20",
    ),
}


def gap_text(gap: DutyGap, lang: str, figures: Mapping[str, Any]) -> str:
    """Say in ``en`` or ``zh`` why a duty cannot be met."""
    return say(GAPS[gap], lang, figures)
