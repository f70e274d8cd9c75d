"""The appraisal of every merger, closure and new teaching point of a scenario: figures, never a verdict.

Source: contract §4, last paragraph; docs/scenarios.md, "Appraisal".
"""

from collections.abc import Sequence

from ...models.appraisal import Appraisal, AppraisalSource, DatedBlank, Figure, ProcedureStep
from ...models.changed import Changed, Effect
from ...models.county import County
from ...models.policy import Policy
from .appraised_classes import class_figures, classes_figure
from .appraised_schools import (
    area_figures,
    boarders_figure,
    funding_figure,
    keep_figure,
    size_figure,
)
from .appraised_staff import post_figures, subject_figures
from .appraised_ways import way_figures, ways_of

APPRAISED = frozenset({"merge", "to_point", "close"})


def appraise(before: County, after: County, policy: Policy, changed: Changed) -> tuple[Appraisal, ...]:
    """Appraise every merger, closure and new point of a scenario, in the order of the file.

    Parameters
    ----------
    before
        The county as the planner handed it in.
    after
        The county after all changes (``changed.county``, read back).
    policy
        Settings after the changes; [students] holds the limits.
    changed
        What the changes did.

    Returns
    -------
    tuple of Appraisal
        ``before`` of a figure is the county before all changes, ``after`` after all of them.
    """
    return tuple(
        _appraisal(before, after, policy, effect, _later(changed.effects, effect))
        for effect in changed.effects
        if effect.kind in APPRAISED
    )


def _later(effects: Sequence[Effect], effect: Effect) -> dict[str, str]:
    """Map schools that a later merger took to the school that took them."""
    return {
        one: later.into
        for later in effects
        if later.at > effect.at and later.kind == "merge" and later.into is not None
        for one in later.gone
    }


def _appraisal(
    before: County, after: County, policy: Policy, effect: Effect, later: dict[str, str]
) -> Appraisal:
    given_up = effect.gone or effect.schools[:1]
    took_over = [effect.into] if effect.into is not None else []
    took_over += [one.to_school for one in effect.pupils]
    receiving = tuple(
        one for one in dict.fromkeys(_today(school, later) for school in took_over) if one in after.by_id
    )
    ways = ways_of(effect.pupils, policy)
    figures: list[Figure] = way_figures(ways, policy) if effect.kind != "to_point" else []
    merged = [one for one in given_up if one in before.by_id] if effect.kind != "close" else []
    for school in receiving:
        figures += class_figures(before, after, policy, school)
        figures.append(classes_figure(before, after, policy, school))
        figures.append(size_figure(before, after, policy, school))
        figures += post_figures(before, after, policy, school)
        figures += subject_figures(before, after, policy, school, merged)
        figures += area_figures(before, after, policy, school)
        figures.append(boarders_figure(before, after, school))
    figures.append(funding_figure(before, after, policy, [*given_up, *receiving]))
    figures += [keep_figure(before, one) for one in given_up if one in before.by_id]
    return Appraisal(
        at=effect.at,
        kind=effect.kind,
        gone=given_up,
        stage=effect.stage,
        receiving=receiving,
        ways=ways,
        figures=tuple(figures),
        procedure=procedure(),
        approximate=any(way.approximate for way in ways),
    )


def _today(school: str, later: dict[str, str]) -> str:
    """Follow a school through the mergers after this change."""
    seen = {school}
    while school in later and later[school] not in seen:
        school = later[school]
        seen.add(school)
    return school


def procedure() -> tuple[DatedBlank, ...]:
    """Give the steps of a closure in their order, dates and signatures blank."""
    return tuple(
        DatedBlank(
            step=step,
            source=AppraisalSource.RURAL_SCHOOLS
            if step is ProcedureStep.BUILD_FIRST
            else AppraisalSource.CLOSURES,
        )
        for step in ProcedureStep
    )
