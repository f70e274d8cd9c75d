"""Pins that the program set, as what they are: in term, frozen, a closed way, an exit from an alliance."""

from collections.abc import Iterable

from .county import Pin
from .rule import Wording
from .words import PinRule, Stage

IN_TERM, FROZEN, CLOSED, LEFT = "in_term", "frozen", "closed", "exit"

PIN_WORDINGS: dict[tuple[PinRule, str], Wording] = {
    (PinRule.NEVER, CLOSED): Wording(
        "The way between {core} and {school} is closed (travel, closed).",
        "{core}与{school}之间的路线已封闭（travel，closed）。",
        "docs/scenarios.md 13",
    ),
    (PinRule.NEVER, FROZEN): Wording(
        "{school} must not join {core}: the alliance is frozen (freeze).",
        "{core}的联盟保持不变，{school}不得加入（freeze）。",
        "docs/answers.md 3",
    ),
    (PinRule.NEVER, LEFT): Wording(
        "{school} leaves the alliance of {core} and may not come back to it in this plan (exit).",
        "{school}退出{core}的联盟，本方案中不得再编入（exit）。",
        "docs/scenarios.md 9",
    ),
    (PinRule.MUST, FROZEN): Wording(
        "{school} must stay with {core}: the alliance is frozen (freeze).",
        "{school}所在联盟保持不变，须留在{core}（freeze）。",
        "docs/answers.md 3",
    ),
    (PinRule.MUST, IN_TERM): Wording(
        "{school} must stay with {core}: its term lies ahead (in_term).",
        "{school}的联盟周期未满，须留在{core}（in_term）。",
        "docs/answers.md 2",
    ),
}
"""Sentences of these pins, by rule and reason; where several speak of one pair, the first one is said."""

PIN_SETTINGS = {IN_TERM: "keep.in_term", FROZEN: "keep.freeze", CLOSED: "travel.closed", LEFT: "exit"}
"""What would have to be said otherwise in the scenario, by reason; a planner's pin stands in pins.csv."""

PINS_GIVEN_UP: dict[tuple[PinRule, str], Wording] = {
    (PinRule.NEVER, CLOSED): Wording(
        "the way between {value} and {at} is open again (travel, closed) and keeps the limits of mode {mode}",
        "{value}与{at}之间的路线恢复通行（travel，closed），且不超过模式 {mode} 的限值",
        "docs/scenarios.md 13",
    ),
    (PinRule.NEVER, FROZEN): Wording(
        "the alliance of {value} need not stay as it is (freeze)",
        "不再要求{value}的联盟保持不变（freeze）",
        "docs/answers.md 3",
    ),
    (PinRule.NEVER, LEFT): Wording(
        "{at} may come back to the alliance of {value} (exit)",
        "允许{at}重新编入{value}的联盟（exit）",
        "docs/scenarios.md 9",
    ),
    (PinRule.MUST, FROZEN): Wording(
        "the alliance of {value}, which {at} belongs to, need not stay as it is (freeze)",
        "不再要求{at}所在的{value}的联盟保持不变（freeze）",
        "docs/answers.md 3",
    ),
    (PinRule.MUST, IN_TERM): Wording(
        "{at} may leave {value} although its term lies ahead (in_term)",
        "允许{at}在联盟周期内退出{value}的联盟（in_term）",
        "docs/answers.md 2",
    ),
}
"""Conditions under which such a pin is not there: what makes room for one school."""


def set_because(
    pins: Iterable[Pin], rule: PinRule, school_id: str, core_id: str, stage: Stage | None = None
) -> str:
    """Give the program's own reason for a pin of the pair; empty where a planner wrote one.

    A way that is closed is said all the same, since no planner's pin opens it. ``stage`` None: any.
    """
    reasons = {
        pin.reason
        for pin in pins
        if (pin.rule, pin.school_id, pin.core_id) == (rule, school_id, core_id)
        and (stage is None or pin.stage in (None, stage))
    }
    known = [reason for of_rule, reason in PIN_WORDINGS if of_rule is rule and reason in reasons]
    by_hand = len(known) < len(reasons)
    return known[0] if known and (known[0] == CLOSED or not by_hand) else ""


def pin_wording(rule: str, because: object) -> Wording | None:
    """Sentence of a pin that the program set, by its rule's id; None: the rule's own sentence holds."""
    return next(
        (words for key, words in PIN_WORDINGS.items() if (key[0].value, key[1]) == (rule, because)), None
    )
