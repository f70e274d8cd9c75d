"""Figures behind synthetic teachers: how many, of which subjects, how old, of what rank.

Where a figure says [norm] it stands in national or provincial rules, [usual] is what reports of counties
say, [assumed] was set here so that the others can be met. None of them is a statement about a school.
"""

from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from ..models.words import Stage


class Setting(StrEnum):
    """Where a school stands, as far as its staff goes."""

    COUNTY_SEAT = "county_seat"
    TOWN = "town"
    VILLAGE = "village"


class Range(NamedTuple):
    """A usual range; remoteness 0 gives ``low``, 1 gives ``high``."""

    low: float
    high: float

    def at(self, remoteness: float) -> float:
        """Give the value for a remoteness of 0 to 1."""
        return self.low + remoteness * (self.high - self.low)


STUDENTS_PER_TEACHER = MappingProxyType({Stage.PRIMARY: 19.0, Stage.JUNIOR: 13.5})
"""Staff to students [norm]. Heads and middle managers, who teach less, are counted in."""

TEACHERS_PER_CLASS = MappingProxyType({Stage.PRIMARY: 1.8, Stage.JUNIOR: 2.5})
"""Small schools are staffed by students and by classes, whichever is more [norm]; the figure is [assumed]."""

MANAGER_LOAD = MappingProxyType({"head": 0.3, "deputy": 0.5, "middle": 0.75})
SMALL_MANAGER_LOAD = MappingProxyType({"head": 0.6, "deputy": 0.75, "middle": 0.9})
"""Part of the standard load that a manager teaches [assumed], more in schools of fewer than
`LARGE_FROM_CLASSES` classes; reserve cadres teach all of it."""

LARGE_FROM_CLASSES = 12
"""A school of so many classes has a teacher of every subject [assumed]."""

FEW = 0.5
"""Where such a school would lack the specialist if it were small, it has this part of the posts [assumed]."""

_TOWN_FEW, _TOWN_MANY = Range(0.10, 0.20), Range(0.20, 0.30)
_ARTS, _SPORT, _LANGUAGE = Range(0.80, 0.95), Range(0.50, 0.70), Range(0.40, 0.60)

WITHOUT_SPECIALIST = MappingProxyType(
    {
        Setting.COUNTY_SEAT: MappingProxyType(dict[str, Range]()),
        Setting.TOWN: MappingProxyType(
            {"music": _TOWN_MANY, "art": _TOWN_MANY, "it": _TOWN_MANY}
            | dict.fromkeys(("pe", "english", "science"), _TOWN_FEW)
        ),
        Setting.VILLAGE: MappingProxyType(
            {
                "music": _ARTS,
                "art": _ARTS,
                "it": _ARTS,
                "pe": _SPORT,
                "english": _LANGUAGE,
                "science": _LANGUAGE,
            }
        ),
    }
)
"""Share of schools of fewer than `LARGE_FROM_CLASSES` classes without a teacher of the subject [usual]."""

SURPLUS = MappingProxyType({Setting.COUNTY_SEAT: 1.2, Setting.TOWN: 1.05, Setting.VILLAGE: 1.0})
"""Chinese and maths posts against what the need asks: the seat has too many [usual]; figures [assumed]."""

SPECIALISTS = MappingProxyType({Setting.COUNTY_SEAT: 1.15, Setting.TOWN: 1.05, Setting.VILLAGE: 0.9})
"""The same for posts in music, art, IT, PE, English and science, where there are any [assumed]."""

CLASS_SUBJECTS = ("chinese", "maths")
"""Subjects of class teachers; every school has them, and in primary they carry the general lessons."""

OWN_POST_FROM = 0.5
"""A subject that is nobody's speciality has a teacher of its own from so many full posts on [assumed]."""

GENERAL_SHARE = MappingProxyType(
    {
        Stage.PRIMARY: MappingProxyType({"activities": 1.0, "moral": 0.7}),
        Stage.JUNIOR: MappingProxyType({"activities": 1.0}),
    }
)
"""Part of a subject's lessons given by teachers of other subjects; nobody is a teacher of activities."""

