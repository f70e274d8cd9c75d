"""A county of two cores and three members whose schools merge, close or become points."""

from typing import Any

import pytest
from lianxiao.models.county import County, ListedTravel
from lianxiao.models.errors import InputError
from lianxiao.models.policy import Policy
from lianxiao.models.scenario import Close, Merge, ToPoint
from lianxiao.models.school import School
from lianxiao.models.words import Role, Stage
from lianxiao.reports.messages import finding_text, mend_text
from lianxiao.solver.scenario.close import close
from lianxiao.solver.scenario.merge import merge
from lianxiao.solver.scenario.one_change import Applied, At
from lianxiao.solver.scenario.to_point import to_point

P = Stage.PRIMARY
J = Stage.JUNIOR


def school(school_id: str, **cells: Any) -> School:
    given = {"role": Role.MEMBER, "stages": (P,), **cells}
    return School.model_validate({"school_id": school_id, "name": school_id, **given})


def ways(**km: float) -> dict[tuple[str, str], ListedTravel]:
    """``ab=3``: from a to b 3 km and 3 minutes."""
    return {(pair[0], pair[1]): ListedTravel(float(far), float(far)) for pair, far in km.items()}


def county(**tables: Any) -> County:
    """Two cores k and l, members a, b, c; ways a–b 10, a–c 20, a–k 30 and so on."""
    schools = tables.pop(
        "schools",
        (
            school("k", role=Role.CORE, students=900, classes=20),
            school("l", role=Role.CORE, students=800, classes=18),
            school("a", students=40, classes=6),
            school("b", students=60, classes=6),
            school("c", students=50, classes=6),
        ),
    )
    return County(
        schools=schools, travel=tables.pop("travel", ways(ab=10, ac=20, ak=30, bc=12, al=40)), **tables
    )


def policy(**settings: Any) -> Policy:
    return Policy.model_validate(
        {
            "school_year": 2026,
            "travel": {"source": "table"},
            "mode": [{"key": "joint_alliance", "stages": ["primary", "junior"]}],
            **settings,
        }
    )


def at(kind: Any) -> At:
    return At("plan.toml", 2, kind)


def merged(given: County, schools: list[str], into: str, settings: Policy | None = None) -> Applied:
    return merge(given, settings or policy(), Merge(schools=tuple(schools), into=into), at("merge"))


def closed(given: County, one: str, settings: Policy | None = None, **change: Any) -> Applied:
    return close(given, settings or policy(), Close(school=one, **change), at("close"))


def pointed(given: County, one: str, parent: str) -> Applied:
    return to_point(given, policy(), ToPoint(school=one, parent=parent), at("to_point"))


def codes(refused: pytest.ExceptionInfo[InputError]) -> list[tuple[str, str | None]]:
    """Codes and columns of the findings, all of which have words in both languages."""
    for one in refused.value.findings:
        for lang in ("en", "zh"):
            assert finding_text(one, lang), one
            assert mend_text(one, lang), one
        assert one.file == "plan.toml"
    return [(one.code, one.column) for one in refused.value.findings]
