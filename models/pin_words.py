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
