"""What would let an unplaced school in: the limits that can give way, and the sentence for the planner.

The order of ``Limit`` is the order in which limits are asked to give way (docs/grouping.md, 25).
"""

from collections.abc import Sequence
from enum import StrEnum

from .chinese import STAGE_ZH, in_chinese
from .mode import Mode
from .plan import RoomChange
from .rule import Wording
from .school import School
from .words import Stage


class Limit(StrEnum):
    """Limits that can give way to one unplaced school.

    The value is the setting's name: of a mode (``mode.ID.max_members``), of the school's row in
    schools.csv (``capacity``), or of pins.csv and travel.csv, whose value is then the core's id. A pin that
    the program set stands under the setting it was set for (pin_words.py).
    """

    MAX_MEMBERS = "max_members"
    CAPACITY = "capacity"
    MIN_MEMBERS = "min_members"
    ALLIANCES_MAX = "alliances.max"
    ALLIANCES_EXACTLY = "alliances.exactly"
    ALLIANCES = "alliances"
    MAX_KM = "max_km"
    MAX_MINUTES = "max_minutes"
    CORE_AREA = "core_area"
    CORE_SEAT = "core_seat"
    CORE_CATEGORY = "core_category"
    MEMBER_AREA = "member_area"
    MEMBER_SEAT = "member_seat"
    MEMBER_CATEGORY = "member_category"
    AREA = "area"
    SEAT = "seat"
    CATEGORY = "category"
    CORE_LARGER = "core_larger"
    ENTRUSTED_MIN = "entrusted.min"
    ENTRUSTED_MAX = "entrusted.max"
    USE_EVERY_CORE = "use_every_core"
    NEVER = "pins.never"
    MUST = "pins.must"
    ROLE = "role"
    WAY = "travel.csv"
    COORDINATES = "lat, lon"

    @property
    def of_school(self) -> bool:
        """Whether it stands in a school's row (or in a table of pairs), not in a mode."""
        return self in _OF_SCHOOL


_OF_SCHOOL = frozenset(
    {
        Limit.CAPACITY,
        Limit.AREA,
        Limit.SEAT,
        Limit.CATEGORY,
        Limit.NEVER,
        Limit.MUST,
        Limit.ROLE,
        Limit.WAY,
        Limit.COORDINATES,
    }
)

_OF_MODE = " ({setting} = {value}, for the whole mode)"
_OF_MODE_ZH = "（{setting} = {value}，对全模式生效）"
_ADDED = " ({setting}: add {value})"
_ADDED_ZH = "（{setting} 增加 {value}）"
_FILLED = " (column {setting}: one of {wanted})"
_FILLED_ZH = "（{setting} 列，可填：{wanted}）"

