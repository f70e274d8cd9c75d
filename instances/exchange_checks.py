"""What [exchange], the tiers and the tables of teachers say together."""

from collections import Counter
from collections.abc import Iterator

from ..models.county import County
from ..models.policy import ExchangeSettings, Policy
from ..models.words import Area, Role, Stage, Term
from .findings import Findings
from .settings_faults import SETTINGS_FILE

TEACHERS_FILE, SCHOOLS_FILE = "teachers.csv", "schools.csv"


def warn_of_exchange(county: County, policy: Policy, findings: Findings) -> None:
    """Warn of settings that nothing can come of, and of teachers whom nothing can be said about."""
    for block in ("exchange", "calendar"):
        if block in policy.model_fields_set and (block == "calendar" or county.teachers is None):
            findings.warning("setting_not_used", SETTINGS_FILE, column=block)
    if county.teachers is None:
        return
    _warn_of_terms(county, policy, findings)
    _warn_of_settings(policy.exchange, findings)
    if "rotation" in policy.exchange.forms:
        _warn_of_rotation(county, policy.exchange, findings)
    _warn_of_subjects(county, findings)
    if county.needs is None:
        _warn_of_classes(county, findings)


def _warn_of_terms(county: County, policy: Policy, findings: Findings) -> None:
    """Terms that are always 0: their form of exchange is not used, or nobody visited last year."""
    forms = policy.exchange.forms
    visited = any(row.kind == "visit" for row in county.exchanges)
    needs = {
        Term.QUOTA_MISSED: "rotation",
        Term.TEACHER_MINUTES: "visit",
        Term.WORST_TEACHER_MINUTES: "visit",
        Term.VISIT_CHANGES: "visit",
    }
    for number, tier in enumerate(policy.objective.tiers or (), 1):
        for term in tier:
            name = f"objective.tiers[{number}].{term}"
            if term in needs and needs[term] not in forms:
                figures = {"form": needs[term]}
                findings.warning("term_without_form", SETTINGS_FILE, column=name, value=term, figures=figures)
            elif term is Term.VISIT_CHANGES and not visited:
                findings.warning("term_needs_visits", SETTINGS_FILE, column=name, value=term)


def _warn_of_settings(settings: ExchangeSettings, findings: Findings) -> None:
    """Limits under which a form of exchange that is used can never happen."""
    never = {
        "visit": ("visit_days_max", "visitors_max"),
        "rotation": ("rotation_share",),
    }
    for form, names in never.items():
        for name in names:
            if form in settings.forms and not getattr(settings, name):
                findings.warning(
                    "exchange_never", SETTINGS_FILE, column=f"exchange.{name}", figures={"form": form}
                )
    for sex in ("men", "women"):
        most, retire = getattr(settings, f"age_max_{sex}"), getattr(settings, f"retire_age_{sex}")
        if "rotation" in settings.forms and most > retire:
            findings.warning(
                "age_after_retirement",
                SETTINGS_FILE,
                column=f"exchange.age_max_{sex}",
                value=f"{most:g}",
                figures={"retire": f"{retire:g}"},
            )


def _warn_of_rotation(county: County, settings: ExchangeSettings, findings: Findings) -> None:
    """Teachers who cannot be judged, schools without the township they may rotate in, nobody with a quota."""
    teachers = county.teachers or ()
    for column in ("birth", "sex", "tenure_from"):
        blank = sum(getattr(teacher, column) is None for teacher in teachers)
        if blank:
            figures = {"count": blank, "all": len(teachers)}
            findings.warning("rotation_unknown", TEACHERS_FILE, column=column, figures=figures)
    if settings.rotation_scope == "township":
        nowhere = sum(
            not school.township and school.parent_id is None and school.role is not Role.NONE
            for school in county.schools
        )
        if nowhere:
            findings.warning("township_missing", SCHOOLS_FILE, column="township", figures={"count": nowhere})
    strong = (school.role is Role.CORE or school.area is Area.URBAN for school in county.schools)
    if settings.quota_scope == "strong" and settings.rotation_share and not any(strong):
        findings.warning("quota_nobody", SETTINGS_FILE, column="exchange.quota_scope")


def _warn_of_subjects(county: County, findings: Findings) -> None:
    """Warn of main subjects that nobody needs in the stage of their teachers."""
    teachers = county.teachers or ()
    needed = {(row.stage, row.subject) for row in county.lessons if row.lessons} | {
        (row.stage, row.subject) for row in county.needs or () if row.need
    }
    taught = Counter((teacher.stage, teacher.subject) for teacher in teachers)
    for stage in Stage:
        here = {subject: count for (one, subject), count in sorted(taught.items()) if one is stage}
        if not here:
            continue
        if not any(one is stage for one, _ in needed):
            figures: dict[str, object] = {"stage": stage, "count": sum(here.values())}
            findings.warning("stage_without_needs", TEACHERS_FILE, column="stage", figures=figures)
            continue
        for subject, count in here.items():
            if (stage, subject) not in needed:
                figures = {"stage": stage, "count": count}
                findings.warning(
                    "subject_not_needed", TEACHERS_FILE, column="subject", value=subject, figures=figures
                )


def _warn_of_classes(county: County, findings: Findings) -> None:
    """Warn of schools whose classes are nowhere, and of classes that are spread evenly over the grades."""
    listed = {(row.school_id, row.stage) for row in county.classes}
    taught = {row.stage for row in county.lessons}
    unknown, spread = [], 0
    for school_id, stage, classes in _places(county):
        if stage not in taught or (school_id, stage) in listed:
            continue
        if classes is None:
            unknown.append(school_id)
        else:
            spread += 1
    if unknown:
        figures: dict[str, object] = {"schools": sorted(set(unknown)), "count": len(set(unknown))}
        findings.warning("classes_missing", SCHOOLS_FILE, column="classes", figures=figures)
    if spread:
        findings.warning("classes_spread", "classes.csv", figures={"count": spread})


def _places(county: County) -> Iterator[tuple[str, Stage, int | None]]:
    """Sites and stages whose need counts, with the classes of schools.csv."""
    for school in county.schools:
        top = school
        while top.parent_id is not None:
            top = county.by_id[top.parent_id]
        if top.role is not Role.NONE:
            for stage in school.stages:
                yield school.school_id, stage, school.classes
