"""Terms of the exchange, recomputed, and what a plan may claim of them (docs/exchange.md, 25 to 33)."""

from typing import Any

import pytest
from lianxiao.models.county import NewCode
from lianxiao.models.plan import AllianceExchange, Exchange, ExchangeTier, Plan, TierResult
from lianxiao.models.row_rule import RowRule
from lianxiao.models.school_year import Lessons, PastExchange
from lianxiao.models.words import Area, Role, Term
from lianxiao.solver.check import Claim, Doubt, check_plan
from lianxiao.tests.check_exchange import (
    FREE,
    HOME,
    SPRING,
    TIERS,
    VISITS,
    P,
    county,
    plan,
    policy,
    rules,
    values,
)

EMPTY = Plan(alliances=plan().alliances)
TRUE = {
    Term.UNPLACED: 0,
    Term.UNCOVERED_LESSONS: 4.5,  # n: 0.5 maths, 4 music, in both semesters
    Term.WORST_UNCOVERED: 0.36,  # n: 4.5 of 12.5
    Term.QUOTA_MISSED: 0,
    Term.TEACHER_MINUTES: 130,  # Monday c–m, Wednesday c–m and c–q, there and back
    Term.WORST_TEACHER_MINUTES: 130,
    Term.VISIT_CHANGES: 0,
}


class TestValues:
    def test_by_hand(self) -> None:
        assert values(plan()) == TRUE

    def test_mean_over_the_semesters(self) -> None:
        """In spring nobody visits: c3 keeps 4 lessons at home, m is short of 6."""
        autumn_only = values(plan(visits=[f"{visit}@2026-1" for visit in VISITS]))
        assert autumn_only[Term.UNCOVERED_LESSONS] == 4.5 + 6 / 2
        assert autumn_only[Term.WORST_UNCOVERED] == 0.375  # m: 6 of 16
        assert autumn_only[Term.TEACHER_MINUTES] == 65

    def test_the_core_is_not_judged_by_the_worst_share(self) -> None:
        idle = values(plan("", "", (), ()))
        assert idle[Term.WORST_UNCOVERED] == 1
        only_core = plan(HOME.replace("c1 c maths 14; ", ""), rotations=())
        assert values(only_core)[Term.WORST_UNCOVERED] == 0.36

    def test_worst_share_is_rounded_half_up(self) -> None:
        needing = county(needs={"n": {"maths": 8.5, "music": 4.125}})
        assert values(plan(), needing)[Term.WORST_UNCOVERED] == 0.3663  # 4.625 of 12.625 = 0.36634

    def test_an_unplaced_school_counts_and_a_core_that_leads_nothing_does_not(self) -> None:
        alone = county({"o": {"role": Role.MEMBER}}, needs={"o": {"pe": 3}, "d": {"maths": 9}})
        found = values(plan(), alone)
        assert (found[Term.UNPLACED], found[Term.UNCOVERED_LESSONS]) == (1, 7.5)
        assert found[Term.WORST_UNCOVERED] == 1

    def test_nobody_teaches_where_there_are_no_rows(self) -> None:
        found = values(EMPTY)
        assert found[Term.UNCOVERED_LESSONS] == 26 + 16 + 12.5
        assert found[Term.QUOTA_MISSED] == 2

    @pytest.mark.parametrize(
        ("mode", "exchange", "missed"),
        [
            ({}, {}, 0),
            ({}, {"rotation_share": 0.6}, 1),  # ceil(1.2) = 2 teachers, 1 backbone
            ({}, {"rotation_share": 1, "backbone_share": 0.51}, 2),  # 2 teachers, 2 backbone
            ({}, {"backbone_share": 0}, 0),
            ({}, {"backbone_of": "eligible", "backbone_share": 1}, 0),
            ({"legal_status": "one_legal_person"}, {}, 2),
            ({"legal_status": "one_legal_person"}, {"count_inside_legal_person": True}, 0),
            ({"legal_status": "by_kind"}, {}, 0),
        ],
    )
    def test_quota(self, mode: dict[str, Any], exchange: dict[str, Any], missed: int) -> None:
        assert values(plan(), policy_=policy(mode=mode, **exchange))[Term.QUOTA_MISSED] == missed

    def test_entrusted_members_and_their_core_are_one_legal_person(self) -> None:
        kinds = policy(mode={"legal_status": "by_kind"})
        assert values(plan(), county({"n": {"kind": "entrusted"}}), kinds)[Term.QUOTA_MISSED] == 2
        assert values(plan(), county({"m": {"kind": "entrusted"}}), kinds)[Term.QUOTA_MISSED] == 0

    def test_quota_of_strong_schools_or_of_the_county(self) -> None:
        """With d1 and n1 free too, 4 are eligible; of these 3 are at strong schools."""
        free = county(teachers={"d1": FREE, "n1": FREE})
        assert values(EMPTY, free, policy(rotation_share=0.34, backbone_share=0))[Term.QUOTA_MISSED] == 2
        whole = policy(rotation_share=0.51, backbone_share=0, quota_scope="county")
        assert values(EMPTY, free, whole)[Term.QUOTA_MISSED] == 3
        urban = county({"n": {"area": Area.URBAN}}, teachers={"n1": FREE})
        assert values(EMPTY, urban, policy(rotation_share=0.67, backbone_share=0))[Term.QUOTA_MISSED] == 3

    def test_without_rotation_there_is_no_quota(self) -> None:
        assert values(EMPTY, policy_=policy(forms=["visit"]))[Term.QUOTA_MISSED] == 0

    def test_need_from_classes_and_curriculum(self) -> None:
        """12 classes over 6 grades: 2 in each; grades 1 and 2 have 2.25 lessons of pe."""
        bare = county({"c": {"classes": 12}}).model_copy(
            update={
                "needs": None,
                "lessons": tuple(Lessons(stage=P, grade=at, subject="pe", lessons=2.25) for at in (1, 2)),
            }
        )
        assert values(EMPTY, bare)[Term.UNCOVERED_LESSONS] == 9


