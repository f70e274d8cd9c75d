"""Quotas and most away at once: docs/exchange.md, 23 and 25."""

from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given
from lianxiao.models.policy import ExchangeSettings
from lianxiao.models.words import Area, Role
from lianxiao.solver.exchange.quotas import Heads, Quota, apportioned, in_quota_scope, quotas_of_stage
from lianxiao.tests.made_staff import school


def heads(teachers: int, eligible: int, backbone: int = 0, eligible_backbone: int = 0) -> Heads:
    return Heads(teachers, backbone, eligible, eligible_backbone)


def quotas(schools: dict[str, Heads], bound: str, **settings: Any) -> dict[str, tuple[int, int]]:
    found = quotas_of_stage(schools, frozenset(bound), ExchangeSettings(**settings))
    return {name: (quota.rotation, quota.backbone) for name, quota in found.items()}


def test_by_hand() -> None:
    # A 14, B 10, C 7 eligible: 31, N = ceil(3.1) = 4. Parts 56/31 = 1.81, 40/31 = 1.29, 28/31 = 0.90:
    # floors 1 1 0, two left, to C (0.90) and A (0.81). Backbone: ceil(0.2 × 4) = 1, weights 2 1 1: A.
    schools = {"A": heads(40, 14), "B": heads(30, 10), "C": heads(20, 7), "d": heads(9, 9)}
    assert quotas(schools, "ABC") == {"A": (2, 1), "B": (1, 0), "C": (1, 0), "d": (0, 0)}


def test_backbone_of_the_eligible() -> None:
    # 30 eligible, N = 3: A 2, B 1. Eligible backbone 5 + 6 = 11, ceil(2.2) = 3: parts 1.36, 1.64.
    schools = {"A": heads(40, 20, 8, 5), "B": heads(30, 10, 9, 6)}
    assert quotas(schools, "AB", backbone_of="eligible") == {"A": (2, 1), "B": (1, 2)}


def test_equal_remainders_go_to_the_smaller_id() -> None:
    assert apportioned(1, {"B": 5, "A": 5, "C": 5}) == {"A": 1, "B": 0, "C": 0}
    assert apportioned(2, {"B": 1, "A": 1, "C": 1}) == {"A": 1, "B": 1, "C": 0}


def test_a_share_is_the_decimal_that_was_written() -> None:
    # 0.07 × 100 is 7.000000000000001 in floating point; the quota is 7, not 8.
    assert quotas({"A": heads(100, 100)}, "A", rotation_share=0.07)["A"][0] == 7


def test_nobody_eligible_or_no_rotation_owes_nothing() -> None:
    assert quotas({"A": heads(10, 0), "B": heads(10, 0)}, "AB") == {"A": (0, 0), "B": (0, 0)}
    assert quotas({"A": heads(10, 10)}, "A", forms=("visit",)) == {"A": (0, 0)}


@pytest.mark.parametrize(
    ("teachers", "backbone", "quota", "away"),
    [
        (9, 4, Quota(0, 0, 1, 0), "below one"),
        (10, 5, Quota(0, 0, 2, 1), "exactly"),
        (4, 4, Quota(0, 0, 0, 0), "none"),
    ],
)
def test_most_away_is_a_floor(teachers: int, backbone: int, quota: Quota, away: str) -> None:
    found = quotas_of_stage({"A": heads(teachers, 0, backbone)}, frozenset("A"), ExchangeSettings())
    assert found["A"] == quota, away


def test_most_away_is_at_least_one_where_a_quota_asks_for_one() -> None:
    found = quotas_of_stage({"A": heads(4, 4, 1, 1)}, frozenset("A"), ExchangeSettings())
    assert found["A"] == Quota(1, 1, 1, 1)


def test_scope() -> None:
    strong, everybody = ExchangeSettings(), ExchangeSettings(quota_scope="county")
    cases = [
        (school("A", Role.CORE, area=Area.RURAL), True, True),
        (school("B", Role.MEMBER, area=Area.URBAN), True, True),
        (school("C", Role.EITHER, area=Area.TOWN), False, True),
        (school("D", Role.NONE, area=Area.URBAN), False, False),
    ]
    for one, as_strong, as_county in cases:
        assert in_quota_scope(one, strong) is as_strong
        assert in_quota_scope(one, everybody) is as_county


@given(st.integers(0, 60), st.dictionaries(st.text("abc", min_size=1), st.integers(0, 30), min_size=1))
def test_apportioning_gives_everything_and_stays_within_one(total: int, weights: dict[str, int]) -> None:
    parts = apportioned(total, weights)
    whole = sum(weights.values())
    if not whole:
        assert not any(parts.values())
        return
    assert sum(parts.values()) == total
    assert all(abs(parts[name] * whole - total * weight) < whole for name, weight in weights.items())
