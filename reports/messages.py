"""The one message catalogue: every sentence a planner reads, by code, in English and Chinese.

The sentences stand in ``catalogue/*.toml``, one table per code with ``en`` and ``zh`` and, for findings that
can be mended, ``mend_en`` and ``mend_zh``. Figures are filled in by ``str.format``.
"""

# ruff: noqa: PLC0415 - words of rules and duties are loaded when one is said, so that help shows at once

import os
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from ..models.finding import Finding
    from ..models.rule import Wording

Lang = Literal["en", "zh"]
LANGS: tuple[Lang, ...] = ("en", "zh")
LONGEST_VALUE = 60
"""Characters of a cell's value that are shown; what is cut off is marked by an ellipsis."""
LONGEST_FIGURE = 200
"""Characters of any other figure of a sentence."""

_LISTED = 12
_WORD_KEYS = {
    "term": "term",
    "stage": "stage",
    "stages": "stage",
    "into_stages": "stage",
    "subject": "subject",
    "subjects": "subject",
    "role": "role",
    "kind": "kind",
    "area": "area",
    "no_road": "no_road",
    "form": "form",
    "half_day": "half_day",
    "duty": "duty",
    "cell": "cell",
}
_WHOLE_KEYS = frozenset({"aim", "file", "mend", "path", "reason"})
_COMMA = {"en": ", ", "zh": "、"}


class _Figures(dict[str, str]):
    """Figures of a sentence; one that is not given shows as nothing, so that no list of errors is lost."""

    def __missing__(self, key: str) -> str:
        return ""


def default_lang(environ: Mapping[str, str] | None = None) -> Lang:
    """Language of the locale: ``zh`` where LC_ALL, LC_MESSAGES or LANG (the first one set) begins with zh."""
    environ = os.environ if environ is None else environ
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environ.get(name):
            return "zh" if environ[name].lower().startswith("zh") else "en"
    return "en"


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Every code of every catalogue file.

    Raises
    ------
    ValueError
        A code stands in two files.
    """
    sentences: dict[str, dict[str, str]] = {}
    folder = files(__package__) / "catalogue"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".toml"):
            continue
        for code, wording in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if code in sentences:
                raise ValueError(f"{file.name}: code {code} stands in another catalogue file too")
            sentences[code] = wording
    return sentences


@cache
def rule_wordings() -> "Mapping[str, Wording]":
    """Sentences of every rule, by id: of grouping, eligibility, rows and weeks of an exchange."""
    from ..models.calendar_rule import CALENDAR_WORDINGS
    from ..models.exchange_rule import EXCHANGE_WORDINGS
    from ..models.row_rule import ROW_WORDINGS
    from ..models.rule import WORDINGS

    return MappingProxyType(
        {
            **{rule.value: wording for rule, wording in WORDINGS.items()},
            **{rule.value: wording for rule, wording in EXCHANGE_WORDINGS.items()},
            **{rule.value: wording for rule, wording in ROW_WORDINGS.items()},
            **{rule.value: wording for rule, wording in CALENDAR_WORDINGS.items()},
        }
    )


def printable(text: str) -> str:
    """Text that cannot steer a terminal: control, bidi and line-breaking characters are spelled out."""
    if text.isprintable():
        return text
    return "".join(
        char
        if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
        else char.encode("unicode_escape").decode("ascii")
        for char in text
    )


def shortened(text: str, longest: int = LONGEST_VALUE) -> str:
    """Text of at most ``longest`` characters; where something is cut off it ends in an ellipsis."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def number(value: float, digits: int = 3) -> str:
    """Figure with at most ``digits`` decimals and no trailing zeros."""
    written = f"{value:.{digits}f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written in ("-0", "") else written


def word(kind: str, value: str, lang: Lang) -> str:
    """Say a word of the closed lists (stage, role, term, …) as a planner does; unknown ones as they are."""
    if kind == "duty":
        from ..models.duty import duty_kinds

        if known := duty_kinds().get(value):
            return known.zh if lang == "zh" else known.en
    wording = catalogue().get(f"{kind}_{value}")
    return wording[lang] if wording else printable(value)


def text(code: str, lang: Lang, **figures: Any) -> str:
    """Fill the sentence of ``code`` with its figures.

    Raises
    ------
    KeyError
        The catalogue has no such code.
    """
    return _filled(catalogue()[code][lang], lang, figures)


def finding_text(finding: "Finding", lang: Lang) -> str:
    """Say what is wrong, in one sentence; a broken rule's code is the id of the rule."""
    if wording := rule_wordings().get(finding.code):
        from ..models.pin_words import pin_wording
        from ..models.rule import in_words

        wording = pin_wording(finding.code, finding.figures.get("because")) or wording
        return _filled(wording.zh if lang == "zh" else wording.en, lang, in_words(_figures_of(finding), lang))
    return text(finding.code, lang, **_figures_of(finding))


def mend_text(finding: "Finding", lang: Lang) -> str:
    """Say what would fix it; empty where the catalogue names nothing."""
    if finding.code in rule_wordings():
        return ""
    wording = catalogue()[finding.code].get(f"mend_{lang}", "")
    return _filled(wording, lang, _figures_of(finding))


def _figures_of(finding: "Finding") -> dict[str, Any]:
    place = {"file": finding.file, "row": finding.row, "column": finding.column, "value": finding.value}
    return {**place, **finding.figures}


def _filled(wording: str, lang: Lang, figures: Mapping[str, Any]) -> str:
    shown = {
        key: printable(figure)
        if key in _WHOLE_KEYS and isinstance(figure, str)
        else _shown(figure, lang, _WORD_KEYS.get(key), LONGEST_VALUE if key == "value" else LONGEST_FIGURE)
        for key, figure in figures.items()
    }
    return wording.format_map(_Figures(shown))


def _shown(figure: Any, lang: Lang, kind: str | None, longest: int) -> str:
    if figure is None:
        return ""
    if isinstance(figure, bool | int):
        return str(figure)
    if isinstance(figure, float):
        return number(figure, 6)
    if isinstance(figure, str):
        return shortened(word(kind, figure, lang) if kind else printable(figure), longest)
    if isinstance(figure, Iterable):
        shown = [_shown(part, lang, kind, longest) for part in figure]
        rest = len(shown) - _LISTED
        more = [text("and_more", lang, count=rest)] if rest > 0 else []
        return _COMMA[lang].join([*shown[:_LISTED], *more])
    return shortened(printable(str(figure)), longest)
