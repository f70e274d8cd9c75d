"""The screens of the READMEs are what the commands print today."""

import re
from pathlib import Path

import pytest
from lianxiao.tests.conftest import Caller

ROOT = Path(__file__).resolve().parents[1]
MARKED = re.compile(
    r"<!-- screen (?P<call>[^\n]+) -->\n```text\n(?P<shown>.*?)```\n<!-- end of screen -->", re.DOTALL
)


@pytest.mark.parametrize("file", ["README.md", "README.zh-CN.md"])
def test_every_screen_is_true(
    call: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    monkeypatch.chdir(tmp_path)
    screens = list(MARKED.finditer((ROOT / file).read_text(encoding="utf-8")))
    assert screens
    for screen in screens:
        done = call(*screen["call"].split())
        assert done.exit == 0, done.err
        printed = "\n".join(line.rstrip() for line in done.out.splitlines()).strip("\n") + "\n"
        assert screen["shown"] == printed
