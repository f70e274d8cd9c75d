"""The good county of the reading tests with teachers and every table of the school year, on disk."""

from pathlib import Path

from lianxiao.instances.read import ReadCounty, read_county

from .test_reading_county import GOOD, written

STAFFED = {
    "teachers.csv": """\
teacher_id,name,school_id,stage,subject,second_subject,lessons,lessons_max,sex,birth,backbone,master,manager,tenure_from,last_exchange,exempt,exempt_until,willing
T1,Li,0001,primary,music,,14,,f,1985-03,county,no,none,2010-09,,,,yes
T2,Wang,0001,primary,chinese,music,12,16,m,1979-11,none,yes,head,2015-08,2018-09,,,
T3,Zhao,0002,,maths,,10,,f,1990-01,none,no,middle,2019-09,,nursing,2026-12,no
T4,Sun,0004,junior,physics,,8,,m,1972-05,school,no,none,2001-09,,,,
""",
    "loads.csv": "stage,subject,standard\nprimary,music,17\njunior,*,13\n",
    "curriculum.csv": "stage,grade,subject,lessons\nprimary,1,music,2\nprimary,1,chinese,8\n",
    "calendar.csv": """\
semester,week,monday,kind
2026-1,1,2026-09-07,teaching
2026-1,2,2026-09-14,exam
2026-2,1,2027-03-01,
""",
    "blocked.csv": "id,half_day,semester\nT1,mon_am,2026-1\n0002,wed_pm,\n",
    "vehicles.csv": "from_id,to_id,half_day,seats\n0001,0002,mon_am,3\n0001,0002,mon_am,3\n",
    "exchanges.csv": """\
kind,teacher,from,to,subject,stage,semester,half_days,lessons,mentor,mentee
visit,T1,0001,9999,music,primary,2025-1,mon_am:3;wed_am:2,5,,
mentor,,,,maths,,2025-2,,,T2,T3
""",
    "duties.csv": "mode,kind,minimum\njoint_alliance,council,3\n,Fussball,1\n",
    "log.csv": "semester,week,alliance,kind,school,people,times,online\n2025-2,3,West,visit,0002,T1,2,no\n",
    "results.csv": "school_id,stage,year,indicator,value\n0002,primary,2025,pass rate,91.5\n",
}
TEACHERS = STAFFED["teachers.csv"]
HEADER = TEACHERS.splitlines()[0]
WITH_NEEDS = GOOD["needs.csv"] + "0001,primary,maths,4,0\n0001,primary,chinese,8,0\n0004,junior,physics,2,0\n"


def staffed(folder: Path, files: dict[str, str | bytes] | None = None, leave_out: str = "") -> Path:
    """The good county with teachers and every table of the school year."""
    return written(folder, {**STAFFED, "needs.csv": WITH_NEEDS, **(files or {})}, leave_out)


def read(tmp_path: Path, files: dict[str, str | bytes] | None = None, leave_out: str = "") -> ReadCounty:
    return read_county(staffed(tmp_path, files, leave_out))


def teacher(**cells: str) -> str:
    """The good teachers and one more in row 6."""
    row = {"teacher_id": "T5", "school_id": "0002", "stage": "primary", "subject": "music", **cells}
    columns = HEADER.split(",")
    extra = [column for column in row if column not in columns]
    first = [line + "," * len(extra) for line in TEACHERS.splitlines()]
    first[0] = ",".join([HEADER, *extra])
    return "\n".join([*first, ",".join(row.get(column, "") for column in [*columns, *extra]), ""])


CHINESE = {
    "teachers.csv": """\
教师编号,姓名,学校标识码,学校名称,学段,任教学科,兼教学科,周课时,周课时上限,性别,出生年月,骨干教师级别,名师,行政职务,本校任教起始年月,上次交流年月,暂不交流原因,暂不交流截止年月,交流意愿
T1,李老师,0001,城关小学,小学,音乐,无,14,18,女,1985年3月,县级骨干,否,无,201009,,无,,愿意
T2,王老师,0002,东岭小学,,语文,音乐,12,,男,19791105,市级学科带头人,是,副校长,2015/8/15,从未,哺乳期,2027.06,不愿意
""",
    "loads.csv": "学段,学科,标准课时\n小学,其他,19\n",
    "calendar.csv": "学期,周次,周一日期,周类型\n2026-2027学年第一学期,1,2026年9月7日,教学周\n"
    "2026年秋季学期,2,,考试周\n2027年春季学期,1,,\n",
    "blocked.csv": "编号,半天,学期\nT1,周一上午,第一学期\n0002,星期五下午,\n",
    "vehicles.csv": "起点标识码,终点标识码,半天,座位数\n0001,0002,周三上午,４\n",
    "exchanges.csv": "交流形式,教师编号,派出学校,接收学校,学科,学期,走教半天\n"
    "走教,T1,0001,0002,音乐,2025-1,周一上午:3；周三上午:2\n挂职,T2,0002,0001,,,\n",
    "duties.csv": "办学模式,帮扶任务,按,最低次数,周期,承办学校,参加人员,是否线上\n"
    "联合联盟捆绑办学,理事会会议,联盟,2,每学年,轮流承办,校长,否\n",
    "log.csv": "学期,周次,活动类型,学校,参与人员,次数,是否线上,佐证材料\n2025-1,3,走教,0002,T1,2,否,照片\n",
    "results.csv": "学校标识码,学段,年度,指标,数值\n0002,小学,2025,合格率,91.5\n",
}
