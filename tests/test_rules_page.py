"""docs/rules.md names every rule of docs/rules.csv once, with a true status and places that exist."""

import csv
import re
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"
STATUSES = {"computed", "checked", "documented", "later"}
LINK = re.compile(r"\]\(([^)#]+)\)")


def _listed() -> list[dict[str, str]]:
    with (DOCS / "rules.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _table() -> list[list[str]]:
    lines = (DOCS / "rules.md").read_text(encoding="utf-8").splitlines()
    start = lines.index("|---|---|---|---|---|") + 1
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[start:] if line]


def test_every_rule_stands_on_the_page_once_in_order() -> None:
    assert [row[0] for row in _table()] == [rule["id"] for rule in _listed()]
    assert len(_table()) == 126


def test_every_row_says_the_rule_and_a_known_status() -> None:
    for (rule_id, part, text, status, place), rule in zip(_table(), _listed(), strict=True):
        assert (part, text) == (rule["part"], rule["rule"]), rule_id
        assert status in STATUSES, rule_id
        assert status == "later" or LINK.search(place), rule_id


def test_every_place_exists() -> None:
    for row in _table():
        for target in LINK.findall(row[4]):
            assert (DOCS / target).exists(), f"{row[0]}: {target}"


def test_the_counts_of_the_page_are_those_of_its_table() -> None:
    page = (DOCS / "rules.md").read_text(encoding="utf-8")
    statuses = [row[3] for row in _table()]
    claimed = dict(re.findall(r"^\* \*\*(\w+)\*\*.*?(\d+|none)(?: rules)?\)", page, re.MULTILINE))
    assert set(claimed) == STATUSES
    for status, count in claimed.items():
        assert statuses.count(status) == (0 if count == "none" else int(count)), status
