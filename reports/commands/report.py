"""``lianxiao report``: what planners need besides, again from a plan; so far the log to be filled in."""

from pathlib import Path

import click

from ..answer import Answer
from ..manner import Manner
from ..messages import text
from ..outcome import published_log_template
from ..output_folder import OutputFolder
from ..plan_file import read_plan
from ..usage import WrongWords


def report(manner: Manner, *, plan: str, log_template: bool, out: str | None) -> Answer:
    """Write the log that a plan's rows are reported in."""
    if not log_template or out is None:
        code = "call_report_where" if log_template else "call_report_what"
        raise WrongWords(text(code, manner.lang), click.get_current_context())
    return published_log_template(read_plan(Path(plan)), OutputFolder(Path(out)), manner.lang)