LIMIT_WORDINGS: dict[Limit, Wording] = {
    Limit.MAX_MEMBERS: Wording(
        "{core} may lead one member more, {value} in all" + _OF_MODE,
        "允许{core}再带一所成员校，共 {value} 所" + _OF_MODE_ZH,
        "contract §1 max_members",
    ),
    Limit.CAPACITY: Wording(
        "the capacity of {core} is {value} instead of {old}",
        "{core}的帮扶容量由 {old} 提高到 {value}",
        "contract §1 capacity",
    ),
    Limit.MIN_MEMBERS: Wording(
        "an alliance may have fewer members than {old}" + _OF_MODE,
        "允许联盟的成员校少于 {old} 所" + _OF_MODE_ZH,
        "contract §1 min_members",
    ),
    Limit.ALLIANCES_MAX: Wording(
        "mode {mode} may have one alliance more in {stage} ({setting} = {value})",
        "允许模式 {mode} 在{stage}学段多组建一个联盟（{setting} = {value}）",
        "contract §1 alliances",
    ),
    Limit.ALLIANCES_EXACTLY: Wording(
        "mode {mode} has one alliance more in {stage} ({setting} = {value})",
        "模式 {mode} 在{stage}学段多组建一个联盟（{setting} = {value}）",
        "contract §1 alliances",
    ),
    Limit.ALLIANCES: Wording(
        "mode {mode} may have one alliance more in {stage} than in its other stages ({setting} = {value})",
        "允许模式 {mode} 在{stage}学段比其他学段多组建一个联盟（{setting} = {value}）",
        "contract §1 alliances",
    ),
    Limit.MAX_KM: Wording(
        "{value} km are allowed instead of {old}" + _OF_MODE,
        "路程限值由 {old} 公里放宽到 {value} 公里" + _OF_MODE_ZH,
        "contract §1 max_km",
    ),
    Limit.MAX_MINUTES: Wording(
        "{value} minutes are allowed instead of {old}" + _OF_MODE,
        "车程限值由 {old} 分钟放宽到 {value} 分钟" + _OF_MODE_ZH,
        "contract §1 max_minutes",
    ),
    Limit.CORE_AREA: Wording(
        "cores of area {word} may lead" + _ADDED, "允许{word}学校牵头" + _ADDED_ZH, "contract §1 core_area"
    ),
    Limit.CORE_SEAT: Wording(
        "cores of seat {word} may lead" + _ADDED,
        "允许驻地层级为{word}的学校牵头" + _ADDED_ZH,
        "contract §1 core_seat",
    ),
    Limit.CORE_CATEGORY: Wording(
        "cores of category {word} may lead" + _ADDED,
        "允许类别为“{word}”的学校牵头" + _ADDED_ZH,
        "contract §1 core_category",
    ),
    Limit.MEMBER_AREA: Wording(
        "members of area {word} are taken" + _ADDED,
        "允许{word}学校作为成员校" + _ADDED_ZH,
        "contract §1 member_area",
    ),
    Limit.MEMBER_SEAT: Wording(
        "members of seat {word} are taken" + _ADDED,
        "允许驻地层级为{word}的学校作为成员校" + _ADDED_ZH,
        "contract §1 member_seat",
    ),
    Limit.MEMBER_CATEGORY: Wording(
        "members of category {word} are taken" + _ADDED,
        "允许类别为“{word}”的学校作为成员校" + _ADDED_ZH,
        "contract §1 member_category",
    ),
    Limit.AREA: Wording(
        "the blank area of {at} is filled in" + _FILLED,
        "补填{at}的城乡分类" + _FILLED_ZH,
        "contract §1 area",
    ),
    Limit.SEAT: Wording(
        "the blank seat of {at} is filled in" + _FILLED,
        "补填{at}的驻地层级" + _FILLED_ZH,
        "contract §1 seat",
    ),
    Limit.CATEGORY: Wording(
        "the blank category of {at} is filled in" + _FILLED,
        "补填{at}的类别" + _FILLED_ZH,
        "contract §1 category",
    ),
    Limit.CORE_LARGER: Wording(
        "the core need not have more students" + _OF_MODE,
        "不要求核心校的在校生数多于成员校" + _OF_MODE_ZH,
        "M7",
    ),
    Limit.ENTRUSTED_MIN: Wording(
        "{value} entrusted members are enough instead of {old}" + _OF_MODE,
        "托管成员校的下限由 {old} 所降到 {value} 所" + _OF_MODE_ZH,
        "M6",
    ),
    Limit.ENTRUSTED_MAX: Wording(
        "{core} may have one entrusted member more, {value} in all" + _OF_MODE,
        "允许{core}再托管一所成员校，共托管 {value} 所" + _OF_MODE_ZH,
        "M6",
    ),
    Limit.USE_EVERY_CORE: Wording(
        "not every core has to lead" + _OF_MODE,
        "不要求每所核心校都牵头" + _OF_MODE_ZH,
        "contract §1 use_every_core",
    ),
    Limit.NEVER: Wording(
        "the pin that keeps {at} from {value} (never) is taken out of pins.csv",
        "从 pins.csv 中删去{at}“不得”与{value}编在一起的限定",
        "G4",
    ),
    Limit.MUST: Wording(
        "the pin that binds {at} to {value} (must) is taken out of pins.csv",
        "从 pins.csv 中删去{at}“必须”与{value}编在一起的限定",
        "G4",
    ),
    Limit.ROLE: Wording(
        "{at} is given the role {value} in schools.csv, since no school is free to lead in {stage}",
        "因{stage}学段没有尚可牵头的学校，在 schools.csv 中将{at}的角色定为{word}（role = {value}）",
        "contract §1 role",
    ),
    Limit.WAY: Wording(
        "the way from {value} to {at} is given in travel.csv and keeps the limits of mode {mode}",
        "在 travel.csv 中补填{value}到{at}的路程，且不超过模式 {mode} 的限值",
        "contract §1 travel.csv",
    ),
    Limit.COORDINATES: Wording(
        "the coordinates of {at} are filled in (lat, lon) and the way keeps the limits of mode {mode}",
        "补填{at}的经纬度（lat、lon），且路程不超过模式 {mode} 的限值",
        "contract §1 lat, lon",
    ),
}
"""One condition per limit, to stand after "if"; ``at`` is the school in whose row it stands."""

