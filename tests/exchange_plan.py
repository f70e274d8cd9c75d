"""One small plan with an exchange, written by hand, for tests of what is shown and written of it.

Core A leads j, whose point is p; u stays unplaced. Own staff alone: A lacks 2 of 12 lessons of maths (T1 may
give 10), j the 3 of music at p, u 2 of art: 7 in all. In autumn T1 and T3 change places; T2 visits p all
year. Then A lacks 2 and u 2: 4 in both semesters.
"""

from lianxiao.models.county import County
from lianxiao.models.half_day import HalfDay
from lianxiao.models.plan import (
    Alliance,
    AllianceExchange,
    CalendarEntry,
    Duty,
    Exchange,
    ExchangeTier,
    MentorPair,
    PlacedMember,
    Plan,
    Posting,
    Rotation,
    Run,
    Shadowing,
    Teaching,
    TierResult,
    Unplaced,
    Visit,
)
from lianxiao.models.teacher import Backbone
from lianxiao.models.words import Role, Term
from lianxiao.tests.made_staff import PRIMARY, county, need, school, teacher

AUTUMN, SPRING = "2026-1", "2026-2"
ALLIANCE = "primary-A"


def here() -> County:
    """Give the county of the plan."""
    needs = need("A", maths=12, music=4) + need("j", maths=8) + need("p", music=3) + need("u", art=2)
    return county(
        school("A", Role.CORE),
        school("j"),
        school("p", Role.NONE, parent_id="j"),
        school("u"),
        needs=tuple(needs),
        teachers=(
            teacher("T1", "A", "maths"),
            teacher("T2", "A", "music", lessons_max=8, backbone=Backbone.COUNTY),
            teacher("T3", "j", "maths"),
        ),
    )


def taught(who: str, where: str, subject: str, semester: str, lessons: int) -> Teaching:
    return Teaching(
        teacher=who, school=where, stage=PRIMARY, subject=subject, semester=semester, lessons=lessons
    )


def visit(semester: str) -> Visit:
    return Visit(
        teacher="T2",
        from_="A",
        to="p",
        subject="music",
        stage=PRIMARY,
        semester=semester,
        half_days={HalfDay.TUE_AM: 3},
        lessons=3,
    )


def tier(term: Term, value: float, bound: float, *, proven: bool) -> TierResult:
    return TierResult(terms={term: value}, value=value, best=value, bound=bound, proven=proven)


def duty(kind: str, planned: int, minimum: int = 1, **given: str) -> Duty:
    return Duty(alliance=ALLIANCE, kind=kind, planned=planned, minimum=minimum, **given)


TEACHING = (
    *(taught("T2", "A", "music", semester, 4) for semester in (AUTUMN, SPRING)),
    *(taught("T2", "p", "music", semester, 3) for semester in (AUTUMN, SPRING)),
    taught("T1", "j", "maths", AUTUMN, 8),
    taught("T3", "A", "maths", AUTUMN, 10),
    taught("T1", "A", "maths", SPRING, 10),
    taught("T3", "j", "maths", SPRING, 8),
)
EXCHANGE = Exchange(
    teaching=TEACHING,
    visits=(visit(AUTUMN), visit(SPRING)),
    rotations=(
        Rotation(teacher="T1", from_="A", to="j", subject="maths", semesters=(AUTUMN,)),
        Rotation(teacher="T3", from_="j", to="A", subject="maths", semesters=(AUTUMN,)),
    ),
    postings=(Posting(teacher="T3", from_="j", to="A", semester=SPRING, weeks=(5, 6)),),
    shadowing=(Shadowing(teacher="T1", from_="A", to="j", semester=SPRING, weeks=(7,)),),
    mentors=tuple(
        MentorPair(mentor="T2", mentee="T3", subject="music", semester=semester)
        for semester in (AUTUMN, SPRING)
    ),
    alliances=(
        AllianceExchange(
            alliance=ALLIANCE,
            tiers=(
                ExchangeTier(terms={Term.UNCOVERED_LESSONS: 2}, value=2, bound=2, proven=True),
                ExchangeTier(terms={Term.QUOTA_MISSED: 1}, value=1, bound=0, proven=False),
            ),
        ),
    ),
)
PLAN = Plan(
    status="feasible",
    alliances=(
        Alliance(
            id=ALLIANCE,
            mode="joint_alliance",
            stage=PRIMARY,
            core="A",
            members=(PlacedMember(school="j", points=("p",)),),
        ),
    ),
    unplaced=(Unplaced(school="u", stage=PRIMARY),),
    tiers=(
        tier(Term.UNPLACED, 1, 1, proven=True),
        tier(Term.UNCOVERED_LESSONS, 4, 4, proven=True),
        tier(Term.WORST_KM, 5, 5, proven=True),
        tier(Term.QUOTA_MISSED, 4, 3, proven=False),
    ),
    exchange=EXCHANGE,
    calendar=(
        CalendarEntry(
            alliance=ALLIANCE,
            kind="council",
            semester=AUTUMN,
            week=3,
            half_day=HalfDay.WED_PM,
            host="A",
            attending=("A", "j"),
            online=True,
        ),
    ),
    duties=(
        duty("council", 1, due="2026-1:w18", semester=AUTUMN, owner="A"),
        duty("posting", 1, due="2026-1:w18", semester=AUTUMN, owner="j"),
        duty("posting", 0, due="2026-2:w18", semester=SPRING, owner="j", reason="Nobody may go."),
        duty("semester_report", 1, due="2026-1:w18", semester=AUTUMN, owner="A"),
        duty("cooperation_plan", 1, due="2027-04-30", owner="A"),
        duty("posting_report", 1, due="2026-2:w18", semester=SPRING, owner="T3"),
        duty("tea_party_minutes", 1, due="2027-01-08", owner="j"),
    ),
    run=Run(),
)
