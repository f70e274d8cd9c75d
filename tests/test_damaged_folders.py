"""Damaged folders: reading succeeds or lists its findings, never anything else, and changes no file."""

import random
import string
from pathlib import Path

import pytest
from lianxiao.instances.read import read_county
from lianxiao.models.errors import InputError
from lianxiao.models.finding import Finding, Level
from lianxiao.reports.messages import catalogue, finding_text, mend_text

from .staffed_county import CHINESE as CHINESE_STAFF
from .staffed_county import STAFFED, WITH_NEEDS
from .test_reading_county import CHINESE, GOOD, written

SEEDS = range(320)
CELLS = [
    "",
    " ",
    "x",
    "-1",
    "9" * 400,
    "1e400",
    "nan",
    "0x10",
    "../../etc/passwd",
    "C:\\x",
    "\x07",
    "\u202e",
    "true",
    "1,5",
    "84601.0",
    "8.46E+05",
    "2019-13",
    "０００２",
    '"',
    "'",
    "=1+1",
    "{0}",
    "{value}",
    "%s",
    "𠀀",
    "primary;junior",
    "0001",
    "0002",
    "T1",
    "2026-2",
    "mon_am",
    "周六上午",
    "2026-02-30",
    "primary",
]


def _cell(content: bytes, dice: random.Random) -> bytes:
    lines = content.decode("utf-8").split("\n")
    at = dice.randrange(len(lines))
    cells = lines[at].split(",")
    cells[dice.randrange(len(cells))] = dice.choice(CELLS)
    lines[at] = ",".join(cells)
    return "\n".join(lines).encode("utf-8")


def _doubled_row(content: bytes, dice: random.Random) -> bytes:
    lines = content.split(b"\n")
    return b"\n".join([*lines, dice.choice(lines)])


def _dropped_row(content: bytes, dice: random.Random) -> bytes:
    lines = content.split(b"\n")
    del lines[dice.randrange(len(lines))]
    return b"\n".join(lines)


def _dropped_column(content: bytes, dice: random.Random) -> bytes:
    lines = [line.split(b",") for line in content.split(b"\n")]
    at = dice.randrange(len(lines[0]))
    return b"\n".join(b",".join(cells[:at] + cells[at + 1 :]) for cells in lines)


def _truncated(content: bytes, dice: random.Random) -> bytes:
    return content[: dice.randrange(len(content) + 1)]


def _other_encoding(content: bytes, dice: random.Random) -> bytes:
    text = content.decode("utf-8") + "学校,é\n"
    encoding = dice.choice(
        ["utf-16", "utf-16-le", "utf-32", "gb18030", "big5", "cp1252", "utf-7", "utf-8-sig"]
    )
    return text.encode(encoding, errors="replace")


def _flipped_bits(content: bytes, dice: random.Random) -> bytes:
    damaged = bytearray(content or b"\0")
    for _ in range(dice.randint(1, 6)):
        damaged[dice.randrange(len(damaged))] ^= 1 << dice.randrange(8)
    return bytes(damaged)


def _inserted_bytes(content: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(content) + 1)
    return content[:at] + dice.randbytes(dice.randint(1, 20)) + content[at:]


def _exchanged_word(content: bytes, dice: random.Random) -> bytes:
    words = content.decode("utf-8").split()
    old = dice.choice(words) if words else ""
    new = dice.choice([*CELLS, *words, "9" * 5000, "[[", "inf", "2026-01-01", "{}", "[]", "false", "''' "])
    return content.replace(old.encode(), new.encode(), 1) if old else new.encode()


def _noise(content: bytes, dice: random.Random) -> bytes:
    signs = string.printable + "，；学校①é\u200b\ufeff"
    return "".join(dice.choice(signs) for _ in range(dice.randint(0, len(content)))).encode("utf-8")


DAMAGES = [
    _cell,
    _doubled_row,
    _dropped_row,
    _dropped_column,
    _truncated,
    _other_encoding,
    _flipped_bits,
    _inserted_bytes,
    _exchanged_word,
    _noise,
]


def assert_can_be_said(finding: Finding) -> None:
    wording = catalogue()[finding.code]
    figures = finding.figures.keys() | {"file", "row", "column", "value"}
    for key in ("en", "zh", "mend_en", "mend_zh"):
        named = {field for _, field, _, _ in string.Formatter().parse(wording[key]) if field}
        assert named <= figures, (finding.code, key, named - figures)
        assert "value" not in named or finding.value is not None, finding
        assert "column" not in named or finding.column is not None, finding
    assert finding.file
    for lang in ("en", "zh"):
        assert finding_text(finding, lang)
        assert mend_text(finding, lang)


@pytest.mark.parametrize("seed", SEEDS)
def test_damaged_folder(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    folder = written(tmp_path, {"schools.csv": CHINESE} if seed % 3 == 0 else None)
    _damage_and_read(folder, sorted(GOOD), seed, dice)


@pytest.mark.parametrize("seed", SEEDS)
def test_damaged_folder_with_teachers(tmp_path: Path, seed: int) -> None:
    dice = random.Random(-1 - seed)
    staff = CHINESE_STAFF if seed % 3 == 0 else STAFFED
    folder = written(tmp_path, {**staff, "needs.csv": WITH_NEEDS}, "needs.csv" if seed % 2 else "")
    _damage_and_read(folder, sorted(staff), seed, dice)


def _damage_and_read(folder: Path, names: list[str], seed: int, dice: random.Random) -> None:
    for _ in range(1 + seed % 3):
        name = names[dice.randrange(len(names))] if dice.random() < 0.7 else "county.toml"
        path = folder / name
        try:
            path.write_bytes(dice.choice(DAMAGES)(path.read_bytes(), dice))
        except (UnicodeDecodeError, ValueError):
            path.write_bytes(_flipped_bits(path.read_bytes(), dice))
    before = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    try:
        findings = read_county(folder).warnings
        assert all(finding.level is not Level.ERROR for finding in findings)
    except InputError as refused:
        findings = refused.findings
        assert any(finding.level is Level.ERROR for finding in findings)
    for finding in findings:
        assert_can_be_said(finding)
    assert {path.name: path.read_bytes() for path in sorted(folder.iterdir())} == before
