"""The screens that the READMEs show: real calls of the installed command, pasted by this command."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from lianxiao.benchmarks.records import ROOT

DOCUMENTS = (ROOT / "README.md", ROOT / "README.zh-CN.md")
MARKS = re.compile(
    r"(<!-- screen (?P<call>[^\n]+) -->\n```text\n).*?(```\n<!-- end of screen -->)", re.DOTALL
)


def write_screens() -> list[Path]:
    """Run each marked call in an empty folder and put what it prints into its place."""
    changed = []
    for file in DOCUMENTS:
        text = file.read_text(encoding="utf-8")
        filled = MARKS.sub(lambda found: found[1] + _screen(found["call"]) + found[3], text)
        if filled != text:
            file.write_text(filled, encoding="utf-8", newline="\n")
            changed.append(file)
    return changed


def _screen(call: str) -> str:
    command = Path(sys.executable).with_name("lianxiao")
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [command, *call.split()],
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            check=True,
            timeout=120,
        )
    return "\n".join(line.rstrip() for line in done.stdout.splitlines()).strip("\n") + "\n"


if __name__ == "__main__":
    for written in write_screens():
        print(f"written: {written.name}")
