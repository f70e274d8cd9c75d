"""Folders of counties, scenarios and combinations: the planner's names, never two alike; and keys."""

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lianxiao.instances.batch_counties import counties_matching, each_once, is_pattern
from lianxiao.instances.batch_input import county_input
from lianxiao.models.batch import How
from lianxiao.models.batch_names import LONGEST_BYTES, Asked, folder_names, plain
from lianxiao.reports.batch_folder import fault_file
from lianxiao.solver.batch import keys
from lianxiao.solver.batch.keys import case_key

from .conftest import COUNTY_TOML, write_county

HOW = How(time_limit=60, workers=1, seed=0)
ROADS = '\n[travel]\nsource = "roads"\nroads = "{}"\n'


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=80), unique=True, max_size=8))
def test_every_name_can_be_a_folder_and_none_clash(names: list[str]) -> None:
    made = folder_names([Asked(name, f"/{at}/{name}") for at, name in enumerate(names)], taken=("faults",))
    assert len({name.casefold() for name in made}) == len(names)
    for name in made:
        assert 0 < len(name.encode()) <= LONGEST_BYTES
        assert "/" not in name
        assert "\0" not in name
        assert name not in (".", "..", "faults")
        assert not name.startswith(".")


def test_ordinary_names_stay_as_they_are() -> None:
    names = ["青石县", "two words", "-dash", "c.d"]
    assert folder_names([Asked(name, name) for name in names]) == names


def test_a_county_that_comes_in_later_takes_no_other_ones_folder() -> None:
    alone = folder_names([Asked("east", "/a/east"), Asked("west", "/a/west")])
    later = folder_names([Asked("east", "/b/east"), Asked("east", "/a/east"), Asked("west", "/a/west")])
    assert alone == ["east", "west"]
    assert later[2] == "west"
    assert len({*alone, *later}) == 4


def test_plain_names_keep_chinese_and_figures() -> None:
    assert plain("并校 A/B: max_km=20, share=0.1") == "并校_A_B_max_km=20,_share=0.1"
    assert set(plain(string.punctuation)) <= set(".=,-_")


def test_patterns_find_counties_once_and_never_below_the_answers(tmp_path: Path) -> None:
    for name in ("b", "a", "out/a", "deep/c"):
        write_county(tmp_path / name)
    (tmp_path / "empty").mkdir()
    found = counties_matching([f"{tmp_path}/**"], tmp_path / "out")
    folders = [one.folder for one in each_once(found.found)]
    assert folders == [tmp_path / name for name in ("a", "b", "deep/c")]
    assert counties_matching([f"{tmp_path}/x*"], tmp_path / "out").unmatched == (f"{tmp_path}/x*",)


def test_a_folder_whose_name_looks_like_a_pattern_is_a_folder(tmp_path: Path) -> None:
    write_county(tmp_path / "[old]")
    assert not is_pattern(str(tmp_path / "[old]"))
    assert is_pattern(str(tmp_path / "[new]"))


def test_the_key_follows_every_file_setting_and_version(
    county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def key(how: How = HOW, scenario: tuple[str, str] | None = None, run: str | None = None) -> str:
        return case_key(county_input(county).digests, how, scenario, run)

    first = key()
    assert key() == first
    (county / "notes.txt").write_text("not read", encoding="utf-8")
    assert key() == first
    others = [
        key(HOW.model_copy(update=changed))
        for changed in ({"seed": 1}, {"workers": 2}, {"time_limit": 61}, {"only": "grouping"}, {"lang": "zh"})
    ]
    others += [key(scenario=("s.toml", "1")), key(scenario=("s.toml", "2")), key(run="a=1")]
    (county / "needs.csv").write_bytes((county / "needs.csv").read_bytes() + b"\n")
    others.append(key())
    monkeypatch.setattr(keys, "get_python_version", lambda: "3.99")
    others.append(key())
    for name in keys.LIBRARIES:
        monkeypatch.setattr(keys, "_installed", {name: "0"}.get)
        others.append(key())
    assert len({first, *others}) == len(others) + 1


def test_no_two_cases_share_a_file_for_what_was_said_of_a_fault() -> None:
    # a case that was solved at last took away what was said of another one
    folders = ("x/y-z", "x-y/z", "x/y/z", "x/y_z", "x/z")
    files = {fault_file(folder) for folder in folders}
    assert len(files) == len(folders)
    assert all(file.startswith("faults/") and file.count("/") == 2 for file in files)


@pytest.mark.parametrize("named", ["extract.osm.pbf", "../extract.osm.pbf", "sub/../extract.osm.pbf"])
def test_the_road_extract_is_input_too(tmp_path: Path, named: str) -> None:
    settings = COUNTY_TOML.replace('\n[travel]\nsource = "table"\n', ROADS.format(named))
    folder = write_county(tmp_path / "county", settings=settings)
    (folder / "sub").mkdir()
    place = folder / named
    place.write_bytes(b"roads")
    read = county_input(folder)
    assert dict(read.files)[named.replace("sub/../", "")] == b"roads"
    assert read.table_bytes < sum(len(content) for _, content in read.files)


def test_an_extract_named_by_its_full_path_stays_there_and_counts(tmp_path: Path) -> None:
    extract = tmp_path / "extract.osm.pbf"
    extract.write_bytes(b"roads")
    settings = COUNTY_TOML.replace('\n[travel]\nsource = "table"\n', ROADS.format(extract))
    folder = write_county(tmp_path / "county", settings=settings)
    before = county_input(folder)
    assert str(extract) not in dict(before.files)
    extract.write_bytes(b"other roads")
    assert case_key(county_input(folder).digests, HOW) != case_key(before.digests, HOW)
