"""What came of a scenario: plan, answer and changed county are published together, or why there is none."""

import json
from typing import NamedTuple

from ..models.county import County
from ..models.policy import Policy
from ..models.result import NoPlan, Solved
from ..models.scenario_answer import ScenarioAnswer
from .answer import Answer, ExitCode, message
from .messages import Lang, text
from .outcome import StaffShown, published_no_plan
from .output_folder import CERTIFICATE, COUNTY, ELIGIBILITY, PLAN, OutputFolder, WriteFolder
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
    if scene.staff is not None:
        beside[ELIGIBILITY] = scene.staff.eligibility
    plan = solved.plan
    kept = folder.publish_plan(
        as_json(plan), as_json(solved.certificate), beside, folders={COUNTY: scene.fill}
    )
    files = [str(folder.path / name) for name in (PLAN, CERTIFICATE, *beside, COUNTY)]
    notes = [text("wrote", lang, path=file) for file in files]
    if scene.staff is not None:
        notes.append(text("eligibility_internal", lang))
    if kept:
        notes.append(text("kept_previous", lang))
    view = None if scene.staff is None else scene.staff.view
    result = {
        **plan_result(plan, scene.county, view),
        "whatif": told,
        "files": files,
        "kept_previous": kept,
        "interrupted": interrupted,
    }
    said = (message("warning", "interrupted_plan", lang),) if interrupted else ()
    status = "plan_optimal" if plan.status == "optimal" else "plan_feasible"
    shown = whatif_screen(answer, scene.before, scene.county, lang)
    if plan.notice:
        shown.append(heading("notice_line", lang, style="", reason=plan.notice))
    return Answer(ExitCode.DONE, said, result, (*shown, heading(status, lang), "", *notes))


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
