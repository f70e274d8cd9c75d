"""Every registered benchmark runs in small through the one command, and says something true."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from lianxiao.benchmarks import spopt
from lianxiao.benchmarks.command import listed, main, settings_of
from lianxiao.benchmarks.documents import MARKS, SHOWN_PLOTS, documents, marked, write_parts, write_plots
from lianxiao.benchmarks.records import RESULTS, ROOT, has_results, read_results
from lianxiao.benchmarks.registered import REGISTRY
from lianxiao.benchmarks.registry import Results

ELSEWHERE = {"soak"}
"""Takes a minute even in small; test_batch_faults.py goes through its phases one by one."""


def tiers_of(content: Any) -> list[dict[str, Any]]:
    """Everything in a record that has a value and a bound."""
    if isinstance(content, dict):
        own = [content] if {"value", "bound"} <= set(content) else []
        return own + [found for each in content.values() for found in tiers_of(each)]
    if isinstance(content, list):
        return [found for each in content for found in tiers_of(each)]
    return []


@pytest.mark.parametrize("name", [name for name in REGISTRY if name not in ELSEWHERE])
def test_a_small_run_leaves_a_record_tables_and_plots(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    benchmark = REGISTRY[name]
    main([name, "--smoke", "--results", str(tmp_path / "results")])
    printed = capsys.readouterr().out
    if name == "grouping" and spopt.peers_python() is None:
        assert "spopt is left out: its environment is missing" in printed
    results = read_results(tmp_path / "results", benchmark.results_name)
    assert results.content["machine"]["ortools"]
    assert results.content["settings"]["date"]
    assert results.rows
    for tier in tiers_of(results.content):
        if tier["value"] is not None and tier["bound"] is not None:
            assert tier["bound"] <= tier["value"] + 1e-6
            if tier.get("proven"):
                assert tier["bound"] == pytest.approx(tier["value"])
    for part in benchmark.parts.values():
        for lang in ("en", "zh"):
            made = part(results, lang)
            lines = [line for line in made.splitlines() if line.startswith("|")]
            assert len({line.count("|") for line in lines}) <= 1
            assert "{" not in made
            assert len(lines) != 2, "a table without rows"
    for file in write_plots([benchmark], tmp_path / "results", tmp_path):
        assert file.read_text(encoding="utf-8").startswith("<?xml")
    assert len(list(tmp_path.glob("docs/plots/*.svg"))) == len(benchmark.plots)


def test_what_the_small_grouping_run_says_is_consistent(tmp_path: Path) -> None:
    """All methods that prove an aim prove the same value, and nobody is below the best bound."""
    methods = ["compact CP-SAT", "compact SCIP", "min-cost flow"]
    words = ["grouping", "--smoke", "--aims", "total_km", "all_cores", "--methods", *methods]
    main([*words, "--results", str(tmp_path)])
    runs = read_results(tmp_path, "grouping").content["runs"]
    assert {run["method"] for run in runs} == set(methods)
    for aim in ("total_km", "all_cores"):
        tiers = [run["tiers"][0] for run in runs if run["aim"] == aim]
        proven = {round(tier["value"], 3) for tier in tiers if tier["proven"]}
        assert len(proven) == 1
        assert all(tier["value"] >= min(proven) for tier in tiers if tier["value"] is not None)


def test_documents_show_the_last_results_unchanged(tmp_path: Path) -> None:
    """What ``--write-docs`` would write is what stands there."""
    for file in documents():
        copy = tmp_path / file.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    assert write_parts(list(REGISTRY.values()), RESULTS, tmp_path) == []


def test_every_mark_of_the_documents_is_a_part_and_every_result_is_shown() -> None:
    known = {(name, part) for name, benchmark in REGISTRY.items() for part in (*benchmark.parts, SHOWN_PLOTS)}
    assert marked() <= known
    shown = {name for name, _ in marked()}
    assert {name for name, one in REGISTRY.items() if has_results(RESULTS, one.results_name)} <= shown


def test_every_published_plot_is_small_and_of_a_benchmark() -> None:
    plots = {f"{name}-{plot}.svg" for name, benchmark in REGISTRY.items() for plot in benchmark.plots}
    for file in sorted((ROOT / "docs" / "plots").glob("*.svg")):
        assert file.name in plots
        assert file.stat().st_size < 100_000


def test_the_list_names_every_benchmark_with_its_options(capsys: pytest.CaptureFixture[str]) -> None:
    main([])
    printed = capsys.readouterr().out
    assert printed.strip() == listed()
    for name, benchmark in REGISTRY.items():
        assert f"{name}   {benchmark.compares}" in printed
    assert "--time-limit 60.0   wall seconds of a whole solve" in printed


def test_the_list_needs_no_extra() -> None:
    """``make run`` installs none of the extras; what a benchmark needs of them it loads when it runs."""
    extras = ("dask", "distributed", "matplotlib", "osmium")
    hidden = f"import sys; sys.modules.update(dict.fromkeys({extras}))"
    listing = "from lianxiao.benchmarks.command import main; main([])"
    done = subprocess.run(
        [sys.executable, "-c", f"{hidden}; {listing}"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == listed()


def test_options_are_those_of_the_benchmark() -> None:
    chosen = settings_of(REGISTRY["grouping"], {"sizes": ["20", "30"], "time_limit": ["3"]}, smoke=False)
    assert chosen.model_dump()["sizes"] == (20, 30)
    assert chosen.model_dump()["time_limit"] == 3
    with pytest.raises(ValueError, match="roads has no option --sizes"):
        settings_of(REGISTRY["roads"], {"sizes": ["20"]}, smoke=False)
    with pytest.raises(ValueError, match="takes one value"):
        settings_of(REGISTRY["grouping"], {"time_limit": ["3", "4"]}, smoke=False)
    with pytest.raises(ValueError, match="total_miles"):
        settings_of(REGISTRY["grouping"], {"aims": ["total_miles"]}, smoke=False)


@pytest.mark.parametrize(
    ("words", "says"),
    [(["soccer"], "no benchmark soccer"), (["roads", "--sizes", "3"], "no option --sizes")],
)
def test_a_wrong_call_says_what_is_wrong(
    words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == 2
    assert says in capsys.readouterr().err


def test_the_same_results_draw_the_same_plot(tmp_path: Path) -> None:
    content = json.loads((RESULTS / "resolve.json").read_text(encoding="utf-8"))
    assert Results(content, []).content["runs"]
    for place in ("one", "two"):
        write_plots([REGISTRY["resolve"]], RESULTS, tmp_path / place)
    first, second = sorted(tmp_path.glob("*/docs/plots/resolve-latency.svg"))
    assert first.read_bytes() == second.read_bytes()


def test_marks_are_closed() -> None:
    for file in documents():
        text = file.read_text(encoding="utf-8")
        opened = text.count("<!-- benchmark ")
        assert len(MARKS.findall(text)) == opened == text.count("<!-- end of benchmark -->"), file.name