class TestVisitChanges:
    KEPT = PastExchange(teacher="c3", from_id="c", to_id="m", subject="music")
    GONE = PastExchange(teacher="c4", from_id="c", to_id="n", subject="music")

    def changes(self, *past: PastExchange, **tables: Any) -> float:
        return values(plan(), county(exchanges=past, **tables))[Term.VISIT_CHANGES]

    def test_what_goes_on_and_what_does_not(self) -> None:
        assert self.changes(self.KEPT) == 0
        assert self.changes(self.KEPT, self.GONE, self.GONE) == 1

    @pytest.mark.parametrize(
        "change",
        [
            {"teacher": "left"},
            {"subject": "pe"},
            {"to_id": "d"},
            {"to_id": "c"},
            {"to_id": "gone"},
            {"kind": "rotation"},
        ],
    )
    def test_what_could_not_go_on(self, change: dict[str, str]) -> None:
        assert self.changes(self.GONE.model_copy(update=change)) == 0

    def test_an_exempt_teacher_a_long_way_a_school_without_need(self) -> None:
        assert self.changes(self.GONE, teachers={"c4": {"exempt": "ill"}}) == 0
        assert self.changes(self.GONE, ways={"cn": 41}) == 0
        assert self.changes(self.GONE, needs={"n": {"maths": 8.5, "music": 0.9}}) == 0

    def test_a_point_stands_for_its_school_and_codes_are_followed(self) -> None:
        old = self.GONE.model_copy(update={"to_id": "older"})
        codes = (NewCode(old_id="older", new_id="old"), NewCode(old_id="old", new_id="n"))
        assert self.changes(old, codes=codes) == 1
        assert self.changes(self.KEPT.model_copy(update={"to_id": "q"})) == 0


class TestEstimate:
    def estimate(self, value: float, **more: Any) -> Plan:
        tier = TierResult(terms={Term.UNCOVERED_LESSONS: value}, value=value, estimate=True, **more)
        none = TierResult(terms={Term.UNPLACED: 0}, value=0)
        return EMPTY.model_copy(update={"tiers": (none, tier)})

    def test_an_alliance_as_if_it_were_one_school(self) -> None:
        """maths 38.5, staff of c1 c2 m1 n1 (52); music 16, staff of c3 and c4 (28): only 0.5 is left."""
        assert rules(self.estimate(0.5)) == set()
        assert rules(self.estimate(4.5)) == {Claim.TERM_VALUE, Claim.TIER_VALUE}

    def test_never_proven(self) -> None:
        assert rules(self.estimate(0.5, proven=True, best=0.5, bound=0.5)) >= {Claim.ESTIMATE}

    def test_only_without_an_exchange_and_only_of_lessons(self) -> None:
        laid = self.estimate(0.5).model_copy(update={"exchange": plan().exchange})
        assert Claim.ESTIMATE in rules(laid)
        wrong = TierResult(terms={Term.UNPLACED: 0}, value=0, estimate=True)
        tiers = (wrong, *self.estimate(0.5).tiers[1:])
        assert rules(EMPTY.model_copy(update={"tiers": tiers})) == {Claim.ESTIMATE}


