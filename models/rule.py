"""The rules of grouping: id, sentence in both languages, and source. One id everywhere.

Reader, solver, checker, explanation and report name a rule by its id; the sentence shown to a planner is
made here, from the rule's figures.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from .chinese import in_chinese


class Rule(StrEnum):
    """Ids of the rules of a grouping."""

    KNOWN_SCHOOL = "known_school"
    KNOWN_MODE = "known_mode"
    STAGE = "stage"
    ROLE = "role"
    SCOPE = "scope"
    POINT = "point"
    CORE_AREA = "core_area"
    CORE_SEAT = "core_seat"
    CORE_CATEGORY = "core_category"
    MEMBER_AREA = "member_area"
    MEMBER_SEAT = "member_seat"
    MEMBER_CATEGORY = "member_category"
    MAX_KM = "max_km"
    MAX_MINUTES = "max_minutes"
    NO_TRAVEL = "no_travel"
    NO_ROAD = "no_road"
    CORE_LARGER = "core_larger"
    CAPACITY = "capacity"
    SIZE = "size"
    ENTRUSTED = "entrusted"
    KIND = "kind"
    NEVER = "never"
    MUST = "must"
    PLACED_ONCE = "placed_once"
    LEADS_ONCE = "leads_once"
    LEADS_OR_LED = "leads_or_led"
    ONE_STAGE = "one_stage"
    ALLIANCES = "alliances"
    USE_EVERY_CORE = "use_every_core"
    PLACE_ALL = "place_all"
    CHANGED_AT_MOST = "changed_at_most"
    NO_MODE = "no_mode"
    NO_ROOM = "no_room"
    NO_CORE = "no_core"
    SUBJECT_LAYER = "subject_layer"


class Wording(NamedTuple):
    """The sentence of a rule in both languages, and where the rule comes from."""

    en: str
    zh: str
    source: str


WORDINGS: dict[Rule, Wording] = {
    Rule.KNOWN_SCHOOL: Wording(
        "{school} is not a school of this county.", "{school} 不是本县的学校。", "contract §1 schools.csv"
    ),
    Rule.KNOWN_MODE: Wording(
        "Mode {mode} is not set in this county.", "本县未设置办学模式 {mode}。", "contract §1 [[mode]]"
    ),
    Rule.STAGE: Wording(
        "{school} has no stage {stage} that mode {mode} serves.",
        "{school} 没有模式 {mode} 所服务的学段 {stage}。",
        "M1",
    ),
    Rule.ROLE: Wording(
        "{school} has the role {role}: it cannot take part in this way.",
        "{school} 的角色为 {role}，不能这样参加联盟。",
        "contract §1 role",
    ),
    Rule.SCOPE: Wording(
        "{school} takes no part in stage {stage}.",
        "{school} 在学段 {stage} 不参加编组。",
        "contract §1 several_stages",
    ),
    Rule.POINT: Wording(
        "{school} is a point of {parent} and follows its alliance; it has no place of its own.",
        "{school} 是 {parent} 的教学点或校区，随其所在联盟，不单独编组。",
        "contract §1 parent_id",
    ),
    Rule.CORE_AREA: Wording(
        "{core} lies in area {value}; mode {mode} wants a core from: {wanted}.",
        "{core} 的城乡分类为{value}；模式 {mode} 要求核心校来自：{wanted}。",
        "contract §1 core_area",
    ),
    Rule.CORE_SEAT: Wording(
        "{core} has the seat {value}; mode {mode} wants a core from: {wanted}.",
        "{core} 的驻地层级为{value}；模式 {mode} 要求核心校来自：{wanted}。",
        "contract §1 core_seat",
    ),
    Rule.CORE_CATEGORY: Wording(
        "{core} has the category {value}; mode {mode} wants a core from: {wanted}.",
        "{core} 的类别为“{value}”；模式 {mode} 要求核心校来自：{wanted}。",
        "contract §1 core_category",
    ),
    Rule.MEMBER_AREA: Wording(
        "{school} lies in area {value}; mode {mode} wants members from: {wanted}.",
        "{school} 的城乡分类为{value}；模式 {mode} 要求成员校来自：{wanted}。",
        "contract §1 member_area",
    ),
    Rule.MEMBER_SEAT: Wording(
        "{school} has the seat {value}; mode {mode} wants members from: {wanted}.",
        "{school} 的驻地层级为{value}；模式 {mode} 要求成员校来自：{wanted}。",
        "contract §1 member_seat",
    ),
    Rule.MEMBER_CATEGORY: Wording(
        "{school} has the category {value}; mode {mode} wants members from: {wanted}.",
        "{school} 的类别为“{value}”；模式 {mode} 要求成员校来自：{wanted}。",
        "contract §1 member_category",
    ),
    Rule.MAX_KM: Wording(
        "{core} is {km} km from {school}; mode {mode} allows {limit} km.",
        "{core} 到 {school} 的路程为 {km} 公里；模式 {mode} 限 {limit} 公里。",
        "contract §1 max_km",
    ),
    Rule.MAX_MINUTES: Wording(
        "{core} is {minutes} minutes from {school}; mode {mode} allows {limit} minutes.",
        "{core} 到 {school} 需 {minutes} 分钟；模式 {mode} 限 {limit} 分钟。",
        "contract §1 max_minutes",
    ),
    Rule.NO_TRAVEL: Wording(
        "No travel is known from {core} to {school}.",
        "没有 {core} 到 {school} 的路程数据。",
        "contract §1 travel.csv",
    ),
    Rule.NO_ROAD: Wording(
        "There is no road from {core} to {school} within the limits of any mode: {no_road}.",
        "{core} 到 {school} 在各模式的限值内没有可通行的道路：{no_road}。",
        "contract §1 [travel] source = roads",
    ),
    Rule.CORE_LARGER: Wording(
        "{core} has {core_students} students, {school} has {students}; mode {mode} wants a larger core.",
        "{core} 有学生 {core_students} 人，{school} 有 {students} 人；模式 {mode} 要求核心校规模更大。",
        "M7",
    ),
    Rule.CAPACITY: Wording(
        "The members of {core} add up to a load of {load}; it can carry {capacity}.",
        "{core} 的成员校负荷合计 {load}，其帮扶容量为 {capacity}。",
        "contract §1 capacity",
    ),
    Rule.SIZE: Wording(
        "Members in the alliance of {core}: {members}; mode {mode} wants {bounds}.",
        "{core} 的联盟有 {members} 所成员校；模式 {mode} 的要求：{bounds}所。",
        "M1",
    ),
    Rule.ENTRUSTED: Wording(
        "Entrusted members in the alliance of {core}: {count}; mode {mode} wants {bounds}.",
        "{core} 牵头的联盟有 {count} 所托管成员校；模式 {mode} 的要求：{bounds}所。",
        "M6",
    ),
    Rule.KIND: Wording(
        "{school} is called {value} in the plan; its row in schools.csv says {wanted}.",
        "方案中 {school} 为“{value}”，学校表中为“{wanted}”。",
        "M6a",
    ),
    Rule.NEVER: Wording(
        "{school} must never be with {core} (pins.csv).",
        "{school} 不得与 {core} 编在一起（pins.csv）。",
        "G4",
    ),
    Rule.MUST: Wording(
        "{school} must be with {core} in {stage} (pins.csv).",
        "{school} 在学段 {stage} 必须与 {core} 编在一起（pins.csv）。",
        "G4",
    ),
    Rule.PLACED_ONCE: Wording(
        "{school} is placed {times} times in {stage}.", "{school} 在学段 {stage} 被编入 {times} 次。", "M1"
    ),
    Rule.LEADS_ONCE: Wording(
        "{core} leads {times} alliances in {stage}.", "{core} 在学段 {stage} 牵头 {times} 个联盟。", "M1"
    ),
    Rule.LEADS_OR_LED: Wording(
        "{school} both leads and is led in {stage}.", "{school} 在学段 {stage} 既是核心校又是成员校。", "M1"
    ),
    Rule.ONE_STAGE: Wording(
        "{school} has several stages and takes part once, but appears in: {stages}.",
        "{school} 有多个学段，只参加一次，但出现在：{stages}。",
        "contract §1 several_stages",
    ),
    Rule.ALLIANCES: Wording(
        "Mode {mode} has {count} alliances in {stage}; it must have {bounds}.",
        "模式 {mode} 在学段 {stage} 有 {count} 个联盟；要求：{bounds}个。",
        "contract §1 alliances",
    ),
    Rule.USE_EVERY_CORE: Wording(
        "{core} leads no alliance, though every core must lead.",
        "{core} 没有牵头联盟，而要求每所核心校都牵头。",
        "contract §1 use_every_core",
    ),
    Rule.PLACE_ALL: Wording(
        "{school} is unplaced in {stage}, though nobody may be.",
        "{school} 在学段 {stage} 未编入联盟，而要求全部编入。",
        "contract §1 place_all",
    ),
    Rule.CHANGED_AT_MOST: Wording(
        "{count} schools change their core; at most {most} may.",
        "{count} 所学校更换核心校；最多允许 {most} 所。",
        "docs/answers.md 5",
    ),
    Rule.NO_MODE: Wording(
        "{school} fits no mode that serves {stage}.",
        "{school} 不符合服务学段 {stage} 的任何模式。",
        "contract §1",
    ),
    Rule.NO_ROOM: Wording(
        "{school} could go to {cores} core(s), the nearest is {core} ({km} km), but placing it would cost "
        "more in an earlier or equal aim of the plan or break another rule.",
        "{school} 可编入 {cores} 所核心校，最近的是 {core}（{km} 公里），"
        "但编入它会使同级或更优先的目标变差，或违反其他规则。",
        "contract §1 tiers",
    ),
    Rule.SUBJECT_LAYER: Wording(
        "The subject layer of the plan is not that of the settings: {subject}, {alliances}.",
        "方案的学科联盟与设置不符：{subject}，{alliances}。",
        "M9",
    ),
    Rule.NO_CORE: Wording(
        "No school may lead {school} in {stage} under mode {mode}.",
        "模式 {mode} 下，学段 {stage} 没有学校可以牵头 {school}。",
        "contract §1 role",
    ),
}


BLANK = frozenset({"", "-", "–", "—"})
"""How a cell without a value stands among the figures."""
UNBOUNDED = "∞"

TOO_FEW_MEMBERS = Wording(
    "No alliance of {core} with {school} would be large enough: only {members} school(s) may be its members; "
    "mode {mode} wants {bounds}.",
    "{core} 即使编入 {school} 也凑不够成员校：可作其成员校的只有 {members} 所；"
    "模式 {mode} 的要求：{bounds}所。",
    "M1",
)
TOO_FEW_ENTRUSTED = Wording(
    "No alliance of {core} with {school} could have enough entrusted members: at most {count} that are not "
    "marked ordinary (column kind); mode {mode} wants {bounds}.",
    "{core} 即使编入 {school} 也凑不够托管成员校：未标为“普通”的至多 {count} 所；"
    "模式 {mode} 的要求：{bounds}所。",
    "M6",
)
NO_ENTRUSTED = Wording(
    "{school} is marked entrusted (column kind), and mode {mode} takes no entrusted members.",
    "{school} 标为“托管”（成员类型），而模式 {mode} 不设托管成员校。",
    "M6",
)
TOO_HEAVY = Wording(
    "{school} alone has a load of {load}; {core} can carry {capacity} in all.",
    "仅 {school} 一所的帮扶负荷就是 {load}，而 {core} 的帮扶容量只有 {capacity}。",
    "contract §1 capacity",
)
"""Said of a school that is not placed, where the rule's own sentence speaks of an alliance that exists."""


