"""The checker's rules of who rotates and who sends: allowed, forbidden, at the bound (docs/exchange.md)."""

from typing import Any

import pytest
from lianxiao.models.exchange_rule import ExchangeRule
from lianxiao.models.row_rule import RowRule
from lianxiao.tests.check_exchange import (
    HOME,
    SPRING,
    VISITS,
    county,
    plan,
    policy,
    rules,
)


class TestRotations:
    def test_once_a_year(self) -> None:
        twice = plan(rotations=("c2 n 2", "c2 n 2"))
        assert RowRule.ROTATES_ONCE in rules(twice)
        assert RowRule.ROTATES_ONCE in rules(plan(rotations=("c2 n 2 2",)))

    def test_all_lessons_are_there(self) -> None:
        assert rules(plan(spring=SPRING + "; c2 c maths 0")) == set()
        elsewhere = SPRING.replace("c4 c maths 6", "c4 c maths 5") + "; c2 c maths 1"
        assert rules(plan(spring=elsewhere)) == {RowRule.ROTATION_TAUGHT}

    def test_lessons_there(self) -> None:
        assert rules(plan(), policy_=policy(rotation_lessons_min=8)) == set()
        assert rules(plan(), policy_=policy(rotation_lessons_min=8.5)) == {RowRule.ROTATION_LESSONS}

    def test_nothing_beside_it(self) -> None:
        visit = plan(visits=(*VISITS, "c2 n maths tue_am:1@2026-2"))
        assert RowRule.ROTATION_BESIDE in rules(visit)

    @pytest.mark.parametrize(
        ("columns", "rule"),
        [
            ({"birth": "1971-09"}, ExchangeRule.AGE_MAX),
            ({"birth": None}, ExchangeRule.BIRTH_UNKNOWN),
            ({"sex": None}, ExchangeRule.SEX_UNKNOWN),
            ({"tenure_from": None}, ExchangeRule.TENURE_UNKNOWN),
            ({"tenure_from": "2020-10"}, ExchangeRule.TENURE_MIN),
            ({"manager": "head", "tenure_from": "2018-10"}, ExchangeRule.HEAD_TENURE_MIN),
            ({"last_exchange": "2020-10"}, ExchangeRule.REPEAT_AFTER),
            ({"exempt": "ill"}, ExchangeRule.EXEMPT),
        ],
    )
    def test_who_may_not(self, columns: dict[str, Any], rule: ExchangeRule) -> None:
        assert rule in rules(plan(), county(teachers={"c2": columns}))

    @pytest.mark.parametrize(
        "columns",
        [
            {"birth": "1971-10"},
            {"tenure_from": "2020-09"},
            {"manager": "head", "tenure_from": "2018-09"},
            {"last_exchange": "2020-09"},
            {"exempt": "ill", "exempt_until": "2026-08"},
            {"willing": False},
        ],
    )
    def test_who_just_may(self, columns: dict[str, Any]) -> None:
        assert rules(plan(), county(teachers={"c2": columns})) == set()

    def test_years_to_retirement(self) -> None:
        late = policy(age_max_men=60)
        assert rules(plan(), county(teachers={"c2": {"birth": "1971-10"}}), late) == set()
        assert rules(plan(), county(teachers={"c2": {"birth": "1971-09"}}), late) == {
            ExchangeRule.RETIRE_WITHIN
        }

    def test_how_many_at_once(self) -> None:
        """c has 4 teachers, 1 of them backbone: floor(0.2 × 4) = 0, at least 1 where it owes one."""
        assert rules(plan(), policy_=policy(away_share_max=0)) == set()
        nobody_owed = policy(rotation_share=0)
        assert rules(plan(), policy_=nobody_owed) == {RowRule.AWAY, RowRule.BACKBONE_AWAY}
        quarter = policy(rotation_share=0, away_share_max=0.25)
        assert rules(plan(), policy_=quarter) == {RowRule.BACKBONE_AWAY}
        assert rules(plan(), policy_=policy(rotation_share=0, away_share_max=1)) == set()

    def test_two_at_once(self) -> None:
        spring = SPRING.replace("c1 c maths 14", "c1 m maths 8").replace("m1 m maths 10", "m1 m maths 2")
        both = plan(spring=spring, rotations=("c2 n 2", "c1 m 2"))
        assert RowRule.AWAY in rules(both)


class TestSenders:
    def test_no_sender_loses(self) -> None:
        short = plan(HOME.replace("c4 c music 2", "c4 c music 1"))
        assert rules(short) == {RowRule.SENDER_LOSES}

    def test_who_only_receives_may_be_short(self) -> None:
        assert rules(plan(HOME.replace("m1 m maths 10", "m1 m maths 3"))) == set()

    def test_what_the_own_staff_leaves_is_the_bound(self) -> None:
        """m needs 6 lessons of music that nobody there teaches, so 6 may stay uncovered after sending."""
        sending = county(teachers={"m1": {"lessons_max": 15}}, needs={"n": {"maths": 10, "music": 4}})
        give = plan(HOME, spring=HOME, visits=("m1 n maths mon_am:2",), rotations=())
        assert rules(give, sending) == set()
        lost = plan(HOME.replace("m1 m maths 10", "m1 m maths 9"), HOME, ("m1 n maths mon_am:2",), ())
        assert rules(lost, sending) == {RowRule.SENDER_LOSES}
