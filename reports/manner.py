"""In which manner a call wants its answer: language, chatter, JSON."""

from collections.abc import Sequence
from typing import NamedTuple

from .messages import Lang, default_lang


class Manner(NamedTuple):
    """How the answer is given: language, chatter, JSON."""

    lang: Lang
    quiet: bool
    json: bool

    @property
    def silent(self) -> bool:
        """Whether only errors are shown on the screen."""
        return self.quiet or self.json


def asked_manner(arguments: Sequence[str]) -> Manner:
    """Find language, quiet and JSON, wherever they stand in the call.

    They hold for wrong calls and help pages too, so they are looked for before anything is parsed.
    """
    lang = default_lang()
    before = ""
    for argument in arguments:
        if argument == "--":
            break
        name, _, value = argument.partition("=") if before != "--lang" else ("--lang", "", argument)
        if name == "--lang" and value in ("en", "zh"):
            lang = "zh" if value == "zh" else "en"
        before = argument
    return Manner(lang, quiet="--quiet" in arguments, json="--json" in arguments)
