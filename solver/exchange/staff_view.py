"""What ``check`` shows of the teachers: need against own staff with the reason of each shortage, who may go.

Source: docs/exchange.md, 2 to 10 and 25.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from ...models.county import County
from ...models.exchange_rule import ExchangeRule
from ...models.policy import Policy
from ...models.staffing import Form, FormCount, QuotaCount, Reason, Shortage, StaffView, SubjectNeed, Verdict
from ...models.words import Stage
from ..scope import Place
from .alone import Hand, uncovered_without
from .eligibility import Verdicts, eligibility
from .prepare import prepare_exchange
from .quotas import in_quota_scope
from .staffing import ReadySchool, Staffing


def staff_view(
    county: County, policy: Policy, staffing: Staffing | None = None, verdicts: Verdicts | None = None
) -> StaffView:
    """Look at every school as its own staff alone would have it, and at every teacher and form.

    ``staffing`` and ``verdicts`` (what `eligibility` says) are worked out where they are not given.
    """
    staffing = staffing or prepare_exchange(county, policy)
    verdicts = verdicts or eligibility(county, policy)
    staff = {person.teacher for place in staffing.schools for person in staffing.ready[place].people}
    ours = {teacher: forms for teacher, forms in verdicts.items() if teacher in staff}
    return StaffView(
        tuple(need for place in staffing.schools for need in subject_needs(place, staffing.ready[place])),
        _supply(staffing),
        tuple(_count(form, ours) for form in Form),
        _quota_counts(county, staffing) if Form.ROTATION.value in policy.exchange.forms else (),
    )


def subject_needs(place: Place, ready: ReadySchool) -> list[SubjectNeed]:
    """Per subject what the own staff covers, and why not the rest."""
    covered: dict[str, int] = defaultdict(int)
    for (_, subject), lessons in ready.teaching[0].items():
        covered[subject] += lessons
    return [
        SubjectNeed(
            *place,
            subject,
            need,
            1000 * covered[subject],
            sum(subject in person.subjects for person in ready.people),
            _reason(ready, subject, need - 1000 * covered[subject]),
        )
        for subject, need in ready.school.need.items()
    ]


def _reason(ready: ReadySchool, subject: str, short: int) -> Shortage | None:
    """Why ``short`` thousandths of the subject stay uncovered under the own staff's best staffing."""
    if not short:
        return None
    if short < 1000:
        return Shortage.FRACTION
    able = [person for person in ready.people if subject in person.subjects and person.lessons_max]
    if not able:
        return Shortage.NOBODY
    in_it = sum(ready.teaching[0].get((person.teacher, subject), 0) for person in able)
    return Shortage.FULL if in_it == sum(person.lessons_max for person in able) else Shortage.ELSEWHERE


def _supply(staffing: Staffing) -> tuple[tuple[Stage, str, int], ...]:
    """Most weekly lessons by stage and main subject."""
    supply: dict[tuple[Stage, str], int] = defaultdict(int)
    for place in staffing.schools:
        for person in staffing.ready[place].people:
            supply[place[1], person.subjects[0]] += 1000 * person.lessons_max
    return tuple(
        (stage, subject, lessons)
        for (stage, subject), lessons in sorted(
            supply.items(), key=lambda item: (item[0][0].rank, item[0][1])
        )
    )


def _count(form: Form, verdicts: Mapping[str, Mapping[Form, Verdict]]) -> FormCount:
    ours = [forms[form] for forms in verdicts.values()]
    barred = Counter(rule for one in ours for rule in {reason.rule for reason in one.barring})
    return FormCount(
        form,
        sum(one.allowed for one in ours),
        len(ours),
        tuple(sorted(barred.items(), key=lambda item: (-item[1], item[0]))),
    )


def _quota_counts(county: County, staffing: Staffing) -> tuple[QuotaCount, ...]:
    counts = []
    for stage in sorted({stage for _, stage in staffing.schools}, key=lambda one: one.rank):
        places = [
            place
            for place in staffing.schools
            if place[1] is stage and in_quota_scope(county.by_id[place[0]], staffing.settings)
        ]
        eligible = sum(person.may_rotate for place in places for person in staffing.ready[place].people)
        owed = [staffing.quota(*place) for place in places]
        counts.append(
            QuotaCount(
                stage,
                len(places),
                eligible,
                sum(rotation for rotation, _ in owed),
                sum(backbone for _, backbone in owed),
            )
        )
    return tuple(counts)


def eligibility_trail(
    county: County, policy: Policy, staffing: Staffing, verdicts: Verdicts | None = None
) -> Iterator[Verdict]:
    """Give every verdict by school, teacher and form, with what the own school would lack without a teacher.

    That figure stands beside visits and rotations that are allowed. It bars nobody by itself: who goes may be
    made up for, but no sender may lose (docs/exchange.md, 24).
    """
    verdicts = verdicts or eligibility(county, policy)
    for place in staffing.schools:
        ready = staffing.ready[place]
        hands = [Hand(one.teacher, one.subjects, one.lessons_max) for one in ready.people]
        need = {subject: ready.school.whole_need(subject) for subject in ready.school.need}
        lost = uncovered_without(hands, need)
        for person in ready.people:
            for form, one in verdicts[person.teacher].items():
                if one.allowed and form in (Form.VISIT, Form.ROTATION) and lost[person.teacher]:
                    own = Reason(ExchangeRule.OWN_NEED, False, lessons=lost[person.teacher])
                    yield one._replace(reasons=(*one.reasons, own))
                else:
                    yield one
