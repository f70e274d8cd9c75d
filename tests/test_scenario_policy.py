"""Settings that a scenario changes by their dotted names, and sweeps over them."""

from pathlib import Path

import pytest
from lianxiao.instances.read import ReadCounty
from lianxiao.instances.reread import reread
from lianxiao.models.county import County
from lianxiao.models.policy import Policy
from lianxiao.models.scenario import Scenario
from lianxiao.models.words import Stage, Term
from lianxiao.solver.scenario.apply import apply_scenario

from .changed_county import P, small_county
from .made_scenarios import changed, changes, faults, once_more


@pytest.fixture
def county(tmp_path: Path) -> ReadCounty:
    return small_county(tmp_path)


def test_settings_by_dotted_name(county: ReadCounty, tmp_path: Path) -> None:
    made = changed(
        county,
        tmp_path,
        changes(
            'policy = { "mode.joint.max_km" = 35, "exchange.rotation_share" = 0.12 }',
            'policy = { "travel.speed_kmh" = 30 }',
            'policy = { "mode.joint.alliances.max" = 3, "name" = "新" }',
            'policy = { "mode.joint.stages" = ["小学", "初中"] }',
            'policy = { "mode.joint.term.start" = "2026-2", "mode.joint.use_every_core" = true }',
        ),
    )
    (mode,) = made.policy.mode
    assert (mode.max_km, mode.alliances.max, mode.use_every_core) == (35, 3, True)
    assert mode.stages == (P, Stage.JUNIOR)
    assert mode.term is not None
    assert mode.term.start == "2026-2"
    assert (made.policy.exchange.rotation_share, made.policy.travel.speed_kmh, made.policy.name) == (
        0.12,
        30,
        "新",
    )
    cells = {cell.column: (cell.before, cell.after) for effect in made.effects for cell in effect.cells}
    assert cells["mode.joint.max_km"] == ("30.0", "35")
    assert once_more(made.county, made.policy) == (made.county, made.policy)


def test_an_empty_text_takes_a_setting_out(county: ReadCounty, tmp_path: Path) -> None:
    made = changed(county, tmp_path, changes('policy = { "mode.joint.max_km" = "", "travel.detour" = 2 }'))
    assert made.policy.mode[0].max_km is None
    made = changed(
        made_read(made.county, made.policy), tmp_path, changes('policy = { "travel.detour" = "" }')
    )
    assert made.policy.travel.detour == 1.3
    preset = changes(
        'policy = { "mode.joint.max_members" = 9 }', 'policy = { "mode.joint.max_members" = "" }'
    )
    assert changed(county, tmp_path, preset).policy.mode == county.policy.mode


def made_read(county: County, policy: Policy) -> ReadCounty:
    return ReadCounty(county, policy, ())


def test_tiers_by_position(county: ReadCounty, tmp_path: Path) -> None:
    whole = changes(
        'policy = { "objective.tiers" = [{ unplaced = 1 }, { total_km = 1 }] }',
        'policy = { "objective.tolerance" = [0, 0.1] }',
    )
    made = changed(county, tmp_path, whole)
    assert made.policy.objective.tiers == ({Term.UNPLACED: 1}, {Term.TOTAL_KM: 1})
    more = changes(
        'policy = { "objective.tiers.2.opening_cost" = 2, "objective.tiers.3" = { worst_km = 1 } }',
        'policy = { "objective.tiers.1" = "", "objective.tolerance.1" = 0.2 }',
    )
    made = changed(made_read(made.county, made.policy), tmp_path, more)
    assert made.policy.objective.tiers == ({Term.TOTAL_KM: 1, Term.OPENING_COST: 2}, {Term.WORST_KM: 1})
    assert made.policy.objective.tolerance == (0.2, 0.1)
    # default tiers with needs and a prefer pin: unplaced, uncovered, preferences, worst, total
    third = changed(county, tmp_path, changes('policy = { "objective.tiers.3" = "" }')).policy.objective.tiers
    assert third is not None
    assert [next(iter(tier)) for tier in third] == [
        Term.UNPLACED,
        Term.UNCOVERED_LESSONS,
        Term.WORST_KM,
        Term.TOTAL_KM,
    ]


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ('"mode.joint.max_km" = -3', "setting_range"),
        ('"mode.joint.max_km" = "far"', "setting_range"),
        ('"mode.joint.max_kms" = 3', "scenario_unknown_near"),
        ('"mode.paired.max_km" = 3', "scenario_unknown"),
        ('"mode.joint.max_km.x" = 3', "scenario_unknown"),
        ('"mode.joint.key" = ""', "scenario_setting_needed"),
        ('"mode.joint" = ""', "mode_missing"),
        ('"mode" = 3', "mode_brackets"),
        ('"exchange" = 3', "setting_block"),
        ('"exchang.rotation_share" = 0.1', "scenario_unknown_near"),
        ('"exchange.forms" = ["Reise"]', "setting_word"),
        ('"objective.tiers.9" = ""', "scenario_unknown"),
        ('"objective.tiers.2" = { unplaces = 1 }', "term_unknown_near"),
        ('"objective.tiers.2.unplaces" = 1', "term_unknown_near"),
        ('"roles.core.min_students" = 3', "scenario_setting_fixed"),
        ('"school_year" = 2027', "scenario_setting_fixed"),
        ('"format" = 2', "scenario_setting_fixed"),
        ('"travel.source" = "roads"', "none"),
        ('"mode.joint.alliances" = { min = 3, max = 2 }', "alliances_bounds_crossed"),
        ('"" = 3', "scenario_unknown"),
        ('"..." = 3', "scenario_unknown"),
    ],
)
def test_what_policy_refuses(county: ReadCounty, tmp_path: Path, setting: str, code: str) -> None:
    text = changes(f"policy = {{ {setting} }}")
    if code == "none":  # roads are measured by the command line
        assert changed(county, tmp_path, text).policy.travel.source == "roads"
        return
    ((found, column),) = faults(county, tmp_path, text)
    assert found == code
    assert str(column).startswith("change[1].policy")


def test_a_run_of_a_sweep_sets_its_values_last(county: ReadCounty, tmp_path: Path) -> None:
    text = changes('policy = { "mode.joint.max_km" = 12 }') + '[sweep]\n"mode.joint.max_km" = [20, 30]\n'
    made = changed(county, tmp_path, text)
    assert made.policy.mode[0].max_km == 20
    wrong = changes() + '[sweep]\n"mode.joint.max_km" = [-1, 30]\n"mode.joint.x" = [3]\n'
    assert faults(county, tmp_path, wrong) == [("scenario_unknown", "sweep.mode.joint.x")]
    low = changes() + '[sweep]\n"mode.joint.max_km" = [-1, 30]\n'
    assert faults(county, tmp_path, low) == [("setting_range", "sweep.mode.joint.max_km")]


def test_a_sweep_is_applied_run_by_run(county: ReadCounty) -> None:
    with pytest.raises(ValueError, match="runs_of"):
        apply_scenario(county.county, county.policy, Scenario(sweep={"a.b": (1, 2)}), reread)
