"""What is known of a county's teachers before anybody is sent: who may go, and need against own staff.

Computed by the solver, shown by the reports. Lessons are weekly lessons in thousandths (whole numbers).
"""

from enum import StrEnum
from typing import NamedTuple

from .exchange_rule import ExchangeRule
from .words import Stage


class Form(StrEnum):
    """A form of exchange (交流形式), as in the setting ``forms``."""

    VISIT = "visit"
    ROTATION = "rotation"
    POSTING = "posting"
    MENTORING = "mentoring"
    SHADOWING = "shadowing"


class Reason(NamedTuple):
    """One rule that was asked about one teacher and form, and what it said.

    Attributes
    ----------
    bars
        Whether this rule alone keeps the teacher from the form.
    months, limit_months
        The teacher's figure and the rule's limit in months, where the rule has such.
    text
        What the table says where the figure is no number of months: the exemption's reason, the blank
        column. Never published.
    until
        End of an exemption (``YYYY-MM``).
    lessons
        Weekly lessons that the own school would lack more without the teacher.
    """

    rule: ExchangeRule
    bars: bool
    months: int | None = None
    limit_months: float | None = None
    text: str = ""
    until: str | None = None
    lessons: int | None = None


class Verdict(NamedTuple):
    """Whether a teacher may take part in a form, with every rule that was asked, not the first one only."""

    teacher: str
    form: Form
    allowed: bool
    reasons: tuple[Reason, ...]

    @property
    def barring(self) -> tuple[Reason, ...]:
        """The reasons that keep the teacher from the form."""
        return tuple(reason for reason in self.reasons if reason.bars)


class Shortage(StrEnum):
    """Why a school's own staff leaves lessons of a subject uncovered."""

    NOBODY = "nobody"
    """No teacher of the school has the subject."""
    FULL = "full"
    """Every teacher of the subject gives it up to the own most lessons."""
    ELSEWHERE = "elsewhere"
    """Its teachers are full; some of their lessons are of their other subject, which needs them too."""
    FRACTION = "fraction"
    """Less than one whole lesson."""


class SubjectNeed(NamedTuple):
    """One subject at one school (points included) in one stage, staffed by its own teachers alone."""

    school: str
    stage: Stage
    subject: str
    need: int
    covered: int
    teachers: int
    reason: Shortage | None

    @property
    def short(self) -> int:
        """Lessons that nobody of the school gives."""
        return self.need - self.covered


class FormCount(NamedTuple):
    """How many teachers may take part in a form, and how many each rule bars (several may bar one)."""

    form: Form
    allowed: int
    teachers: int
    barred: tuple[tuple[ExchangeRule, int], ...]


class QuotaCount(NamedTuple):
    """The county's quota in one stage: schools and eligible teachers in its scope, and who should rotate."""

    stage: Stage
    schools: int
    eligible: int
    rotation: int
    backbone: int


class StaffView(NamedTuple):
    """What ``check`` shows of the teachers.

    Attributes
    ----------
    needs
        Every school, stage and subject with need, by school, stage and subject.
    supply
        Per stage and main subject the most weekly lessons of the teachers (thousandths).
    forms
        One count per form; teachers of schools of role none are left out.
    quotas
        One count per stage; empty where rotation is not among the forms.
    """

    needs: tuple[SubjectNeed, ...]
    supply: tuple[tuple[Stage, str, int], ...]
    forms: tuple[FormCount, ...]
    quotas: tuple[QuotaCount, ...]
