"""county.toml one year later: the year, terms that go on, and what held for one year only.

Source: docs/next-year.md, 1 to 4.
"""

from typing import NamedTuple

from ...models.finding import Finding, Level
from ...models.mode import Mode, ModeTerm
from ...models.policy import KeepSettings, Policy

SETTINGS_FILE = "county.toml"


class Settings(NamedTuple):
    """Settings of the next year, and what a planner should know of the step."""

    policy: Policy
    warnings: tuple[Finding, ...]


def settings_next_year(policy: Policy, school_year: int) -> Settings:
    """Roll the settings over to ``school_year``."""
    warnings: list[Finding] = []
    modes: list[Mode] = []
    for mode in policy.mode:
        term, over = term_next_year(mode.term, school_year)
        modes.append(mode.model_copy(update={"term": term}))
        if over is not None and term is not None:
            warnings.append(
                _warning(
                    "next_year_term_new",
                    f"mode.{mode.id}.term",
                    {"mode": mode.id, "until": over, "start": term.start, "semesters": term.semesters},
                )
            )
    if policy.keep != KeepSettings():
        warnings.append(_warning("next_year_keep_out", "keep", {}))
    if policy.exchange.planned is not None:
        warnings.append(_warning("next_year_planned_out", "exchange.planned", {}))
    if policy.roles:
        warnings.append(_warning("next_year_roles", "roles", {}))
    changed = policy.model_copy(
        update={
            "school_year": school_year,
            "mode": tuple(modes),
            "keep": KeepSettings(),
            "exchange": policy.exchange.model_copy(update={"planned": None}),
        }
    )
    return Settings(changed, tuple(warnings))


def term_next_year(term: ModeTerm | None, school_year: int) -> tuple[ModeTerm | None, str | None]:
    """Give a mode's term at the beginning of ``school_year``, and the last semester of one that is over.

    A term that began goes on: it starts with the new year and has the semesters that are left, so that its
    end stays. One that is over begins anew with all its semesters.
    """
    if term is None:
        return None, None
    start = term.start or f"{school_year - 1}-1"
    passed = 2 * school_year - _number(start)
    if passed <= 0 or (term.start is None and term.semesters is None):
        return term, None
    if term.semesters is None:
        return ModeTerm(start=f"{school_year}-1"), None
    left = term.semesters - passed
    if left > 0:
        return ModeTerm(start=f"{school_year}-1", semesters=left), None
    last = _number(start) + term.semesters - 1
    return ModeTerm(start=f"{school_year}-1", semesters=term.semesters), f"{last // 2}-{last % 2 + 1}"


def _number(semester: str) -> int:
    """Semesters counted through: two a year."""
    return 2 * int(semester[:4]) + int(semester[5]) - 1


def _warning(code: str, column: str, figures: dict[str, object]) -> Finding:
    return Finding(level=Level.WARNING, code=code, file=SETTINGS_FILE, column=column, figures=figures)
