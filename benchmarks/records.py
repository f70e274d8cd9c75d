"""What every run leaves: a JSON file with settings, machine and figures, and a CSV file."""

import csv
import json
import os
import platform
import re
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from lianxiao.benchmarks.registry import Record, Results, Settings

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
PACKAGES = ("lianxiao", "ortools", "scipy", "numpy", "osmium", "dask")


def machine() -> dict[str, Any]:
    """Say what the run was made on; packages that are not installed are left out."""
    cpu = Path("/proc/cpuinfo")
    named = re.search(r"^model name\s*:\s*(.+)$", cpu.read_text(), re.MULTILINE) if cpu.exists() else None
    return {
        "cpu": named.group(1).strip() if named else platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        **{name: found for name in PACKAGES if (found := _version(name)) is not None},
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def write_results(folder: Path, name: str, settings: Settings, record: Record) -> Path:
    """Write NAME.json and NAME.csv; returns the first."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.json"
    with file.with_suffix(".csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(record.table.head)
        writer.writerows(record.table.rows)
    date = {"date": datetime.now(UTC).date().isoformat()}
    content = {
        "settings": settings.model_dump(mode="json") | dict(record.about) | date,
        "machine": machine(),
        **record.content,
    }
    file.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    return file


def has_results(folder: Path, name: str) -> bool:
    """Whether a benchmark was run into this folder."""
    return (folder / f"{name}.json").exists()


def read_results(folder: Path, name: str) -> Results:
    """Read what `write_results` wrote."""
    file = folder / f"{name}.json"
    with file.with_suffix(".csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return Results(json.loads(file.read_text(encoding="utf-8")), rows)
