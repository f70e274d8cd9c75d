"""Random scenario files for random small counties: all kinds of change, most of them sensible."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from lianxiao.models.county import County
from lianxiao.models.policy import Policy

NUMBERS = (0, 1, 2, 3, 6, 7.5, 20, 35, 75, 0.1, -1, 1e9, "12", "viele")
WORDS = ("小学", "primary", "junior", "初中", "", "core", "member", "城区", "x", "2026-2", "never", "必须")


def random_scenario(rng: Random, county: County, policy: Policy) -> str:
    """Draw the text of a scenario file."""
    lines = ["format = 1", f'name = "{rng.choice(("试", "trial", ""))}"']
    for _ in range(rng.choice((1, 1, 2, 2, 3, 4, 6))):
        kind = _kind(rng, county)
        lines += ["[[change]]", f"{kind} = {written(_DRAW[kind](_Draw(rng, county, policy)))}"]
    if rng.random() < 0.4:
        lines += ["[keep]", *_keep(_Draw(rng, county, policy))]
    if rng.random() < 0.25:
        mode = policy.mode[0].id
        lines += ["[sweep]", f'"mode.{mode}.max_km" = {written(rng.choice(([5, 8], [12.5], [9, 6, 3])))}']
    return "\n".join(lines) + "\n"


def _kind(rng: Random, county: County) -> str:
    """Draw a kind of change; now and then one that the county's tables do not allow."""
    kind = rng.choice(_KINDS)
    senseless = (kind == "leave" and county.teachers is None) or (kind == "exit" and not county.alliances)
    return rng.choice(_KINDS) if senseless and rng.random() < 0.9 else kind


