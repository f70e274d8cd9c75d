"""``lianxiao verify``: an independent check of a plan, whoever wrote it."""

from pathlib import Path

from ...models.finding import Finding, Level
from ...solver.check import check_plan
from ..answer import Answer, ExitCode, messages_of
from ..manner import Manner
from ..plan_file import certificate_path, read_certificate, read_plan
from ..verdict_screen import broken_findings, verdict_result, verdict_screen
from .reading import read_named


def verify(manner: Manner, *, county: str, plan: str) -> Answer:
    """Check a plan against its county, with the certificate beside it where there is one."""
    read = read_named(county)
    claimed = read_plan(Path(plan))
    beside = certificate_path(Path(plan), claimed)
    doubts = list(read.warnings)
    if beside is not None and not beside.exists():
        doubts.append(Finding(level=Level.WARNING, code="certificate_missing", file=str(beside)))
        beside = None
    certificate = None if beside is None else read_certificate(beside)
    verdict = check_plan(read.county, read.policy, claimed, certificate)
    found = (*broken_findings(verdict, read.county), *verdict.warnings, *doubts)
    exit_code = ExitCode.BROKEN_RULE if verdict.broken else ExitCode.DONE
    screen = verdict_screen(claimed, verdict, manner.lang)
    return Answer(exit_code, messages_of(found, manner.lang), verdict_result(verdict), screen)