def tiers_of(changed: dict[Term, float] | None = None) -> tuple[TierResult, ...]:
    true = {**TRUE, **(changed or {})}
    return tuple(
        TierResult(terms={term: true[term] for term in tier}, value=true[next(iter(tier))]) for tier in TIERS
    )


class TestClaims:
    def test_true_tiers(self) -> None:
        assert rules(plan().model_copy(update={"tiers": tiers_of()})) == set()

    @pytest.mark.parametrize("term", [term for term in TRUE if term is not Term.UNPLACED])
    def test_a_false_value(self, term: Term) -> None:
        false = plan().model_copy(update={"tiers": tiers_of({term: TRUE[term] + 0.0002})})
        assert rules(false) == {Claim.TERM_VALUE, Claim.TIER_VALUE}

    def test_bounds_rest_on_the_exchange(self) -> None:
        claimed = tuple(
            tier.model_copy(update={"best": tier.value, "bound": tier.value, "proven": True})
            for tier in tiers_of()
        )
        verdict = check_plan(county(), policy(), plan().model_copy(update={"tiers": claimed}))
        assert verdict.sound
        assert [finding.code for finding in verdict.warnings] == [Doubt.RESTS_ON_EXCHANGE]
        assert verdict.resting == tuple(range(1, len(TIERS)))

    def test_schools_outside_alliances_that_their_staff_could_cover(self) -> None:
        idle = plan(HOME.replace("; d1 d maths 5", ""), SPRING)
        assert [one.code for one in check_plan(county(), policy(), idle).warnings] == [Doubt.OWN_STAFF_IDLE]


class TestAlliances:
    """``exchange.alliances``: what each alliance gives to each tier with terms of the exchange."""

    @staticmethod
    def row(**changes: Any) -> AllianceExchange:
        tiers = [
            ExchangeTier(terms={term: TRUE[term]}, value=TRUE[term], bound=TRUE[term], proven=True)
            for tier in TIERS[1:]
            for term in tier
        ]
        at = changes.pop("at", 0)
        tiers[at] = tiers[at].model_copy(update=changes)
        return AllianceExchange(alliance="primary-c", tiers=tuple(tiers))

    @staticmethod
    def with_rows(*rows: AllianceExchange) -> Plan:
        exchange: Exchange = plan().exchange.model_copy(update={"alliances": rows})
        return plan().model_copy(update={"exchange": exchange})

    @pytest.mark.parametrize(
        ("changes", "broken"),
        [
            ({}, set()),
            ({"bound": 4.0, "proven": False, "at": 0}, {Claim.ALLIANCE_PROVEN}),  # later ones say proven
            ({"value": 4.0, "bound": 4.0}, {Claim.ALLIANCE_VALUE, Claim.ALLIANCE_PROVEN}),
            ({"terms": {Term.UNCOVERED_LESSONS: 4.0}}, {Claim.ALLIANCE_TERM}),
            ({"terms": {Term.QUOTA_MISSED: 0.0}}, {Claim.ALLIANCE_TIERS}),
            ({"bound": 4.6}, {Claim.ALLIANCE_BOUND}),
            ({"bound": 4.4}, {Claim.ALLIANCE_PROVEN}),
            ({"bound": float("inf")}, {Claim.ALLIANCE_BOUND}),
        ],
    )
    def test_claims(self, changes: dict[str, Any], broken: set[Claim]) -> None:
        assert rules(self.with_rows(self.row(**changes))) == broken

    def test_unknown_or_twice(self) -> None:
        other = self.row().model_copy(update={"alliance": "primary-d"})
        assert rules(self.with_rows(other)) == {Claim.ALLIANCE_UNKNOWN}
        assert rules(self.with_rows(self.row(), self.row())) == {Claim.ALLIANCE_UNKNOWN}

    def test_rows_in_a_county_without_teachers(self) -> None:
        bare = county().model_copy(update={"teachers": None})
        assert rules(self.with_rows(self.row()), bare, policy([{"unplaced": 1}])) == {RowRule.NO_TEACHERS}