def sentence(rule: Rule, lang: str, figures: Mapping[str, Any], wording: Wording | None = None) -> str:
    """Say the rule in ``en`` or ``zh`` with its figures filled in, numbers to at most 0.001.

    ``wording`` is said instead of the rule's own sentence.
    """
    return say(wording or WORDINGS[rule], lang, figures)


def say(wording: Wording, lang: str, figures: Mapping[str, Any]) -> str:
    """Say a wording in ``en`` or ``zh`` with its figures filled in, numbers to at most 0.001."""
    shown = {key: _shown(figure, lang) for key, figure in in_words(figures, lang).items()}
    return (wording.zh if lang == "zh" else wording.en).format(**shown)


def in_words(figures: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Put a rule's figures into words: values of the tables as ``lang`` says them, bounds as a phrase."""
    said = {key: _word(figure, lang) if key in _WORDS else figure for key, figure in figures.items()}
    if "least" in figures and "most" in figures:
        said["bounds"] = _bounds(figures["least"], figures["most"], lang)
    return said


_WORDS = frozenset(
    {"form", "stage", "stages", "role", "value", "wanted", "students", "core_students", "until"}
)


def _word(figure: Any, lang: str) -> Any:
    """Say a value of schools.csv, or several with commas between."""
    if not isinstance(figure, str):
        return figure
    if figure in BLANK:
        return "未填" if lang == "zh" else "(blank)"
    return "、".join(in_chinese(word) for word in figure.split(", ")) if lang == "zh" else figure


def _bounds(least: Any, most: Any, lang: str) -> str:
    """Say how many are wanted; Chinese ends with a blank, since a counting word follows."""
    if most == UNBOUNDED:
        return f"至少 {least} " if lang == "zh" else f"at least {least}"
    if least == most:
        return f"恰好 {least} " if lang == "zh" else f"exactly {least}"
    return f"{least} 至 {most} " if lang == "zh" else f"{least} to {most}"


def _shown(figure: Any, lang: str) -> Any:
    if isinstance(figure, float):
        return f"{figure:.3f}".rstrip("0").rstrip(".")
    if isinstance(figure, list | tuple):
        return ("、" if lang == "zh" else ", ").join(str(_word(one, lang)) for one in figure)
    return figure
