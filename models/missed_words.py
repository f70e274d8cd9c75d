"""Sentences of missed quotas and duties, in both languages. Nothing here says why a teacher is exempt."""

from collections.abc import Mapping

from .rule import Wording

REASONS: Mapping[str, Wording] = {
    "no_alliance": Wording(
        "{school} is in no alliance, and rotations stay inside alliances (rotation_scope).",
        "{school}未编入联盟，而轮岗限于联盟内（rotation_scope）。",
        "docs/exchange.md 12",
    ),
    "outside_scope": Wording(
        "{school} is in no alliance; its rotations may go further (rotation_scope) and are laid last.",
        "{school}未编入联盟；其轮岗可跨联盟（rotation_scope），在其他安排之后编排。",
        "docs/exchange.md 12",
    ),
    "term": Wording(
        "The alliance exchanges in no semester of this school year: its term begins in {start} (term.start).",
        "该联盟本学年没有可交流的学期：其周期自 {start} 起（term.start）。",
        "docs/exchange.md 13",
    ),
    "eligible": Wording(
        "{school} has {count} teachers whom the rules let rotate; {owed} owed.",
        "{school}按规定可轮岗的教师有 {count} 人，应轮岗 {owed} 人。",
        "docs/exchange.md 10",
    ),
    "eligible_backbone": Wording(
        "{school} has {backbone} backbone teachers; the rules let {count} of them rotate; {owed} owed.",
        "{school}有骨干教师 {backbone} 人，其中按规定可轮岗 {count} 人，应轮岗 {owed} 人。",
        "docs/exchange.md 10, 11",
    ),
    "barred": Wording("Not eligible for: {rules}.", "不符合轮岗条件的人数：{rules}。", "docs/exchange.md 10"),
    "rotation_minutes_max": Wording(
        "No school of the alliance is within {limit} minutes of {school} ({minutes}).",
        "联盟内没有学校在距{school} {limit} 分钟车程以内（{minutes}）。",
        "docs/exchange.md 15",
    ),
    "some_too_far": Wording(
        "Of the {count} other schools of the alliance {near} are within {limit} minutes of {school}; beyond: "
        "{minutes}.",
        "联盟内其余 {count} 所学校中，距{school} {limit} 分钟车程以内的有 {near} 所；超出的：{minutes}。",
        "docs/exchange.md 15",
    ),
    "away_share_max": Wording(
        "At once at most {most} of the {teachers} teachers of {school} may rotate (floor({share} × "
        "{teachers}), at least 1 where there is a quota); {owed} owed.",
        "{school}有教师 {teachers} 人，同时轮岗至多 {most} 人"
        "（{share} × {teachers} 取整，有指标时至少 1 人），应轮岗 {owed} 人。",
        "docs/exchange.md 23",
    ),
    "away_share_backbone": Wording(
        "At once at most {most} of the {teachers} backbone teachers of {school} may rotate (floor({share} × "
        "{teachers}), at least 1 where there is a quota); {owed} owed.",
        "{school}有骨干教师 {teachers} 人，同时轮岗至多 {most} 人"
        "（{share} × {teachers} 取整，有指标时至少 1 人），应轮岗 {owed} 人。",
        "docs/exchange.md 23",
    ),
    "rotation_lessons_min": Wording(
        "{count} of these {eligible} could give {limit} lessons a week at no other school within reach.",
        "这 {eligible} 人中有 {count} 人在可到达的学校每周都不足 {limit} 节课。",
        "docs/exchange.md 22",
    ),
    "own_need": Wording(
        "Without them {school} would lose lessons that only visitors or rotating teachers could make up: "
        "{count} of these {eligible}, at least {lessons} lessons a week each (no sender may lose).",
        "派出后{school}会缺课，须由走教或轮岗教师补足：这 {eligible} 人中有 {count} 人，"
        "每人每周至少 {lessons} 节（派出学校不得因此缺课）。",
        "X1, docs/exchange.md 24",
    ),
    "legal_person": Wording(
        "{count} of the ways from {school} stay inside one legal person and count toward no quota.",
        "从{school}出发有 {count} 个去向属同一法人，不计入轮岗指标。",
        "docs/exchange.md 26",
    ),
    "earlier_aims": Wording(
        "By itself it could be met; aims before it, or what other schools owe, stand against it. With it the "
        "alliance would leave {after} weekly lessons uncovered instead of {before}.",
        "单独来看可以完成；与之相争的是更优先的目标或其他学校的指标。"
        "若完成，联盟每周缺课将由 {before} 节变为 {after} 节。",
        "contract §1 tiers",
    ),
    "others_owe": Wording(
        "By itself it could be met without more lessons uncovered (in the alliance {after}, in the plan "
        "{before}); what other schools owe stands against it, or the plan's exchange is not proven best.",
        "单独来看可以完成，且不增加缺课（联盟每周缺课 {after} 节，方案中为 {before} 节）；"
        "与之相争的是其他学校的指标，或者方案中的交流安排尚未证明最优。",
        "contract §1 tiers",
    ),
    "earlier_aims_open": Wording(
        "By itself it could be met; aims before it, or what other schools owe, stand against it.",
        "单独来看可以完成；与之相争的是更优先的目标或其他学校的指标。",
        "contract §1 tiers",
    ),
}
"""By rule or figure: what stands in the way."""

ROOM = Wording(
    "It is met with {setting} = {least} instead of {now}, and with nothing nearer.",
    "若 {setting} 由 {now} 改为 {least} 即可完成，更小的改动不行。",
    "docs/answers.md",
)
AT_MOST = Wording(
    "It is met with {setting} = {least} instead of {now}; that nothing nearer would do is not proven.",
    "若 {setting} 由 {now} 改为 {least} 即可完成；更小的改动是否可行尚未证明。",
    "docs/answers.md",
)
NONE = Wording(
    "{setting} ({now}) alone does not help, whatever its value.",
    "仅改动 {setting}（现为 {now}），无论取何值都不能完成。",
    "docs/answers.md",
)
NOT_FOUND = Wording(
    "With {setting} ({now}) alone no value was found that helps.",
    "仅改动 {setting}（现为 {now}），没有找到可行的取值。",
    "docs/answers.md",
)
UNDECIDED = Wording(
    "{setting} ({now}): whether it alone helps was not decided in time.",
    "{setting}（现为 {now}）：仅改动此项是否可行，未能在时限内判定。",
    "docs/answers.md",
)
FRAMES = {"room": ROOM, "at_most": AT_MOST, "none": NONE, "not_found": NOT_FOUND, "undecided": UNDECIDED}
BARRED: Mapping[str, Wording] = {
    "exempt": Wording("exempt {count}", "暂不交流 {count} 人", "[8]"),
    "age_max": Wording("age {count}", "年龄 {count} 人", "[10]"),
    "retire_within": Wording("near retirement {count}", "临近退休 {count} 人", "[10]"),
    "tenure_min": Wording("tenure {count}", "任教年限 {count} 人", "[10]"),
    "head_tenure_min": Wording("tenure as head {count}", "任校长年限 {count} 人", "[10]"),
    "repeat_after": Wording("exchanged lately {count}", "近年已交流 {count} 人", "[10]"),
    "away": Wording("away {count}", "离岗 {count} 人", "[37]"),
    "unknown": Wording("unknown (blank cells) {count}", "信息未填 {count} 人", "[10]"),
}
