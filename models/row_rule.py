"""The rules that the rows of a teacher exchange keep: id, sentence in both languages, and source.

The sources are sentences of docs/exchange.md. Who may go at all stands in ``exchange_rule.py``.
"""

from enum import StrEnum

from .rule import Wording


class RowRule(StrEnum):
    """Ids of the rules of the exchange's rows."""

    NO_TEACHERS = "exchange_without_teachers"
    KNOWN_TEACHER = "known_teacher"
    KNOWN_SEMESTER = "known_semester"
    TAKES_NO_PART = "exchange_takes_no_part"
    TEACHER_STAGE = "teacher_stage"
    TEACHER_SUBJECT = "teacher_subject"
    ROW_TWICE = "exchange_row_twice"
    FROM = "exchange_from"
    LESSONS_MAX = "teacher_lessons_max"
    NEED = "lessons_beyond_need"
    TEACHING_PLACE = "teaching_place"
    VISIT_TAUGHT = "visit_taught"
    ROTATION_TAUGHT = "rotation_taught"
    ALLIANCE = "exchange_alliance"
    ROTATION_SCOPE = "rotation_scope"
    CLOSED = "exchange_closed"
    NOT_AWAY = "exchange_not_away"
    POINT = "rotation_point"
    SITE_NEED = "visit_site_need"
    VISIT_WAY = "visit_way"
    ROTATION_WAY = "rotation_way"
    VISIT_LESSONS = "visit_lessons"
    VISIT_DAYS = "visit_days"
    ONE_SITE = "visit_one_site"
    HALF_DAY_LESSONS = "visit_half_day_lessons"
    HOME_LESSONS = "visit_home_lessons"
    HOME_FITS = "visit_home_fits"
    BLOCKED = "visit_blocked"
    BETWEEN = "visit_between"
    VISITORS = "visitors"
    DAY_LESSONS = "visit_day_lessons"
    SEATS = "visit_seats"
    ROTATES_ONCE = "rotates_once"
    ROTATION_LESSONS = "rotation_lessons"
    ROTATION_BESIDE = "rotation_beside"
    AWAY = "away_share"
    BACKBONE_AWAY = "backbone_away_share"
    SENDER_LOSES = "sender_loses"
    TEACHER_AWAY = "teacher_away"
    ROTATED_ALREADY = "rotated_already"
    ROTATION_RUNS = "rotation_runs"


