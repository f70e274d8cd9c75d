"""The rules of postings, shadowing, mentor pairs and events: id, sentence in both languages, and source.

The sources are sentences of docs/duties.md. The other rows of an exchange: ``row_rule.py``.
"""

from enum import StrEnum

from .rule import Wording


class CalendarRule(StrEnum):
    """Ids of the rules of people who go for weeks, of mentor pairs and of the calendar."""

    STAY_WEEKS = "stay_weeks"
    STAY_TWICE = "stay_twice"
    STAY_VISITS = "stay_visits"
    STAY_PLACE = "stay_place"
    POSTING_POST = "posting_post"
    SHADOWING_POST = "shadowing_post"
    BATCH = "shadowing_batch"
    MENTOR_PLACE = "mentor_place"
    MENTOR_SUBJECT = "mentor_subject"
    MENTEES_MAX = "mentees_max"
    MENTEE_ONCE = "mentee_once"
    EVENT_ALLIANCE = "event_alliance"
    EVENT_WEEK = "event_week"
    EVENT_HOST = "event_host"
    EVENT_PERSON = "event_person"
    EVENT_BLOCKED = "event_blocked"
    TWO_PLACES = "two_places"
    MANAGERS_AWAY = "managers_away"
    LEADER = "subject_leader"


CALENDAR_WORDINGS: dict[CalendarRule, Wording] = {
    CalendarRule.STAY_WEEKS: Wording(
        "{teacher} goes to {school} in week {week} of {semester}, which is no teaching week, or "
        "one before the "
        "alliance begins.",
        "{teacher} 在 {semester} 第 {week} 周到 {school}，该周不是教学周，或联盟尚未开始。",
        "duties 13",
    ),
    CalendarRule.STAY_TWICE: Wording(
        "{teacher} is posted and shadows in {semester}, or goes twice in one week.",
        "{teacher} 在 {semester} 既挂职又跟岗，或同一周安排了两次。",
        "duties 14",
    ),
    CalendarRule.STAY_VISITS: Wording(
        "{teacher} visits other schools in {semester}; beside it the plan has: {form}.",
        "{teacher} 在 {semester} 走教，方案又安排了：{form}。",
        "duties 14",
    ),
    CalendarRule.STAY_PLACE: Wording(
        "{teacher} of {from_school} goes to {school}: a {form} is at another school of the same "
        "alliance, not at "
        "a point.",
        "{from_school} 的 {teacher} 到 {school}：“{form}”应在同一联盟的另一所学校，而非教学点。",
        "duties 13, 16",
    ),
    CalendarRule.POSTING_POST: Wording(
        "{teacher} is posted to {school}, but is neither a manager nor a reserve cadre.",
        "{teacher} 到 {school} 挂职，但不是管理人员或后备干部。",
        "duties 15, X15, X19",
    ),
    CalendarRule.SHADOWING_POST: Wording(
        "{teacher} shadows at {school}, but is a manager: managers are posted.",
        "{teacher} 到 {school} 跟岗，但属于管理人员，应安排挂职。",
        "duties 17",
    ),
    CalendarRule.BATCH: Wording(
        "{count} teachers of {school} ({stage}) shadow in week {week} of {semester}; a batch has "
        "at most {limit}.",
        "{school}（{stage}）在 {semester} 第 {week} 周有 {count} 名教师跟岗，一批最多 {limit} 名。",
        "duties 17, X3",
    ),
    CalendarRule.MENTOR_PLACE: Wording(
        "{teacher} is to mentor {mentee}: the mentor is of the core, the mentee of a member of "
        "the same alliance, "
        "and the alliance has begun.",
        "{teacher} 指导 {mentee}：师父应来自核心校，徒弟应来自同一联盟的成员校，且联盟已开始。",
        "duties 18",
    ),
    CalendarRule.MENTOR_SUBJECT: Wording(
        "{teacher} is to mentor {mentee} in {subject}, which is not the main subject of both.",
        "{teacher} 指导 {mentee} 的学科为 {subject}，不是二人共同的主教学科。",
        "duties 18",
    ),
    CalendarRule.MENTEES_MAX: Wording(
        "{teacher} has {count} mentees in {semester}; at most {limit} are allowed.",
        "{teacher} 在 {semester} 指导 {count} 名徒弟，最多 {limit} 名。",
        "duties 18",
    ),
    CalendarRule.MENTEE_ONCE: Wording(
        "{teacher} has {count} mentors in {semester}.",
        "{teacher} 在 {semester} 有 {count} 名师父。",
        "duties 18",
    ),
    CalendarRule.EVENT_ALLIANCE: Wording(
        "The {table} of the plan speak of {alliance}, which is no alliance of it.",
        "方案的 {table} 提到 {alliance}，但方案中没有这个联盟。",
        "contract §2",
    ),
    CalendarRule.EVENT_WEEK: Wording(
        "{duty} of {alliance} is in week {week} of {semester}, which is no teaching week, or one before the "
        "alliance begins.",
        "{alliance} 的 {duty} 安排在 {semester} 第 {week} 周，该周不是教学周，或联盟尚未开始。",
        "duties 20",
    ),
    CalendarRule.EVENT_HOST: Wording(
        "{duty} of {alliance} is to be held at {school}, which is not of this alliance.",
        "{alliance} 的 {duty} 由 {school} 承办，但该校不在这个联盟。",
        "duties 10",
    ),
    CalendarRule.EVENT_PERSON: Wording(
        "{teacher} is to attend {duty} of {alliance}, but is neither a teacher nor a school of it.",
        "{teacher} 列为 {alliance} 的 {duty} 参加者，但不是该联盟的教师或学校。",
        "duties 12",
    ),
    CalendarRule.EVENT_BLOCKED: Wording(
        "{duty} of {alliance} in week {week} of {semester} is on {half_day}, which is blocked for {teacher}.",
        "{alliance} 在 {semester} 第 {week} 周 {half_day} 的 {duty}，而该半天 {teacher} 不可用。",
        "duties 21",
    ),
    CalendarRule.TWO_PLACES: Wording(
        "{teacher} cannot attend {duty} of {alliance} in week {week} of {semester} ({half_day}); "
        "at that time also: {form}.",
        "{teacher} 无法参加 {alliance} 在 {semester} 第 {week} 周（{half_day}）的 {duty}；同时还有：{form}。",
        "duties 21",
    ),
    CalendarRule.MANAGERS_AWAY: Wording(
        "{count} managers of {school} are away in week {week} of {semester}; at most 1 may be.",
        "{school} 在 {semester} 第 {week} 周有 {count} 名管理人员外出，最多 1 名。",
        "duties 22",
    ),
    CalendarRule.LEADER: Wording(
        "{teacher} is to lead {subject}, but is no teacher of that main subject at its schools.",
        "{teacher} 列为 {subject} 学科带头人，但不是相关学校以该学科为主教学科的教师。",
        "duties 32, M9",
    ),
}
