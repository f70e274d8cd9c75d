"""Half-days of a school week: five days, morning and afternoon."""

from enum import StrEnum


class HalfDay(StrEnum):
    """A half-day (半天) of the week, in the order of the week."""

    MON_AM = "mon_am"
    MON_PM = "mon_pm"
    TUE_AM = "tue_am"
    TUE_PM = "tue_pm"
    WED_AM = "wed_am"
    WED_PM = "wed_pm"
    THU_AM = "thu_am"
    THU_PM = "thu_pm"
    FRI_AM = "fri_am"
    FRI_PM = "fri_pm"

    @property
    def day(self) -> int:
        """Day of the week, 0 for Monday."""
        return list(HalfDay).index(self) // 2