ROW_WORDINGS: dict[RowRule, Wording] = {
    RowRule.NO_TEACHERS: Wording(
        "The plan has rows of a teacher exchange, but the county has no teachers.csv to hold them against.",
        "方案中有教师交流数据，但本县没有 teachers.csv，无从核对。",
        "contract §1 teachers.csv",
    ),
    RowRule.KNOWN_TEACHER: Wording(
        "{teacher} ({table} of the plan) is not a teacher of this county.",
        "{teacher}（方案的 {table}）不是本县的教师。",
        "contract §1 teachers.csv",
    ),
    RowRule.KNOWN_SEMESTER: Wording(
        "{teacher} ({table} of the plan): {semester} is no planned semester of this school year.",
        "{teacher}（方案的 {table}）：{semester} 不是本学年要安排的学期。",
        "exchange 6",
    ),
    RowRule.TAKES_NO_PART: Wording(
        "{school} takes no part (role none), but {table} of the plan names it with {teacher}.",
        "{school} 不参加（角色为“不参加”），但方案的 {table} 中列有它和 {teacher}。",
        "exchange 1",
    ),
    RowRule.TEACHER_STAGE: Wording(
        "{teacher} serves {true}, but {table} of the plan says {stage}.",
        "{teacher} 的学段为 {true}，但方案的 {table} 写为 {stage}。",
        "exchange 4",
    ),
    RowRule.TEACHER_SUBJECT: Wording(
        "{teacher} teaches {true}, but {table} of the plan says {subject}.",
        "{teacher} 的任教学科为 {true}，但方案的 {table} 写为 {subject}。",
        "exchange 4",
    ),
    RowRule.ROW_TWICE: Wording(
        "{table} of the plan has several rows for {teacher}, {school}, {subject}, {semester}.",
        "方案的 {table} 中 {teacher}、{school}、{subject}、{semester} 重复出现。",
        "exchange 35",
    ),
    RowRule.FROM: Wording(
        "{teacher} belongs to {true}, but {table} of the plan says from {claimed}.",
        "{teacher} 属于 {true}，但方案的 {table} 写为从 {claimed} 派出。",
        "exchange 4",
    ),
    RowRule.LESSONS_MAX: Wording(
        "{teacher} gives {lessons} lessons a week in {semester}; at most {limit} are allowed.",
        "{teacher} 在 {semester} 每周任课 {lessons} 节，最多 {limit} 节。",
        "exchange 4",
    ),
    RowRule.NEED: Wording(
        "{school} ({stage}) gets {lessons} lessons of {subject} in {semester}; it needs {limit}.",
        "{school}（{stage}）在 {semester} 有 {subject} 课 {lessons} 节，而需求为 {limit} 节。",
        "exchange 4",
    ),
    RowRule.TEACHING_PLACE: Wording(
        "{teacher} gives {lessons} lessons of {subject} at {school} in {semester} without a "
        "visit or rotation there.",
        "{teacher} 在 {semester} 于 {school} 任 {subject} 课 {lessons} 节，但没有到该校的走教或轮岗。",
        "exchange 35",
    ),
    RowRule.VISIT_TAUGHT: Wording(
        "{teacher} visits {school} in {semester} for {visited} lessons of {subject}; the "
        "teaching rows say {lessons}.",
        "{teacher} 在 {semester} 到 {school} 走教 {subject} 课 {visited} 节，而任课表为 {lessons} 节。",
        "exchange 35",
    ),
    RowRule.ROTATION_TAUGHT: Wording(
        "{teacher} rotates to {school} in {semester}, but gives {lessons} lessons elsewhere.",
        "{teacher} 在 {semester} 轮岗到 {school}，但在别处任课 {lessons} 节。",
        "exchange 22",
    ),
    RowRule.ALLIANCE: Wording(
        "{teacher} of {from_school} goes to {school}, which is not in the same alliance.",
        "{from_school} 的 {teacher} 到 {school}，而该校不在同一联盟。",
        "exchange 12",
    ),
    RowRule.ROTATION_SCOPE: Wording(
        "{teacher} of {from_school} rotates to {school}, which lies outside the scope {limit}.",
        "{from_school} 的 {teacher} 轮岗到 {school}，超出轮岗范围 {limit}。",
        "exchange 12",
    ),
    RowRule.CLOSED: Wording(
        "{teacher} goes to {school} in {semester}, but the alliance of {core} exchanges only "
        "from {limit} on.",
        "{teacher} 在 {semester} 到 {school}，但 {core} 牵头的联盟从 {limit} 起才开展交流。",
        "exchange 13",
    ),
    RowRule.NOT_AWAY: Wording(
        "{teacher} is at {from_school} already; going to {school} is no visit, rotation, posting "
        "or shadowing.",
        "{teacher} 本就在 {from_school}，到 {school} 不算走教、轮岗、挂职或跟岗。",
        "exchange 14",
    ),
    RowRule.POINT: Wording(
        "{teacher} rotates to {school}, which is a point or campus: a rotation names the school itself.",
        "{teacher} 轮岗到 {school}，它是教学点或校区；轮岗应写学校本身。",
        "exchange 15",
    ),
    RowRule.SITE_NEED: Wording(
        "Visitors give {lessons} lessons of {subject} at {school} in {semester}; it needs {limit} itself.",
        "走教教师在 {semester} 于 {school} 任 {subject} 课 {lessons} 节，而该校（点）自身需求为 {limit} 节。",
        "exchange 14",
    ),
    RowRule.VISIT_WAY: Wording(
        "{teacher}: the way from {from_school} to {school} takes {minutes} minutes; a visit allows {limit}.",
        "{teacher}：{from_school} 到 {school} 需 {minutes} 分钟，走教限 {limit} 分钟。",
        "exchange 14",
    ),
    RowRule.ROTATION_WAY: Wording(
        "{teacher}: the way from {from_school} to {school} takes {minutes} minutes; a rotation "
        "allows {limit}.",
        "{teacher}：{from_school} 到 {school} 需 {minutes} 分钟，轮岗限 {limit} 分钟。",
        "exchange 15",
    ),
    RowRule.VISIT_LESSONS: Wording(
        "{teacher} at {school} in {semester}: {lessons} lessons of {subject} do not fit the half-days, "
        "which have {sum}, each at least 1.",
        "{teacher} 在 {semester} 到 {school}：{subject} 课 {lessons} 节与各半天合计 {sum} "
        "节（每个半天至少 1 节）不符。",
        "contract §2 visit",
    ),
    RowRule.VISIT_DAYS: Wording(
        "{teacher} visits on {days} days a week in {semester}; at most {limit} are allowed.",
        "{teacher} 在 {semester} 每周走教 {days} 天，最多 {limit} 天。",
        "exchange 16",
    ),
    RowRule.ONE_SITE: Wording(
        "{teacher} is at several schools on {half_day} in {semester}: {places}.",
        "{teacher} 在 {semester} 的 {half_day} 同时在多校：{places}。",
        "exchange 16",
    ),
    RowRule.HALF_DAY_LESSONS: Wording(
        "{teacher} gives {lessons} lessons on {half_day} in {semester}; at most {limit} are allowed.",
        "{teacher} 在 {semester} 的 {half_day} 任课 {lessons} 节，最多 {limit} 节。",
        "exchange 16",
    ),
    RowRule.HOME_LESSONS: Wording(
        "{teacher} visits in {semester} and keeps {lessons} lessons at home; at least {limit} must stay.",
        "{teacher} 在 {semester} 走教，本校只留 {lessons} 节，至少应留 {limit} 节。",
        "exchange 16",
    ),
    RowRule.HOME_FITS: Wording(
        "{teacher} visits in {semester}; {lessons} lessons at home do not fit the half-days "
        "left, which hold {limit}.",
        "{teacher} 在 {semester} 走教后，剩余半天最多 {limit} 节，容不下本校的 {lessons} 节课。",
        "exchange 16",
    ),
    RowRule.BLOCKED: Wording(
        "{teacher} visits {school} on {half_day} in {semester}, which is blocked.",
        "{teacher} 在 {semester} 的 {half_day} 到 {school} 走教，而该半天不可用。",
        "exchange 16",
    ),
    RowRule.BETWEEN: Wording(
        "{teacher} goes from {from_school} to {school} at noon on {half_day} in {semester}: the "
        "way takes {minutes} "
        "minutes, {limit} are allowed.",
        "{teacher} 在 {semester} 的 {half_day} 中午由 {from_school} 转到 {school}：需 {minutes} "
        "分钟，限 {limit} 分钟。",
        "exchange 17",
    ),
    RowRule.VISITORS: Wording(
        "{school} ({stage}) has {count} visitors for {subject} in {semester}; at most {limit} are allowed.",
        "{school}（{stage}）在 {semester} 的 {subject} 课有 {count} 名走教教师，最多 {limit} 名。",
        "exchange 18",
    ),
    RowRule.DAY_LESSONS: Wording(
        "Visitors give {lessons} lessons of {subject} at {school} ({stage}) on one day "
        "({half_day}) in {semester}; "
        "at most {limit} are allowed.",
        "走教教师在 {semester} 的同一天（{half_day}）于 {school}（{stage}）任 {subject} 课 "
        "{lessons} 节，最多 {limit} 节。",
        "exchange 19",
    ),
    RowRule.SEATS: Wording(
        "{count} visitors go from {from_school} to {school} on {half_day} in {semester}; the "
        "vehicle has {limit} seats.",
        "{semester} 的 {half_day} 有 {count} 人由 {from_school} 到 {school} 走教，车辆只有 {limit} 个座位。",
        "exchange 20",
    ),
    RowRule.ROTATES_ONCE: Wording(
        "{teacher} rotates more than once in the school year.",
        "{teacher} 在本学年轮岗不止一次。",
        "exchange 22",
    ),
    RowRule.ROTATION_LESSONS: Wording(
        "{teacher} rotates to {school} and gives {lessons} lessons there in {semester}; at least "
        "{limit} are due.",
        "{teacher} 轮岗到 {school}，{semester} 在该校任课 {lessons} 节，至少应为 {limit} 节。",
        "exchange 22",
    ),
    RowRule.ROTATION_BESIDE: Wording(
        "{teacher} rotates in {semester}; beside it the plan has: {form}.",
        "{teacher} 在 {semester} 轮岗，方案又安排了：{form}。",
        "exchange 22",
    ),
    RowRule.AWAY: Wording(
        "{count} teachers of {school} ({stage}) rotate in {semester}; at most {limit} may be away at once.",
        "{school}（{stage}）在 {semester} 有 {count} 名教师轮岗，同时最多 {limit} 名。",
        "exchange 23",
    ),
    RowRule.BACKBONE_AWAY: Wording(
        "{count} backbone teachers of {school} ({stage}) rotate in {semester}; at most {limit} "
        "may be away at once.",
        "{school}（{stage}）在 {semester} 有 {count} 名骨干教师轮岗，同时最多 {limit} 名。",
        "exchange 23",
    ),
    RowRule.SENDER_LOSES: Wording(
        "{school} ({stage}) sends teachers in {semester} and is left with {lessons} uncovered "
        "lessons; its own staff "
        "alone would leave {limit}.",
        "{school}（{stage}）在 {semester} 派出教师后缺 {lessons} 节课，而仅靠本校教师只缺 {limit} 节。",
        "exchange 24",
    ),
    RowRule.TEACHER_AWAY: Wording(
        "{teacher} is away in {semester}; {table} of the plan has a row.",
        "{teacher} 在 {semester} 离岗，而方案的 {table} 中仍有安排。",
        "exchange 37",
    ),
    RowRule.ROTATED_ALREADY: Wording(
        "{teacher} has rotated in this school year already (exchanges.csv) and does not rotate again.",
        "{teacher} 本学年已参加过轮岗（exchanges.csv），不再安排轮岗。",
        "exchange 40",
    ),
    RowRule.ROTATION_RUNS: Wording(
        "{teacher} is rotating to {school} in this school year (exchanges.csv): the rotation goes on "
        "to its end, with all lessons there.",
        "{teacher} 本学年正在 {school} 轮岗（exchanges.csv）：轮岗应按原安排持续到期满，课时均在该校。",
        "exchange 42",
    ),
}