SECOND_SUBJECT = MappingProxyType(
    {Setting.COUNTY_SEAT: 0.6, Setting.TOWN: 0.7, Setting.VILLAGE: 0.8},
)
"""Share of teachers with a second subject: more in small schools [assumed]."""

CLASS_TEACHERS_SECOND = 0.95
"""The same for Chinese and maths in primary, whose teachers carry the general lessons [assumed]."""

SECOND_OF = MappingProxyType(
    {
        Stage.PRIMARY: MappingProxyType(
            {
                "chinese": ("activities", "moral", "art", "music", "english"),
                "maths": ("activities", "science", "it", "pe", "moral"),
                "english": ("activities", "moral"),
                "pe": ("activities", "moral"),
                "music": ("art", "activities", "moral"),
                "art": ("activities", "music", "moral"),
                "science": ("activities", "it", "maths"),
                "it": ("science", "activities", "maths"),
                "moral": ("activities", "chinese"),
            }
        ),
        Stage.JUNIOR: MappingProxyType(
            {
                "chinese": ("activities", "history", "moral"),
                "maths": ("activities", "physics", "it"),
                "english": ("activities", "moral"),
                "physics": ("chemistry", "activities", "it"),
                "chemistry": ("biology", "activities"),
                "biology": ("geography", "chemistry", "activities"),
                "history": ("moral", "geography", "activities"),
                "geography": ("history", "biology", "activities"),
                "moral": ("history", "activities"),
                "pe": ("activities",),
                "music": ("art", "activities"),
                "art": ("music", "activities"),
                "it": ("activities", "maths"),
            }
        ),
    }
)
"""Second subjects that teachers of a subject have [assumed]."""

UNTRAINED = 0.15
"""How rarely somebody else can give a specialist's subject where the specialist is missing [assumed]."""

AGE_FROM = (22, 31, 41, 51)
AGE_LAST = {"m": 59, "f": 54}
"""Nobody is kept beyond the retiring ages of 60 and 55 [norm]."""

AGE_SHARES = MappingProxyType(
    {
        Setting.COUNTY_SEAT: (0.16, 0.34, 0.36, 0.14),
        Setting.TOWN: (0.16, 0.27, 0.35, 0.22),
        Setting.VILLAGE: (0.16, 0.18, 0.26, 0.40),
    }
)
"""Shares of the ages from 22, 31, 41 and 51. In villages 35 to 45 % are over 50 [usual]; others [assumed]."""

WOMEN = MappingProxyType({Setting.COUNTY_SEAT: 0.78, Setting.TOWN: 0.68, Setting.VILLAGE: 0.60})
WOMEN_OVER_50 = MappingProxyType({Setting.COUNTY_SEAT: 0.45, Setting.TOWN: 0.40, Setting.VILLAGE: 0.35})
"""Share of women up to 50 and over 50 [assumed]: most primary teachers are women, fewer of the oldest."""

BACKBONE = MappingProxyType({Setting.COUNTY_SEAT: 0.225, Setting.TOWN: 0.13, Setting.VILLAGE: 0.055})
"""Share of backbone teachers: 20 to 25 % urban, 3 to 8 % village [usual]; towns between [assumed]."""

BACKBONE_FROM_AGE = 28
BACKBONE_RANKS = MappingProxyType({"school": 0.50, "county": 0.32, "city": 0.14, "province": 0.04})
"""Ranks of backbone teachers [assumed]."""

MASTERS = 0.08
"""Share of masters among backbone teachers of county rank or higher [assumed]."""

EXEMPT = 0.035
"""Share of teachers whose exemption holds: 2 to 5 % [usual]."""

EXPIRED = 0.01
"""Share of teachers whose exemption has ended before the school year [assumed]."""

EXCHANGED = 0.2
"""Share, of those two years at their school, who have been on exchange from it [assumed]."""

TENURE_UNKNOWN = 0.005
"""Share of teachers whose tenure_from is blank: tables are never complete [assumed]."""

WILLING = MappingProxyType({"yes": 0.25, "no": 0.15})
"""The others have not been asked [assumed]."""