JOIN = Wording("{school} can join the alliance of {core}{way}", "{school}即可编入{core}牵头的联盟{way}", "25")
OPEN = Wording(
    "{core}, which leads nothing now, can open an alliance with {school}{way}",
    "目前未牵头的{core}即可新组建联盟，编入{school}{way}",
    "25",
)
ALONE = Wording(
    "{school} can lead an alliance of its own, without members",
    "{school}即可自行牵头组建联盟（暂无成员校）",
    "25",
)
_WAY = Wording(", {km} km away", "，路程 {km} 公里", "25")
_NO_CHANGE = Wording(
    "No limit has to change: {result}. This plan leaves it out because taking it would cost more in an "
    "aim that ranks as high or higher, or because the search ended early.",
    "无需放宽任何限定：{result}。本方案未编入，是因为编入后同级或更优先的目标会变差，或因求解提前结束。",
    "25",
)
_CHANGES = Wording("If {conditions}, {result}.", "若{conditions}，{result}。", "25")
_NEARER = Wording(
    "{text} A nearer core is {core}, {km} km away, if {conditions}.",
    "{text}就近则可编入{core}（路程 {km} 公里），条件是：{conditions}。",
    "25",
)
_NOBODY = Wording(
    "No change of one limit helps: {school} finds no school in {stage} that is free to lead. "
    "Add one to schools.csv with this stage and the role core.",
    "放宽限定也无法编入{school}：{stage}学段没有尚可牵头的学校。"
    "请在 schools.csv 中增加一所有该学段、角色为核心校的学校。",
    "25",
)
_NO_TIME = Wording(
    "There was no time left to work out what would let {school} in ({stage}); "
    "`lianxiao explain` with --school says it.",
    "时间已用完，未及推算怎样才能编入{school}（{stage}学段）；可用 `lianxiao explain` 的 --school 查询。",
    "25",
)


def named(school: School, lang: str) -> str:
    """Name a school with its id, or by the id alone where it has no other name."""
    if school.name in ("", school.school_id):
        return f"学校{school.school_id}" if lang == "zh" else school.school_id
    return f"{school.name}（{school.school_id}）" if lang == "zh" else f"{school.name} ({school.school_id})"


def stage_word(stage: Stage, lang: str) -> str:
    """Say a stage."""
    return STAGE_ZH[stage] if lang == "zh" else stage.value


def change_of(limit: Limit, mode: Mode, value: str, school: str | None = None) -> RoomChange:
    """Write a change as it stands in plan.json."""
    return RoomChange(
        setting=limit.value if limit.of_school else f"mode.{mode.id}.{limit.value}",
        value=value,
        school=school,
    )


def condition(limit: Limit, lang: str, figures: dict[str, str], wording: Wording | None = None) -> str:
    """Say one change as a condition; words of schools.csv in the planner's language.

    Parameters
    ----------
    wording
        Of a pin that the program set; None: the limit's own.
    """
    wording = wording or LIMIT_WORDINGS[limit]
    word = figures.get("value", "")
    figures = {**figures, "word": in_chinese(word) if lang == "zh" else word}
    return (wording.zh if lang == "zh" else wording.en).format(**figures)


def room_sentence(
    result: Wording, conditions: Sequence[str], lang: str, school: str, core: str, km: str | None
) -> str:
    """Say what comes about (``JOIN``, ``OPEN`` or ``ALONE``) under the conditions; names as shown."""

    def say(wording: Wording, **figures: str) -> str:
        return (wording.zh if lang == "zh" else wording.en).format(**figures)

    way = "" if km is None else say(_WAY, km=km)
    outcome = say(result, school=school, core=core, way=way)
    if not conditions:
        return say(_NO_CHANGE, result=outcome)
    return say(_CHANGES, conditions=_joined(conditions, lang), result=outcome)


def _joined(conditions: Sequence[str], lang: str) -> str:
    return ("，且" if lang == "zh" else " and ").join(conditions)


def no_room_sentence(lang: str, school: str, stage: Stage) -> str:
    """Say that no school is free to lead in the stage, and what is missing."""
    wording = _NOBODY.zh if lang == "zh" else _NOBODY.en
    return wording.format(school=school, stage=stage_word(stage, lang))


def no_time_sentence(lang: str, school: str, stage: Stage) -> str:
    """Say that there was no time to work out what would let the school in."""
    wording = _NO_TIME.zh if lang == "zh" else _NO_TIME.en
    return wording.format(school=school, stage=stage_word(stage, lang))


def with_nearer(text: str, conditions: Sequence[str], lang: str, core: str, km: str) -> str:
    """Append a nearer core, with the conditions on which it could take the school."""
    wording = _NEARER.zh if lang == "zh" else _NEARER.en
    return wording.format(text=text, core=core, km=km, conditions=_joined(conditions, lang))
