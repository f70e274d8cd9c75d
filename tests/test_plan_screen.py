"""What the screen shows of a plan: modes, kinds, points, terms, the subject layer, who stays unplaced."""

from collections.abc import Mapping
from io import StringIO

import pytest
from lianxiao.models.county import County
from lianxiao.models.plan import (
    Alliance,
    PlacedMember,
    Plan,
    Room,
    SubjectAlliance,
    Unplaced,
    UnplacedReason,
)
from lianxiao.models.policy import Policy
from lianxiao.models.words import MemberKind, Role
from lianxiao.reports.messages import Lang
from lianxiao.reports.plan_screen import plan_result, plan_screen
from lianxiao.tests.hand_made import PRIMARY, school
from rich.console import Console

COUNTY = County(
    schools=(
        school("A", Role.CORE).model_copy(update={"name": "城关小学"}),
        school("B", Role.CORE),
        *(school(one) for one in "jklmn"),
        school("p", Role.NONE, parent_id="A"),
        school("q", Role.NONE, parent_id="j"),
    )
)
GROUP = {
    "key": "core_group",
    "id": "group",
    "stages": ["primary"],
    "governance": "one_team",
    "core_area": ["urban", "town"],
    "member_seat": ["village"],
    "member_category": ["weak"],
    "term": {"start": "2026-2", "semesters": 6},
}
PAIRED = {"key": "paired", "stages": ["primary"], "governance": "adviser_head"}
PLAN = Plan(
    status="optimal",
    alliances=(
        Alliance(
            id="primary-A",
            mode="group",
            stage=PRIMARY,
            core="A",
            points=("p",),
            members=(
                PlacedMember(
                    school="j",
                    kind=MemberKind.ENTRUSTED,
                    km=3.25,
                    minutes=5,
                    points=("q",),
                    since="2024-09",
                    until="2027-08",
                    batch="second",
                ),
                PlacedMember(school="k", kind=MemberKind.ORDINARY, km=4, since="2027-03"),
            ),
        ),
        Alliance(
            id="primary-B",
            mode="paired",
            stage=PRIMARY,
            core="B",
            members=(PlacedMember(school="l", kind=MemberKind.ORDINARY),),
        ),
    ),
    subject_alliances=(
        SubjectAlliance(subject="music", alliances=("primary-A",), link="adviser"),
        SubjectAlliance(subject="music", alliances=("primary-B",), link="adviser"),
        SubjectAlliance(
            subject="english", grade=3, scope="list", members=("j", "k"), alliances=("primary-A",)
        ),
    ),
    unplaced=(
        Unplaced(
            school="m",
            stage=PRIMARY,
            reasons=(UnplacedReason(rule="max_km", text="Too far.", nearest="A", km=41.2),),
            room=Room(text="If the limit were 41.2 km, m can join."),
        ),
        Unplaced(school="n", stage=PRIMARY, reasons=(UnplacedReason(rule="no_mode", text="No mode."),)),
    ),
)


def policy(*modes: Mapping[str, object]) -> Policy:
    return Policy.model_validate({"school_year": 2026, "mode": modes})


def shown(plan: Plan, settings: Policy, lang: Lang) -> str:
    console = Console(width=300, record=True, file=StringIO())
    for part in plan_screen(COUNTY, settings, plan, lang):
        console.print(part)
    return console.export_text()


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            (
                *("group · core group (1+N)", "paired schools", "1–2", "1 or more", "one team"),
                *("adviser head", "from 2026-2, 6 semester(s)", "from 2026-1, 6 semester(s)"),
                *("core: urban, town", "member: village", "member's category: weak", "core larger"),
                *(
                    "entrusted",
                    "ordinary",
                    "+ p",
                    "+ q",
                    "+ teaching point",
                    "2024-09 – 2027-08",
                    "2027-03 –",
                ),
                *("second", "Too far.", "→ If the limit were 41.2 km, m can join.", "No mode."),
                *("Subject alliances", "music", "English", "each alliance", "schools that joined"),
                "adviser (filing)",
            ),
        ),
        (
            "zh",
            (
                *("group · “1+N”教育集团", "学校对口协作", "1 以上", "一套班子", "顾问校长"),
                *("自 2026-2 学期起，6 个学期", "核心校：城区、镇区", "成员校：村", "成员校类别：weak"),
                *("核心校在校生多于成员校", "托管成员校", "普通成员校", "＋ p", "起止年月"),
                *("批次", "学科联盟", "音乐", "各联盟内", "自愿加入的学校", "学科顾问（备案）"),
            ),
        ),
    ],
)
def test_everything_is_shown_in_both_languages(lang: Lang, words: tuple[str, ...]) -> None:
    screen = shown(PLAN, policy(GROUP, PAIRED), lang)
    together = " ".join(screen.split())
    for word in words:
        assert " ".join(word.split()) in together, word


def test_the_kind_is_shown_in_core_groups_only() -> None:
    screen = shown(PLAN, policy(GROUP, PAIRED), "en")
    assert screen.count("ordinary") == 1


def test_a_county_of_one_plain_mode_has_no_empty_columns() -> None:
    plan = PLAN.model_copy(
        update={
            "alliances": (Alliance(mode="joint_alliance", stage=PRIMARY, core="B"),),
            "subject_alliances": (),
            "unplaced": (),
        }
    )
    screen = shown(plan, policy({"key": "joint_alliance"}), "en")
    for heading in ("kind", "batch", "since", "entrusted", "governance", "term", "Subject", "conditions"):
        assert heading not in screen, heading


def test_the_result_counts_by_mode() -> None:
    assert plan_result(PLAN)["modes"] == {
        "group": {"alliances": 1, "members": 2},
        "paired": {"alliances": 1, "members": 1},
    }
