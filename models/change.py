"""Changes of the settings that may make room where no plan exists, and their sentences in both languages."""

from enum import StrEnum

from .rule import Wording


class Change(StrEnum):
    """Changes of the settings that may make room where no plan exists."""

    NO_PLACE_ALL = "place_all"
    NO_LEAST = "alliances.min"
    NO_MOST = "alliances.max"
    NO_EXACT = "alliances.exactly"
    NO_DUTY_TO_LEAD = "use_every_core"
    NO_MAX_KM = "max_km"
    NO_MAX_MINUTES = "max_minutes"
    NO_MUST = "must"


CHANGE_WORDINGS: dict[Change, Wording] = {
    Change.NO_PLACE_ALL: Wording(
        "A plan exists if schools may stay unplaced (place_all = false).",
        "若允许有学校未编入联盟（place_all = false），则有可行方案。",
        "contract §1 place_all",
    ),
    Change.NO_LEAST: Wording(
        "A plan exists if mode {mode} need not have a least number of alliances.",
        "若不限定模式 {mode} 的最少联盟数，则有可行方案。",
        "contract §1 alliances",
    ),
    Change.NO_MOST: Wording(
        "A plan exists if mode {mode} may have any number of alliances.",
        "若不限定模式 {mode} 的最多联盟数，则有可行方案。",
        "contract §1 alliances",
    ),
    Change.NO_EXACT: Wording(
        "A plan exists if mode {mode} need not have an exact number of alliances.",
        "若不限定模式 {mode} 的联盟确切数目，则有可行方案。",
        "contract §1 alliances",
    ),
    Change.NO_DUTY_TO_LEAD: Wording(
        "A plan exists if not every core of mode {mode} has to lead (use_every_core = false).",
        "若不要求模式 {mode} 的每所核心校都牵头（use_every_core = false），则有可行方案。",
        "contract §1 use_every_core",
    ),
    Change.NO_MAX_KM: Wording(
        "A plan exists if mode {mode} has no limit on km (max_km).",
        "若模式 {mode} 不限路程（max_km），则有可行方案。",
        "contract §1 max_km",
    ),
    Change.NO_MAX_MINUTES: Wording(
        "A plan exists if mode {mode} has no limit on minutes (max_minutes).",
        "若模式 {mode} 不限车程（max_minutes），则有可行方案。",
        "contract §1 max_minutes",
    ),
    Change.NO_MUST: Wording(
        "A plan exists without the must pins of pins.csv.",
        "若去掉 pins.csv 中的“必须”限定，则有可行方案。",
        "G4",
    ),
}


def change_sentence(change: Change, lang: str, mode: str) -> str:
    """Say in ``en`` or ``zh`` that a change of the settings makes room."""
    wording = CHANGE_WORDINGS[change]
    return (wording.zh if lang == "zh" else wording.en).format(mode=mode)
