"""Sentences of the room that one kind of limit makes by itself, in both languages (docs/answers.md, 12)."""

from .clash import RoomKind
from .pin_words import FROZEN, IN_TERM, LEFT
from .rule import Wording

CONDITIONS: dict[RoomKind, Wording] = {
    "max_km": Wording(
        "mode {mode} allows {least} km instead of {now} ({setting} = {least})",
        "模式 {mode} 的路程限值由 {now} 公里放宽到 {least} 公里（{setting} = {least}）",
        "contract §1 max_km",
    ),
    "max_minutes": Wording(
        "mode {mode} allows {least} minutes instead of {now} ({setting} = {least})",
        "模式 {mode} 的车程限值由 {now} 分钟放宽到 {least} 分钟（{setting} = {least}）",
        "contract §1 max_minutes",
    ),
    "min_members": Wording(
        "an alliance of mode {mode} may have only {least} members instead of {now} ({setting} = {least})",
        "模式 {mode} 的联盟最少成员校数由 {now} 所降到 {least} 所（{setting} = {least}）",
        "contract §1 min_members",
    ),
    "max_members": Wording(
        "an alliance of mode {mode} may have {least} members instead of {now} ({setting} = {least})",
        "模式 {mode} 的联盟最多成员校数由 {now} 所增到 {least} 所（{setting} = {least}）",
        "contract §1 max_members",
    ),
    "alliances.min": Wording(
        "mode {mode} need have no more than {least} alliances in a stage instead of {now} ({setting})",
        "模式 {mode} 每学段的最少联盟数由 {now} 个降到 {least} 个（{setting}）",
        "contract §1 alliances",
    ),
    "alliances.max": Wording(
        "mode {mode} may have {least} alliances in a stage instead of {now} ({setting})",
        "模式 {mode} 每学段的最多联盟数由 {now} 个增到 {least} 个（{setting}）",
        "contract §1 alliances",
    ),
    "capacity": Wording(
        "every capacity in schools.csv is raised by {least}; these {count} core(s) need it: {schools}",
        "学校表中各核心校的帮扶容量都提高 {least}；真正需要提高的有 {count} 所：{schools}",
        "contract §1 capacity",
    ),
    "unplaced": Wording(
        "{count} school(s) may stay unplaced (place_all = false): {schools}",
        "允许 {count} 所学校不编入联盟（place_all = false）：{schools}",
        "contract §1 place_all",
    ),
    "never": Wording(
        "{count} never pin(s) are taken out of pins.csv: {pairs}",
        "从 pins.csv 中去掉 {count} 条“不得”限定：{pairs}",
        "G4",
    ),
    "filters": Wording(
        "{count} filter(s) of modes are taken out of county.toml: {settings}",
        "从 county.toml 中去掉 {count} 项模式条件：{settings}",
        "G6",
    ),
    "use_every_core": Wording(
        "{count} core(s) need not lead (use_every_core): {schools}",
        "允许 {count} 所核心校不牵头（use_every_core）：{schools}",
        "contract §1 use_every_core",
    ),
    "changed_at_most": Wording(
        "{least} schools may change their core instead of {now} ({setting} = {least})",
        "允许更换核心校的学校由 {now} 所增到 {least} 所（{setting} = {least}）",
        "docs/answers.md 5",
    ),
}
"""Under which condition a plan exists."""

PLACES_MAY = Wording("{count} school(s) may {ways}: {schools}", "允许 {count} 所学校{ways}：{schools}", "")
PLACE_MAY: dict[str, Wording] = {
    "place_all": Wording("stay unplaced (place_all = false)", "不编入联盟（place_all = false）", ""),
    "": Wording("lose their must pin in pins.csv", "去掉其在 pins.csv 中的“必须”限定", "G4"),
    IN_TERM: Wording(
        "leave an alliance whose term lies ahead (in_term)",
        "在联盟周期内退出（in_term）",
        "docs/answers.md 2",
    ),
    FROZEN: Wording(
        "leave an alliance that is to stay as it is (freeze)",
        "退出要求保持不变的联盟（freeze）",
        "docs/answers.md 3",
    ),
}
"""Said of places whose demands are given up, by demand: `place_all`, or what the must pin was set for."""

PAIRS_MAY: dict[str, Wording] = {
    FROZEN: Wording(
        "{count} school(s) may join an alliance that is to stay as it is (freeze): {pairs}",
        "允许 {count} 所学校加入要求保持不变的联盟（freeze）：{pairs}",
        "docs/answers.md 3",
    ),
    LEFT: Wording(
        "{count} school(s) may come back to the alliance that they leave (exit): {pairs}",
        "允许 {count} 所学校重新编入其退出的联盟（exit）：{pairs}",
        "docs/scenarios.md 9",
    ),
}
"""Said of never pins that the program set, by what they were set for; the planner's: `CONDITIONS`."""

KIND_NAMES: dict[RoomKind, Wording] = {
    "max_km": Wording("A longer way (km) in mode {mode}", "放宽模式 {mode} 的路程限值", ""),
    "max_minutes": Wording("A longer way (minutes) in mode {mode}", "放宽模式 {mode} 的车程限值", ""),
    "min_members": Wording("Smaller alliances of mode {mode}", "减少模式 {mode} 的最少成员校数", ""),
    "max_members": Wording("Larger alliances of mode {mode}", "增加模式 {mode} 的最多成员校数", ""),
    "alliances.min": Wording("Fewer alliances of mode {mode}", "减少模式 {mode} 的最少联盟数", ""),
    "alliances.max": Wording("More alliances of mode {mode}", "增加模式 {mode} 的最多联盟数", ""),
    "capacity": Wording("More capacity of the cores", "提高核心校的帮扶容量", ""),
    "unplaced": Wording("Giving up place_all and must pins", "放弃 place_all 和“必须”限定", ""),
    "never": Wording("Taking out never pins", "去掉“不得”限定", ""),
    "filters": Wording("Taking out filters of modes", "去掉模式的条件限制", ""),
    "use_every_core": Wording("Not asking every core to lead", "不要求每所核心校都牵头", ""),
    "changed_at_most": Wording("More changes of cores", "允许更多学校更换核心校", ""),
}
ROOM = Wording(
    "A plan exists if {what}. Nothing smaller of this kind makes room.",
    "若{what}，则有可行方案；此类调整中没有更小的可行调整。",
    "docs/answers.md 12",
)
AT_MOST = Wording(
    "A plan exists if {what}. Whether something smaller would do was not decided in time.",
    "若{what}，则有可行方案；更小的调整是否可行，未能在时限内判定。",
    "docs/answers.md 13",
)
NONE = Wording("{what}: this alone makes no room.", "仅{what}，不能得到可行方案。", "docs/answers.md 12")
UNDECIDED = Wording(
    "{what}: whether this alone makes room was not decided in time.",
    "仅{what}是否可行，未能在时限内判定。",
    "docs/answers.md 13",
)
