"""The soak: a batch of some hundred counties, killed, starved and misled in every way, that loses nothing."""

import tempfile
from pathlib import Path

from lianxiao.benchmarks.registry import Benchmark, Record, Say, Settings, option
from lianxiao.benchmarks.soak_counties import write_counties
from lianxiao.benchmarks.soak_phases import Phase, Place, calm, on_a_cluster, on_a_full_disk, stormy
from lianxiao.benchmarks.soak_records import record, table


class SoakSettings(Settings):
    """Options of the soak."""

    counties: int = option(240, "counties of the batch")
    cluster_counties: int = option(60, "of them on the cluster; 0: no cluster")
    disk_counties: int = option(40, "of them on the small disk; 0: none")
    rounds: int = option(20, "times that the batch is stopped")
    cluster_rounds: int = option(5, "times that the batch on the cluster is stopped")
    longest: float = option(15.0, "longest wall seconds between two stops")
    time_limit: float = option(3.0, "wall seconds of a solve")
    jobs: int = option(2, "cases at once")
    seed: int = option(1, "of the counties and of what happens to them")


def run(settings: SoakSettings, say: Say) -> Record:
    """Solve the counties undisturbed, then again in every kind of trouble, and hold one against the other."""
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        home = Path(folder)
        place = Place(home, settings.jobs, settings.time_limit)
        counties = write_counties(home / "counties", settings.counties, settings.seed)
        calm_out = home / "calm"
        phases = [_told(calm(place, counties, calm_out), say)]
        phases.append(
            _told(
                stormy(
                    place,
                    counties,
                    calm_out,
                    rounds=settings.rounds,
                    longest=settings.longest,
                    seed=settings.seed,
                ),
                say,
            )
        )
        if settings.cluster_counties:
            phases.append(
                _told(
                    on_a_cluster(
                        place,
                        counties[: settings.cluster_counties],
                        calm_out,
                        rounds=settings.cluster_rounds,
                        longest=settings.longest,
                        seed=settings.seed + 1,
                    ),
                    say,
                )
            )
        if settings.disk_counties:
            phases.append(_told(on_a_full_disk(place, counties[: settings.disk_counties], calm_out), say))
    return record(phases)


def _told(phase: Phase, say: Say) -> Phase:
    say(f"{phase.name}: {phase.cases} cases, {phase.seconds:.0f} s, {len(phase.problems)} problems")
    for problem in phase.problems:
        say(f"  {problem}")
    return phase


BENCHMARK = Benchmark(
    name="soak",
    compares="A batch in every kind of trouble beside the same batch undisturbed: nothing may be lost.",
    settings=SoakSettings(),
    smoke=SoakSettings(
        counties=8, cluster_counties=3, disk_counties=4, rounds=2, cluster_rounds=1, longest=6.0
    ),
    takes="about 10 minutes",
    run=run,
    parts={"table": table},
)
