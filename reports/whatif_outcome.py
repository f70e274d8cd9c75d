"""What came of a scenario: plan, answer and changed county are published together, or why there is none."""

import json
from typing import NamedTuple

from ..models.county import County
from ..models.policy import Policy
from ..models.result import NoPlan, Solved
from ..models.scenario_answer import ScenarioAnswer
from .answer import Answer, ExitCode
from .messages import Lang
from .outcome import StaffShown, published_no_plan, written_plan
from .output_folder import COUNTY, OutputFolder, WriteFolder
from .plan_file import as_json
from .plan_screen import plan_result
from .tables import heading
from .whatif_screen import whatif_result, whatif_screen

WHATIF = "whatif.json"
EXECUTED = "executed.json"


class Scene(NamedTuple):
    """Where a scenario leads from and to: the county before, the county and settings after.

    ``fill`` writes the changed county; ``staff`` is shown and written where there are teachers.
    """

    before: County
    county: County
    policy: Policy
    fill: WriteFolder
    staff: StaffShown | None = None


def published_answer(
    solved: Solved,
    answer: ScenarioAnswer,
    scene: Scene,
    folder: OutputFolder,
    lang: Lang,
    *,
    interrupted: bool,
) -> Answer:
    """Write plan, certificate, whatif.json and the changed county, and show what changes and why.

    Raises
    ------
    CannotWrite
        Nothing has changed in the folder then.
    """
    told = whatif_result(answer)
    beside = {WHATIF: json.dumps(told, ensure_ascii=False, indent=2, allow_nan=False) + "\n"}
    if answer.executed is not None:
        beside[EXECUTED] = as_json(answer.executed)
    plan, staff = solved.plan, scene.staff
    filled = {COUNTY: scene.fill}
    written = written_plan(
        solved, folder, lang, interrupted=interrupted, staff=staff, beside=beside, folders=filled
    )
    outcome = plan_result(plan, scene.county, None if staff is None else staff.view)
    result = {**outcome, "whatif": told, **written.result}
    status = "plan_optimal" if plan.status == "optimal" else "plan_feasible"
    shown = whatif_screen(answer, scene.before, scene.county, lang)
    if plan.notice:
        shown.append(heading("notice_line", lang, style="", reason=plan.notice))
    screen = (*shown, heading(status, lang), "", *written.notes)
    return Answer(ExitCode.DONE, written.messages, result, screen)


def published_impossible(
    no_plan: NoPlan,
    answer: ScenarioAnswer,
    scene: Scene,
    folder: OutputFolder,
    lang: Lang,
    *,
    interrupted: bool,
) -> Answer:
    """Write result.json and the changed county, and show what the scenario did and why there is no plan.

    Raises
    ------
    CannotWrite
        Nothing has changed in the folder then.
    """
    said = published_no_plan(no_plan, folder, lang, interrupted=interrupted, folders={COUNTY: scene.fill})
    shown = whatif_screen(answer, scene.before, scene.county, lang, solved=False)
    result = {**said.result, "whatif": whatif_result(answer)}
    return Answer(said.exit, said.messages, result, (*shown, "", *said.screen))
