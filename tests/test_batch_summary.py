"""The summary: one row a case in CSV, Parquet and workbook; nothing is a formula, unknown stays unknown."""

import csv
import io
import subprocess
import sys

import pandas as pd
import pyarrow as pa
import pytest
from lianxiao.models.batch import CaseRecord, CaseStatus, How, ManifestCase, Said
from lianxiao.models.plan import TierResult
from lianxiao.models.words import Term
from lianxiao.reports.batch_rows import Summary, summary_of
from lianxiao.reports.batch_summary import CSV, PARQUET, WORKBOOK, summary_files
from lianxiao.reports.messages import LANGS, Lang
from openpyxl import load_workbook
from pyarrow import parquet

EVIL = '=HYPERLINK("http://x","y")'
KEY, OTHER = "a" * 64, "b" * 64
CASES = (
    ManifestCase(county="青石县", source="p/青石县", folder="青石县/as-it-is", key=KEY),
    ManifestCase(county=EVIL, source="p/evil", scenario="@x", folder="evil/x", key=KEY),
    ManifestCase(county="later", source="p/later", folder="later/as-it-is", key=OTHER),
)


def case_record(status: CaseStatus, **more: object) -> CaseRecord:
    how = How(time_limit=60, workers=1, seed=0)
    fixed = {"case": "as-it-is", "key": KEY, "exit": 0, "how": how, "program": "lianxiao 0"}
    return CaseRecord.model_validate({"county": "x", "status": status, **fixed, **more})


def made() -> Summary:
    tiers = (
        TierResult(terms={Term.UNPLACED: 0}, value=0, best=0, bound=0, proven=True),
        TierResult(terms={Term.TOTAL_KM: 1.0005, Term.OPENING_COST: 2}, value=3.0005, bound=None),
    )
    said = tuple(
        Said(level="error", code="x", file="needs.csv", row=row, text=f"wrong {row}\x07")
        for row in range(1, 6)
    )
    return summary_of(
        CASES,
        {
            "青石县/as-it-is": case_record(CaseStatus.FEASIBLE, tiers=tiers, alliances=4, unplaced=0),
            "evil/x": case_record(CaseStatus.WRONG_INPUT, messages=said, exit=3),
        },
    )


@pytest.mark.parametrize("lang", LANGS)
def test_the_table_for_people(lang: Lang) -> None:
    content = summary_files(made(), lang)[CSV]
    assert content.startswith(b"\xef\xbb\xbf")
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert header[0] == {"en": "county", "zh": "县区"}[lang]
    assert rows[1][0] == "'" + EVIL
    assert rows[1][1] == "'@x"
    said = dict(zip(header, rows[0], strict=True))
    value = said[{"en": "tier_2_value", "zh": "第2级值"}[lang]]
    proven = said[{"en": "tier_2_proven", "zh": "第2级已证明"}[lang]]
    bound = said[{"en": "tier_2_bound", "zh": "第2级下界"}[lang]]
    assert (value, proven, bound) == ("3.0005", {"en": "no", "zh": "否"}[lang], "")
    assert rows[2][4] == {"en": "not run", "zh": "未运行"}[lang]
    errors = rows[1][-1]
    assert errors.startswith("needs.csv:1 wrong 1\\x07 | ")
    assert errors.endswith("(+2)")


def test_the_table_for_programs_has_types_and_the_same_names_in_every_language() -> None:
    tables = [parquet.read_table(io.BytesIO(summary_files(made(), lang)[PARQUET])) for lang in LANGS]
    assert tables[0].equals(tables[1])
    schema = tables[0].schema
    assert schema.field("tier_2_value").type == pa.float64()
    assert schema.field("tier_1_proven").type == pa.bool_()
    assert schema.field("alliances").type == pa.int64()
    rows = tables[0].to_pylist()
    assert rows[0]["tier_2_aim"] == "total_km + opening_cost"
    assert rows[0]["tier_2_bound"] is None
    assert rows[1]["county"] == EVIL
    assert rows[1]["tier_1_value"] is None
    assert (rows[1]["county_sha256"], rows[1]["plan_sha256"], rows[1]["machine"]) == (None, None, None)
    assert (rows[2]["status"], rows[2]["exit"], rows[2]["key"]) == ("not run", None, OTHER)


@pytest.mark.parametrize("lang", LANGS)
def test_the_workbook_has_no_formula_and_a_fixed_header(lang: Lang) -> None:
    sheet = load_workbook(io.BytesIO(summary_files(made(), lang)[WORKBOOK])).active
    assert sheet is not None
    assert sheet.freeze_panes == "B2"
    assert all(cell.font.b for cell in sheet[1])
    assert sheet.auto_filter.ref is not None
    assert sheet["A3"].value == EVIL
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert all(cell.hyperlink is None for row in sheet.iter_rows() for cell in row)
    assert sheet["G2"].value == 4
    assert 6 <= sheet.column_dimensions["A"].width <= 61


def test_a_folder_name_that_is_no_text_is_spelled_out() -> None:
    case = CASES[0].model_copy(update={"county": "a\udcff"})
    files = summary_files(summary_of([case], {}), "en")
    assert b"\na\\udcff," in files[CSV]
    assert parquet.read_table(io.BytesIO(files[PARQUET]))["county"].to_pylist() == ["a\\udcff"]


def test_pandas_reads_the_table_for_programs_with_its_types() -> None:
    read = pd.read_parquet(io.BytesIO(summary_files(made(), "zh")[PARQUET]))
    kinds = {str(kind) for kind in read.dtypes}
    assert kinds == {"string", "Int64", "Float64", "boolean"}
    assert read["tier_2_bound"].isna().all()


def test_pandas_is_loaded_when_a_summary_is_written_and_not_before() -> None:
    script = (
        "import sys, lianxiao.instances.read, lianxiao.reports.commands.solve; "
        "import lianxiao.reports.commands.batch as batch; assert batch.summary_files; print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert not {"pandas", "pyarrow", "xlsxwriter"} & set(done.stdout.split())


def test_a_batch_without_any_answer_has_a_summary_too() -> None:
    files = summary_files(summary_of(CASES, {}), "en")
    assert parquet.read_table(io.BytesIO(files[PARQUET]))["status"].to_pylist() == ["not run"] * 3
