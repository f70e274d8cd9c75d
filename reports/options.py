"""Arguments and options of the commands, their help in the planner's language."""

import click

from ..models.made_county import (
    FEWEST_SCHOOLS,
    FIRST_YEAR,
    LAST_YEAR,
    MOST_SCHOOLS,
    USUAL_YEAR,
    Flaw,
    Terrain,
)
from .messages import Lang, text
from .usage import number_between, one_of, stage_named, term_named

_LONGEST_SECONDS = 604_800
_MOST_WORKERS = 256
_LARGEST_SEED = 2**31 - 1
_MOST_JOBS = 1024
_MOST_GIGABYTES = 100_000


def county_argument() -> click.Argument:
    """COUNTY: a folder or a bundled county."""
    return click.Argument(["county"], metavar="COUNTY")


def plan_argument() -> click.Argument:
    """PLAN: a plan.json or the folder that holds it."""
    return click.Argument(["plan"], metavar="PLAN")


def out_option(lang: Lang) -> click.Option:
    """Make the folder for what is written."""
    return click.Option(["--out"], required=True, metavar="DIR", help=text("help_out", lang))


def search_options(lang: Lang, threads: int = 2) -> list[click.Parameter]:
    """Limits of a solve: seconds, threads, seed, and how far it goes."""
    seconds = number_between(0.1, _LONGEST_SECONDS, lang, whole=False)
    workers = number_between(1, _MOST_WORKERS, lang, whole=True)
    seed = number_between(0, _LARGEST_SEED, lang, whole=True)
    return [
        click.Option(
            ["--time-limit"], type=seconds, default=60, metavar="S", help=text("help_time_limit", lang)
        ),
        click.Option(
            ["--workers"],
            type=workers,
            default=threads,
            metavar="N",
            help=text("help_workers", lang, count=threads),
        ),
        click.Option(["--seed"], type=seed, default=0, metavar="N", help=text("help_seed", lang)),
        click.Option(
            ["--only"], type=one_of(["grouping"], lang), metavar="grouping", help=text("help_only", lang)
        ),
    ]


def run_option(lang: Lang) -> click.Option:
    """Name one combination of a sweep."""
    return click.Option(["--run"], metavar="NAME", help=text("help_run", lang))


def whatif_options(lang: Lang) -> list[click.Parameter]:
    """List scenarios, the plan in force, and how the answer is found."""
    return [
        county_argument(),
        click.Argument(["scenarios"], metavar="SCENARIO…", nargs=-1, required=True),
        click.Option(["--from", "from_"], metavar="PLAN", help=text("help_whatif_from", lang)),
        click.Option(["--out"], required=True, metavar="DIR", help=text("help_whatif_out", lang)),
        run_option(lang),
        click.Option(["--curve"], is_flag=True, help=text("help_whatif_curve", lang)),
        click.Option(["--near-only"], is_flag=True, help=text("help_whatif_near_only", lang)),
        *search_options(lang),
    ]


def batch_options(lang: Lang) -> list[click.Parameter]:
    """List the counties and scenarios, where the answers go, and what may run at once."""
    jobs = number_between(1, _MOST_JOBS, lang, whole=True)
    gigabytes = number_between(0.1, _MOST_GIGABYTES, lang, whole=False)
    return [
        click.Argument(["counties"], metavar="COUNTY…", nargs=-1, required=True),
        click.Option(["--out"], required=True, metavar="DIR", help=text("help_batch_out", lang)),
        click.Option(["--scenario"], multiple=True, metavar="FILE", help=text("help_batch_scenario", lang)),
        click.Option(["--jobs"], type=jobs, metavar="N", help=text("help_batch_jobs", lang)),
        click.Option(["--memory"], type=gigabytes, metavar="GB", help=text("help_batch_memory", lang)),
        click.Option(["--resume"], is_flag=True, help=text("help_batch_resume", lang)),
        click.Option(["--cluster"], metavar="ADDRESS", help=text("help_batch_cluster", lang)),
        *search_options(lang, threads=1),
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
        run_option(lang),
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


def generate_options(lang: Lang) -> list[click.Parameter]:
    """List what a made-up county should be."""
    count = number_between(FEWEST_SCHOOLS, MOST_SCHOOLS, lang, whole=True)
    year = number_between(FIRST_YEAR, LAST_YEAR, lang, whole=True)
    return [
        click.Option(
            ["--schools"], type=count, required=True, metavar="N", help=text("help_generate_schools", lang)
        ),
        click.Option(
            ["--terrain"],
            type=one_of([terrain.value for terrain in Terrain], lang),
            default=Terrain.MOUNTAIN.value,
            metavar="plain|mountain|valley",
            help=text("help_generate_terrain", lang),
        ),
        click.Option(
            ["--seed"],
            type=number_between(0, _LARGEST_SEED, lang, whole=True),
            default=0,
            metavar="S",
            help=text("help_generate_seed", lang),
        ),
        click.Option(["--out"], required=True, metavar="DIR", help=text("help_generate_out", lang)),
        click.Option(
            ["--year"], type=year, default=USUAL_YEAR, metavar="Y", help=text("help_generate_year", lang)
        ),
        click.Option(["--no-teachers"], is_flag=True, help=text("help_generate_no_teachers", lang)),
        click.Option(
            ["--impossible"],
            type=one_of([flaw.value for flaw in Flaw], lang),
            metavar="KIND",
            help=text("help_generate_impossible", lang),
        ),
    ]
