"""Sentences of clashes and of room by kind, in both languages."""

from collections.abc import Mapping
from typing import Any

from .clash import ElementKind
from .rule import Wording, say

ELEMENT_WORDINGS: dict[ElementKind, Wording] = {
    ElementKind.PLACE_ALL: Wording(
        "{school} must be placed in {stage} (place_all).",
        "{school}在{stage}学段必须编入联盟（place_all）。",
        "contract §1 place_all",
    ),
    ElementKind.MUST: Wording(
        "{school} must be with {core} (pins.csv, must).",
        "{school}必须与{core}编在一起（pins.csv，“必须”）。",
        "G4",
    ),
    ElementKind.LEADS: Wording(
        "{core} must lead an alliance (use_every_core).",
        "{core}必须牵头组建联盟（use_every_core）。",
        "contract §1 use_every_core",
    ),
    ElementKind.LEAST: Wording(
        "Mode {mode} must have at least {value} alliances in {stage} (alliances).",
        "模式 {mode} 在{stage}学段至少要有 {value} 个联盟（alliances）。",
        "contract §1 alliances",
    ),
    ElementKind.MAX_KM: Wording(
        "Mode {mode} allows at most {value} km from core to member (max_km).",
        "模式 {mode} 规定核心校到成员校的路程不超过 {value} 公里（max_km）。",
        "contract §1 max_km",
    ),
    ElementKind.MAX_MINUTES: Wording(
        "Mode {mode} allows at most {value} minutes from core to member (max_minutes).",
        "模式 {mode} 规定核心校到成员校的车程不超过 {value} 分钟（max_minutes）。",
        "contract §1 max_minutes",
    ),
    ElementKind.MIN_MEMBERS: Wording(
        "An alliance of mode {mode} has at least {value} members (min_members).",
        "模式 {mode} 的联盟至少要有 {value} 所成员校（min_members）。",
        "contract §1 min_members",
    ),
    ElementKind.MAX_MEMBERS: Wording(
        "An alliance of mode {mode} has at most {value} members (max_members).",
        "模式 {mode} 的联盟至多有 {value} 所成员校（max_members）。",
        "contract §1 max_members",
    ),
    ElementKind.MOST: Wording(
        "Mode {mode} may have at most {value} alliances in {stage} (alliances).",
        "模式 {mode} 在{stage}学段至多有 {value} 个联盟（alliances）。",
        "contract §1 alliances",
    ),
    ElementKind.CAPACITY: Wording(
        "{core} can carry members of a load of {value} in all (capacity).",
        "{core}的帮扶容量为 {value}（capacity）。",
        "contract §1 capacity",
    ),
    ElementKind.CORE_AREA: Wording(
        "Mode {mode} wants cores from area: {wanted} (core_area).",
        "模式 {mode} 要求核心校的城乡分类为：{wanted}（core_area）。",
        "contract §1 core_area",
    ),
    ElementKind.CORE_SEAT: Wording(
        "Mode {mode} wants cores with the seat: {wanted} (core_seat).",
        "模式 {mode} 要求核心校的驻地层级为：{wanted}（core_seat）。",
        "contract §1 core_seat",
    ),
    ElementKind.CORE_CATEGORY: Wording(
        "Mode {mode} wants cores of the category: {wanted} (core_category).",
        "模式 {mode} 要求核心校的类别为：{wanted}（core_category）。",
        "contract §1 core_category",
    ),
    ElementKind.MEMBER_AREA: Wording(
        "Mode {mode} wants members from area: {wanted} (member_area).",
        "模式 {mode} 要求成员校的城乡分类为：{wanted}（member_area）。",
        "contract §1 member_area",
    ),
    ElementKind.MEMBER_SEAT: Wording(
        "Mode {mode} wants members with the seat: {wanted} (member_seat).",
        "模式 {mode} 要求成员校的驻地层级为：{wanted}（member_seat）。",
        "contract §1 member_seat",
    ),
    ElementKind.MEMBER_CATEGORY: Wording(
        "Mode {mode} wants members of the category: {wanted} (member_category).",
        "模式 {mode} 要求成员校的类别为：{wanted}（member_category）。",
        "contract §1 member_category",
    ),
    ElementKind.CORE_LARGER: Wording(
        "Mode {mode} wants a core with more students than the member (core_larger).",
        "模式 {mode} 要求核心校的学生数多于成员校（core_larger）。",
        "M7",
    ),
    ElementKind.ENTRUSTED: Wording(
        "An alliance of mode {mode} has {bounds} entrusted members (entrusted).",
        "模式 {mode} 的联盟要有{bounds}所托管成员校（entrusted）。",
        "M6",
    ),
    ElementKind.NEVER: Wording(
        "{school} must never be with {core} (pins.csv, never).",
        "{school}不得与{core}编在一起（pins.csv，“不得”）。",
        "G4",
    ),
    ElementKind.CHANGED_AT_MOST: Wording(
        "At most {value} schools may change their core (keep.changed_at_most).",
        "至多 {value} 所学校可以更换核心校（keep.changed_at_most）。",
        "docs/answers.md 5",
    ),
}

