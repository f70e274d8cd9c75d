"""The closed word lists of the domain: stages, areas, seats, roles, kinds of member, pin rules.

Their Chinese forms are data (``instances/vocabulary/values.csv``); here stand the words the program uses.
"""

from enum import StrEnum


class Stage(StrEnum):
    """A stage of schooling (学段), in the order in which children pass through them."""

    KINDERGARTEN = "kindergarten"
    PRIMARY = "primary"
    JUNIOR = "junior"
    SENIOR = "senior"

    @property
    def rank(self) -> int:
        """Position in the order of stages, 0 for kindergarten."""
        return _RANKS[self]


_RANKS = {stage: rank for rank, stage in enumerate(Stage)}


class Area(StrEnum):
    """Area class (城乡分类): urban 111 112, town 121 122 123, rural 210 220."""

    URBAN = "urban"
    TOWN = "town"
    RURAL = "rural"


class Seat(StrEnum):
    """Where the school stands (驻地层级)."""

    COUNTY_SEAT = "county_seat"
    TOWNSHIP_SEAT = "township_seat"
    VILLAGE = "village"


class Role(StrEnum):
    """What a school may be in an alliance; it holds in every stage of the school."""

    CORE = "core"
    MEMBER = "member"
    EITHER = "either"
    NONE = "none"

    @property
    def may_lead(self) -> bool:
        """Whether a school of this role may be the core of an alliance."""
        return self in (Role.CORE, Role.EITHER)

    @property
    def may_be_led(self) -> bool:
        """Whether a school of this role is to be placed with a core."""
        return self in (Role.MEMBER, Role.EITHER)


class MemberKind(StrEnum):
    """Kind of member in a core group: entrusted (托管) or ordinary (普通)."""

    ENTRUSTED = "entrusted"
    ORDINARY = "ordinary"


class ModeKey(StrEnum):
    """The modes of alliance (rules M1 to M8); each is a preset of ``presets.toml``."""

    JOINT_ALLIANCE = "joint_alliance"
    MERGED_GROUP = "merged_group"
    FUSED = "fused"
    CO_BUILT = "co_built"
    COOPERATIVE = "cooperative"
    CORE_GROUP = "core_group"
    PAIRED = "paired"
    CENTRE_SCHOOL = "centre_school"


class PinRule(StrEnum):
    """What a pin asks of a pair: must and never are rules, prefer and avoid are wishes."""

    MUST = "must"
    NEVER = "never"
    PREFER = "prefer"
    AVOID = "avoid"


class Term(StrEnum):
    """The terms an objective tier may hold (contract, "Terms of the objective")."""

    UNPLACED = "unplaced"
    UNCOVERED_LESSONS = "uncovered_lessons"
    WORST_UNCOVERED = "worst_uncovered"
    PREFERENCES = "preferences"
    QUOTA_MISSED = "quota_missed"
    WORST_KM = "worst_km"
    WORST_MINUTES = "worst_minutes"
    TOTAL_KM = "total_km"
    TOTAL_MINUTES = "total_minutes"
    LOAD_KM = "load_km"
    OPENING_COST = "opening_cost"
    ALLIANCES = "alliances"
    CHANGED = "changed"
    DROPPED = "dropped"
    QUALITY_SPREAD = "quality_spread"
    TEACHER_MINUTES = "teacher_minutes"
    WORST_TEACHER_MINUTES = "worst_teacher_minutes"
    VISIT_CHANGES = "visit_changes"

    @property
    def needs_exchange(self) -> bool:
        """Whether the term has a value only once teachers are allocated."""
        return self in _EXCHANGE_TERMS


_EXCHANGE_TERMS = frozenset(
    {
        Term.WORST_UNCOVERED,
        Term.QUOTA_MISSED,
        Term.TEACHER_MINUTES,
        Term.WORST_TEACHER_MINUTES,
        Term.VISIT_CHANGES,
    }
)
