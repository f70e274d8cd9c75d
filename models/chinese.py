"""Chinese words of the closed lists, for the sentences that are made from the models' figures.

The words that tables are read with are data (``instances/vocabulary``); these are those a sentence says.
"""

from .words import Area, MemberKind, Role, Seat, Stage

STAGE_ZH = {
    Stage.KINDERGARTEN: "幼儿园",
    Stage.PRIMARY: "小学",
    Stage.JUNIOR: "初中",
    Stage.SENIOR: "高中",
}
AREA_ZH = {Area.URBAN: "城区", Area.TOWN: "镇区", Area.RURAL: "乡村"}
SEAT_ZH = {Seat.COUNTY_SEAT: "县城", Seat.TOWNSHIP_SEAT: "乡镇驻地", Seat.VILLAGE: "村"}
ROLE_ZH = {Role.CORE: "核心校", Role.MEMBER: "成员校", Role.EITHER: "均可", Role.NONE: "不参加"}
KIND_ZH = {MemberKind.ENTRUSTED: "托管", MemberKind.ORDINARY: "普通"}
FORM_ZH = {
    "visit": "走教",
    "rotation": "交流轮岗",
    "posting": "挂职",
    "mentoring": "师徒结对",
    "shadowing": "跟岗学习",
}
WORD_ZH: dict[str, str] = {
    **{
        word.value: said
        for words in (STAGE_ZH, AREA_ZH, SEAT_ZH, ROLE_ZH, KIND_ZH)
        for word, said in words.items()
    },
    **FORM_ZH,
}
"""Every word of these lists; no two lists share one."""


def in_chinese(word: str) -> str:
    """Say a word of the closed lists in Chinese; a free word (a category) stays what it is."""
    return WORD_ZH.get(word, word)