NEVER_LEADS = Wording(
    "{core} must not lead an alliance in {stage}.",
    "{core}在{stage}学段不得牵头组建联盟。",
    "docs/answers.md 8",
)
BEYOND = Wording(" Beyond it: {pairs}.", "超出的有：{pairs}。", "docs/answers.md 11")
BEYOND_PAIR: dict[ElementKind, Wording] = {
    ElementKind.MAX_KM: Wording("{core} to {school} {value} km", "{core}到{school} {value} 公里", ""),
    ElementKind.MAX_MINUTES: Wording(
        "{core} to {school} {value} minutes", "{core}到{school} {value} 分钟", ""
    ),
}
REACH = Wording(
    "Under these limits {count} core(s) come into question for them: {schools}.",
    "在这些限值内，能带上述学校的核心校共 {count} 所：{schools}。",
    "docs/answers.md 11",
)
PLACES = Wording(
    "These {count} must be placed in {stage} (place_all): {schools}.",
    "以下 {count} 所学校在{stage}学段必须编入联盟（place_all）：{schools}。",
    "contract §1 place_all",
)
LEADING = Wording(
    "These {count} must each lead an alliance (use_every_core): {schools}.",
    "以下 {count} 所核心校必须各自牵头组建联盟（use_every_core）：{schools}。",
    "contract §1 use_every_core",
)
CAPACITIES = Wording(
    "The capacity of these {count} cores is bounded: {schools}.",
    "以下 {count} 所核心校的帮扶容量有限：{schools}。",
    "contract §1 capacity",
)
OF_CAPACITY = Wording("{core} {value}", "{core} {value}", "")
MORE = Wording("{schools} and {count} more", "{schools}等，另有 {count} 个", "")
CLASH = Wording(
    "No plan keeps these together; without any one of them there is a plan that keeps the others:",
    "以下各项不能同时满足；去掉其中任何一项，其余各项即可同时满足：",
    "docs/answers.md 11",
)
CLASH_OPEN = Wording(
    "No plan keeps these together; time ran out before it was known whether each of them is needed "
    "({count} not decided):",
    "以下各项不能同时满足；因时间用尽，其中 {count} 项是否必要未能判定：",
    "docs/answers.md 13",
)
ALONE = Wording(
    "One demand cannot be met whatever the limits are, because {why}",
    "有一项要求无论各项限值如何都无法满足，因为{why}",
    "docs/answers.md 11",
)
NOBODY_LEADS = Wording(
    "no school may lead {school} in a stage in which it can be a member (columns role, stages).",
    "在{school}可以参加的学段和模式中，没有学校可以牵头（见 role、stages 列）。",
    "G8",
)
NO_WAY = Wording(
    "no way to {school} is known from any school that may lead it.",
    "没有任何可牵头学校到{school}的路程数据。",
    "G9",
)
CORE_CANNOT = Wording(
    "{core} may not lead in that stage (columns role, stages, parent_id), or no way to {school} is known.",
    "{core}在该学段不能牵头（见 role、stages、parent_id 列），或者没有到{school}的路程数据。",
    "G8, G9",
)
CORES_LACK = Wording(
    "there are {count} schools that may lead in {stage} under mode {mode}.",
    "模式 {mode} 在{stage}学段可以牵头的学校只有 {count} 所。",
    "G11",
)
CORE_ALONE = Wording(
    "{core} may lead in none of the stages in which it is asked to.",
    "{core}在要求其牵头的学段都不能牵头。",
    "G7",
)


def words(wording: Wording, lang: str, **figures: Any) -> str:
    """Say a wording in ``en`` or ``zh``."""
    return say(wording, lang, figures)


def element_words(kind: ElementKind, lang: str, figures: Mapping[str, Any]) -> str:
    """Say one demand or limit."""
    return say(ELEMENT_WORDINGS[kind], lang, figures)


def listed(names: list[str], lang: str, most: int) -> str:
    """List names; of more than ``most`` the first ones and how many more there are."""
    comma = "、" if lang == "zh" else ", "
    if len(names) <= most:
        return comma.join(names)
    return words(MORE, lang, schools=comma.join(names[: most - 1]), count=len(names) - most + 1)
