"""Names of made-up places and schools, and their ids."""

import numpy as np

from .sites import Settled, Site
from .statistics import Kind, Stream, stream
from .towns import Towns

_FIRST = "青白石柳龙云清黄东西南北马杨安永松竹梅金银大小长平高双三泉凤"
_SECOND = "河桥岭坪川溪沟湾塘口原店寨坝关铺垭峪庄沙"
_COUNTY = "安宁康平昌兴隆泰丰顺和清"
_COUNTY_SECOND = "阳川山江州原溪远泉陵"
_AGAIN = ("", "上", "下", "新", "老", "前", "后", "东", "西", "南", "北")
_ORDINAL = "一二三四五六七八九十"

NOTICE = "Synthetic county: every school and figure is made up. 合成数据：本县的学校与数字均为虚构。"


class Names:
    """Names of one county or province; the same seed gives the same ones."""

    def __init__(self, settled: Settled, towns: Towns, seed: int) -> None:
        rng = stream(seed, Stream.NAMES)
        self._province = towns.counties > 1
        pairs = _shuffled([one + two for one in _FIRST for two in _SECOND], rng)
        counties = _shuffled([one + two for one in _COUNTY for two in _COUNTY_SECOND], rng)
        self.counties = [_nth(counties, number) + "县" for number in range(towns.counties)]
        self._places = [_nth(pairs, town) for town in range(len(towns.places))]
        self.towns = [
            "城关镇" if town < towns.counties else place + ("镇" if settled.is_town[town] else "乡")
            for town, place in enumerate(self._places)
        ]
        start = int(rng.integers(len(pairs)))
        seen: dict[tuple[int, Kind], int] = {}
        self._ordinal: list[int] = []
        for site in settled.sites:
            in_county = site.kind in (Kind.SEAT_PRIMARY, Kind.SEAT_JUNIOR)
            key = (site.county if in_county else site.town, site.kind)
            self._ordinal.append(seen.setdefault(key, 0))
            seen[key] += 1
        self._villages = [_nth(pairs, start + site.number) for site in settled.sites]

    def township(self, site: Site) -> str:
        """Give the township of a school, with its county in a province."""
        county = self.counties[site.county] if self._province else ""
        return county + self.towns[site.town]

    def school(self, site: Site) -> str:
        """Give the name of a school."""
        town, ordinal = self.township(site), _number(self._ordinal[site.number])
        own = {
            Kind.SEAT_PRIMARY: f"{self.counties[site.county]}第{ordinal}小学",
            Kind.SEAT_JUNIOR: f"{self.counties[site.county]}第{ordinal}初级中学",
            Kind.CENTRAL: f"{town}中心小学",
            Kind.TOWN_PRIMARY: f"{town}第{_number(self._ordinal[site.number] + 1)}小学",
            Kind.VILLAGE: f"{town}{self._villages[site.number]}小学",
            Kind.POINT: f"{town}{self._villages[site.number]}教学点",
            Kind.JUNIOR: f"{town}初级中学",
            Kind.NINE_YEAR: f"{town}九年一贯制学校",
        }
        several = site.kind in (Kind.JUNIOR, Kind.NINE_YEAR) and self._ordinal[site.number]
        return f"{town}第{ordinal}{own[site.kind].removeprefix(town)}" if several else own[site.kind]


def school_id(site: Site) -> str:
    """Ten digits: type, province, running number."""
    kind = "31" if site.kind in (Kind.SEAT_JUNIOR, Kind.JUNIOR, Kind.NINE_YEAR) else "21"
    return f"{kind}61{site.number + 1:06d}"


def _shuffled(words: list[str], rng: np.random.Generator) -> list[str]:
    return [words[at] for at in rng.permutation(len(words))]


def _nth(words: list[str], number: int) -> str:
    """Give one of the words; once they are used up, with something before it."""
    again = number // len(words)
    before = _AGAIN[again % len(_AGAIN)] + "".join("大" for _ in range(again // len(_AGAIN)))
    return before + words[number % len(words)]


def _number(ordinal: int) -> str:
    """Write an ordinal from 0 as 一, 二 … 十, 十一 …, to 九十九."""
    tens, ones = divmod(ordinal + 1, 10)
    if not tens:
        return _ORDINAL[ones - 1]
    return ("" if tens == 1 else _ORDINAL[tens - 1]) + "十" + (_ORDINAL[ones - 1] if ones else "")
