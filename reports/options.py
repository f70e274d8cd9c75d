"""Arguments and options of the commands, their help in the planner's language."""

import click

from .messages import Lang, text
from .usage import number_between, one_of, stage_named, term_named

_LONGEST_SECONDS = 604_800
_MOST_WORKERS = 256
_LARGEST_SEED = 2**31 - 1


def county_argument() -> click.Argument:
    """COUNTY: a folder or a bundled county."""
    return click.Argument(["county"], metavar="COUNTY")


def plan_argument() -> click.Argument:
    """PLAN: a plan.json or the folder that holds it."""
    return click.Argument(["plan"], metavar="PLAN")


def out_option(lang: Lang) -> click.Option:
    """Make the folder for what is written."""
    return click.Option(["--out"], required=True, metavar="DIR", help=text("help_out", lang))


def search_options(lang: Lang) -> list[click.Parameter]:
    """Limits of a solve: seconds, threads, seed, and how far it goes."""
    seconds = number_between(0.1, _LONGEST_SECONDS, lang, whole=False)
    workers = number_between(1, _MOST_WORKERS, lang, whole=True)
    seed = number_between(0, _LARGEST_SEED, lang, whole=True)
    return [
        click.Option(
            ["--time-limit"], type=seconds, default=60, metavar="S", help=text("help_time_limit", lang)
        ),
        click.Option(["--workers"], type=workers, default=2, metavar="N", help=text("help_workers", lang)),
        click.Option(["--seed"], type=seed, default=0, metavar="N", help=text("help_seed", lang)),
        click.Option(
            ["--only"], type=one_of(["grouping"], lang), metavar="grouping", help=text("help_only", lang)
        ),
    ]


def whatif_options(lang: Lang) -> list[click.Parameter]:
    """List scenarios, the plan in force, and how the answer is found."""
    return [
        county_argument(),
        click.Argument(["scenarios"], metavar="SCENARIO…", nargs=-1, required=True),
        click.Option(["--from", "from_"], metavar="PLAN", help=text("help_whatif_from", lang)),
        click.Option(["--out"], required=True, metavar="DIR", help=text("help_whatif_out", lang)),
        click.Option(["--curve"], is_flag=True, help=text("help_whatif_curve", lang)),
        click.Option(["--near-only"], is_flag=True, help=text("help_whatif_near_only", lang)),
        *search_options(lang),
    ]


def solve_options(lang: Lang) -> list[click.Parameter]:
    """List where the plan goes, how it is sought, and what else may be sought."""
    plans = number_between(1, 20, lang, whole=True)
    tiers = number_between(0, 50, lang, whole=True)
    share = number_between(0, 10, lang, whole=False)
    return [
        county_argument(),
        out_option(lang),
        *search_options(lang),
        click.Option(["--scenario"], multiple=True, metavar="FILE", help=text("help_scenario", lang)),
        click.Option(["--alternatives"], type=plans, metavar="K", help=text("help_alternatives", lang)),
        click.Option(["--equal-tiers"], type=tiers, metavar="N", help=text("help_equal_tiers", lang)),
        click.Option(["--slack"], type=share, metavar="F", help=text("help_slack", lang)),
        click.Option(
            ["--trade-off"],
            type=term_named(lang),
            nargs=2,
            metavar="A B",
            help=text("help_trade_off", lang),
        ),
    ]


def explain_options(lang: Lang) -> list[click.Parameter]:
    """List what may be asked about a plan."""

    def given(name: str, metavar: str, *own: str) -> click.Option:
        declared = [f"--{name}", *own]
        return click.Option(declared, metavar=metavar, help=text(_EXPLAIN_HELP[name], lang))

    stage = click.Option(
        ["--stage"], type=stage_named(lang), metavar="S", help=text("help_explain_stage", lang)
    )
    return [
        county_argument(),
        plan_argument(),
        given("school", "ID"),
        stage,
        given("not", "CORE", "without"),
        given("with", "CORE", "with_"),
        given("teacher", "ID"),
        given("instead", "ID"),
        given("alliance", "ID"),
        click.Option(["--missed"], is_flag=True, help=text("help_explain_missed", lang)),
        *search_options(lang),
    ]


_EXPLAIN_HELP = {
    "school": "help_explain_school",
    "not": "help_explain_not",
    "with": "help_explain_with",
    "teacher": "help_explain_teacher",
    "instead": "help_explain_instead",
    "alliance": "help_explain_alliance",
}


def next_year_options(lang: Lang) -> list[click.Parameter]:
    """List the folder for the new county, and a factor on its intake."""
    factor = number_between(0, 10, lang, whole=False)
    return [
        county_argument(),
        plan_argument(),
        click.Option(["--out"], required=True, metavar="DIR", help=text("help_next_year_out", lang)),
        click.Option(
            ["--intake-factor"], type=factor, metavar="F", help=text("help_next_year_intake_factor", lang)
        ),
    ]


def report_options(lang: Lang) -> list[click.Parameter]:
    """Say what a report writes, and where."""
    return [
        click.Option(["--log-template"], is_flag=True, help=text("help_log_template", lang)),
        click.Option(["--out"], metavar="DIR", help=text("help_report_out", lang)),
    ]


def compare_options(lang: Lang) -> list[click.Parameter]:
    """Two plans, and the county they are of."""
    return [
        click.Argument(["before"], metavar="PLAN"),
        click.Argument(["after"], metavar="PLAN"),
        click.Option(["--county"], metavar="COUNTY", help=text("help_compare_county", lang)),
    ]