def written(value: Any) -> str:
    """Write a value as TOML."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f'"{key}" = {written(one)}' for key, one in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else repr(value)


class _Draw:
    def __init__(self, rng: Random, county: County, policy: Policy) -> None:
        self.rng, self.county, self.policy = rng, county, policy

    def maybe(self, share: float) -> bool:
        return self.rng.random() < share

    def school(self) -> str:
        return self._id([school.school_id for school in self.county.schools], ("999", "", "01"))

    def teacher(self) -> str:
        return self._id([one.teacher_id for one in self.county.teachers or ()] or ["T1"], ("T99", "T"))

    def _id(self, ids: Sequence[str], wrong: Sequence[str]) -> str:
        return self.rng.choice(ids) if self.maybe(0.95) else self.rng.choice(wrong)

    def pair(self) -> tuple[str, str]:
        ids = [school.school_id for school in self.county.schools]
        start, end = self.rng.sample(ids, 2)
        return (start, end) if self.maybe(0.97) else (start, start)

    def some(self, **words: Callable[[], Any]) -> dict[str, Any]:
        """Some of the words, each with a share of one half."""
        return {word: draw() for word, draw in words.items() if self.maybe(0.5)}

    def number(self) -> Any:
        return self.rng.choice(NUMBERS)

    def word(self) -> str:
        return self.rng.choice(WORDS)

    def stage(self) -> str:
        there = {stage.value for school in self.county.schools for stage in school.stages}
        return self.rng.choice([*sorted(there), *sorted(there), "小学", "初中"])

    def township(self) -> str:
        return self.rng.choice(("", "A", *(school.township for school in self.county.schools)))

    def subject(self) -> str:
        return self.rng.choice(("music", "数学", "maths", "pe", "体育", "chess"))


def _merge(draw: _Draw) -> dict[str, Any]:
    count = draw.rng.choice((1, 1, 1, 2, 3))
    if draw.maybe(0.1):
        return {"schools": [draw.school() for _ in range(count)], "into": draw.school()}
    ids = [school.school_id for school in draw.county.schools]
    into, *schools = draw.rng.sample(ids, min(count + 1, len(ids)))
    return {"schools": schools, "into": into}


def _to_point(draw: _Draw) -> dict[str, Any]:
    school, parent = draw.pair()
    return {"school": school, "parent": parent}


def _close(draw: _Draw) -> dict[str, Any]:
    words: dict[str, Callable[[], Any]] = {"max_minutes": lambda: draw.rng.choice((600, 120, 30, 2))}
    if draw.maybe(0.4):
        words |= {"stage": draw.stage, "teachers_to": draw.school}
    return {"school": draw.school(), **draw.some(**words)}


def _open(draw: _Draw) -> dict[str, Any]:
    row = {
        "school_id": draw.rng.choice(("new1", "new2", "901", "902", "903", draw.school())),
        "stages": draw.rng.choice((["primary"], "小学", "九年一贯制学校")),
        "lat": 30 + draw.rng.randint(0, 50) / 1000,
        "lon": 110 + draw.rng.randint(0, 50) / 1000,
    }
    more = draw.some(
        role=lambda: draw.rng.choice(("core", "member", "均可", "none", "")),
        classes=lambda: draw.rng.choice((6, 3, 12, draw.number())),
        students=lambda: draw.rng.choice((70, "６０", draw.number())),
        area=lambda: draw.rng.choice(("城区", "rural", "122", draw.word())),
        parent_id=draw.school,
        name=lambda: "新建学校",
    )
    return row | more


def _set(draw: _Draw) -> dict[str, Any]:
    start, end = draw.pair()
    keys: tuple[tuple[dict[str, Any], tuple[str, ...]], ...] = (
        (
            {"school": start},
            ("capacity", "students", "role", "stages", "area", "lat", "parent_id", "班数", "load"),
        ),
        (
            {"teacher": draw.teacher()},
            ("lessons_max", "subject", "school_id", "sex", "birth", "exempt", "stage"),
        ),
        ({"school": start, "subject": draw.subject()}, ("need", "supply")),
        ({"school": start, "grade": draw.rng.choice((1, 3, 7, "2"))}, ("classes", "students")),
        ({"from": start, "to": end}, ("km", "minutes")),
        ({"from": start, "to": end, "half_day": draw.rng.choice(("mon_am", "周五下午"))}, ("seats",)),
        ({"school": start, "core": end}, ("rule", "reason")),
        ({"member": start, "core": draw.rng.choice((end, end, ""))}, ("mode", "until", "name")),
    )
    key, columns = draw.rng.choice(keys)
    if "teacher" in key and draw.county.teachers is None and draw.maybe(0.9):
        key, columns = keys[0]
    if "grade" in key or "subject" in key or ("core" in key and draw.maybe(0.5)):
        key |= {"stage": draw.stage()}
    chosen = draw.rng.sample(columns, min(len(columns), draw.rng.choice((1, 1, 2))))
    sensible = {
        "rule": ("must", "禁止", "prefer", ""),
        "role": ("core", "成员校", "either", "none", ""),
        "area": ("urban", "农村", "镇区"),
        "stages": ("小学", "primary;junior", ["junior"]),
        "parent_id": ("", start, end),
        "school_id": (start, end),
        "subject": ("music", "maths"),
        "until": ("2027-08", "2020.01"),
        "exempt": ("nursing", "无"),
    }

    def cell(column: str) -> Any:
        if draw.maybe(0.15):
            return draw.rng.choice((draw.number, draw.word))()
        return draw.rng.choice(sensible.get(column, (0, 1, 2, 6, 15, "")))

    return key | {column: cell(column) for column in chosen}


def _leave(draw: _Draw) -> dict[str, Any]:
    semesters = ("2026-1", "2026-2", "2027年春季学期", "2025-2", "2027-2")
    when = {"from": lambda: draw.rng.choice(semesters), "until": lambda: draw.rng.choice(semesters)}
    return {"teacher": draw.teacher(), **draw.some(**when)}


def _exit(draw: _Draw) -> dict[str, Any]:
    members = [row.member_id for row in draw.county.alliances]
    school = draw.rng.choice(members) if members and draw.maybe(0.9) else draw.school()
    return {"school": school, **({"stage": draw.stage()} if draw.maybe(0.1) else {})}


def _enrolment(draw: _Draw) -> dict[str, Any]:
    words = {
        "area": lambda: draw.rng.choice(("rural", "城区", "town")),
        "township": draw.township,
        "school": draw.school,
        "stage": draw.stage,
        "grade": lambda: draw.rng.choice((1, 2, 7)),
    }
    some = draw.some(**words) if draw.maybe(0.4) else {}
    return {"factor": draw.rng.choice((0.5, 0.86, 1.1, 2, 0, 1)), **some}


def _travel(draw: _Draw) -> dict[str, Any]:
    if draw.maybe(0.3):
        factor = draw.rng.choice((1.5, 2, 0.5, 0.01, 10, 0))
        return {"factor": factor, **({"township": draw.township()} if draw.maybe(0.5) else {})}
    start, end = draw.pair()
    how = draw.rng.choice(({"closed": True}, {"minutes": 75}, {"km": 3.3}, {"km": 0, "minutes": 7.001}))
    return {"from": start, "to": end, **how}


def _policy(draw: _Draw) -> dict[str, Any]:
    mode = draw.policy.mode[0].id
    settings: tuple[tuple[str, tuple[Any, ...]], ...] = (
        (f"mode.{mode}.max_km", (5, 12, "", -1)),
        (f"mode.{mode}.max_members", (0, 2, 3)),
        (f"mode.{mode}.min_members", (0, 1, 5)),
        (f"mode.{mode}.stages", (["primary"], "初中", [])),
        (f"mode.{mode}.alliances", ({"exactly": 1}, {"min": 2, "max": 1}, "")),
        (f"mode.{mode}.alliances.max", (1, 3)),
        (f"mode.{mode}.place_all", (True, "ja")),
        (f"mode.{mode}", ("", {"key": "paired"}, 3)),
        ("mode", ([{"key": "paired"}], 3)),
        ("objective.tiers.1", ("", {"unplaced": 2}, {"nonsense": 1})),
        ("objective.tiers.2.total_km", (1, 0, "")),
        ("objective.tiers", ([{"unplaced": 1}, {"worst_km": 1}], [])),
        ("objective.tolerance", ([0.1], 3)),
        ("exchange.rotation_share", (0.12, 7)),
        ("exchange", ("", 3)),
        ("travel.source", ("table", "straight_line", "air")),
        ("travel.detour", (1.5, "")),
        ("several_stages", ("once", "each")),
        ("keep.changed_at_most", (2, "")),
        ("school_year", (2027,)),
        ("subject_alliance", ([{"subject": "*"}], "")),
        ("nonsense.x", (1,)),
        ("name", ("新县", "")),
    )
    chosen = draw.rng.sample(settings, draw.rng.choice((1, 1, 2, 3)))
    return {name: draw.rng.choice(values) for name, values in chosen}


def _keep(draw: _Draw) -> list[str]:
    lines = draw.some(
        in_term=lambda: draw.maybe(0.5),
        changed_at_most=lambda: draw.rng.choice((0, 1, 3)),
        changed_after_tier=lambda: draw.rng.choice((0, 1, 2)),
        freeze=lambda: [f"primary-{draw.school()}"],
    )
    return [f"{word} = {written(value)}" for word, value in lines.items()]


_DRAW: dict[str, Callable[[_Draw], dict[str, Any]]] = {
    "merge": _merge,
    "to_point": _to_point,
    "close": _close,
    "open": _open,
    "set": _set,
    "leave": _leave,
    "exit": _exit,
    "enrolment": _enrolment,
    "travel": _travel,
    "policy": _policy,
}
_KINDS = (*_DRAW, "set", "set", "merge", "close")
