#!/usr/bin/env python3
"""Measures compaction: how fast it writes, what searches and writes feel of it, its memory, restarts, and when space comes back.

Parts: write, search, memory and restart run in a process of their own through the embedded API; space and job go through the
client and run the peers as well. Prints a table, and as its last line the same as JSON. Absolute figures belong to this
machine at this hour; compare ratios.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import job_time
import picture
import space_demo
from engines import ROOT, Engine, engines

MEMORY_BUDGET_MB = 256
P99_RATIO_MAX = 1.5
PICTURE = ROOT / "docs" / "compaction-run.svg"

JVM_FLAGS = (
    "--add-modules=jdk.incubator.vector",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    "-XX:+UseCompactObjectHeaders",
)
HEAP = ("-Xmx2g",)
# A heap that is all there from the start, so that growth of the process is growth outside of it.
FIXED_HEAP = ("-Xms768m", "-Xmx768m", "-XX:+AlwaysPreTouch")


@dataclass(frozen=True)
class Figure:
    """One figure. A target is a bound with its direction, as in >=0.6 or <=1.5."""

    name: str
    value: float | None
    unit: str
    target: str = ""

    @property
    def verdict(self) -> str:
        if not self.target:
            return ""
        if self.value is None:
            return "missed"
        bound = float(self.target[2:])
        held = self.value >= bound if self.target.startswith(">=") else self.value <= bound
        return "held" if held else "missed"


@dataclass(frozen=True)
class Bench:
    options: argparse.Namespace
    folder: Path

    def write(self) -> list[Figure]:
        told = self.java("write", self.folder / "write", HEAP).figures
        found = []
        for name in (f"{what}_{order}" for what in ("flush", "mix") for order in ("ascending", "scattered")):
            speed, copy = told[f"{name}_mb_per_second"], told[f"{name}_copy_mb_per_second"]
            found += [
                Figure(f"{name}_mb_per_second", speed, "MB/s"),
                Figure(f"{name}_copy_mb_per_second", copy, "MB/s"),
                Figure(f"{name}_vs_copy", speed / copy, "x", ">=0.6"),
            ]
        return found

    def search(self) -> list[Figure]:
        told = self.java("search", self.folder / "search", HEAP)
        figures = told.figures
        self.draw(told)
        found = [Figure("job_seconds_beside_searches", figures["job_seconds"], "s")]
        for name in ("search_p99_ms", "search_closed_loop_p99_ms"):
            idle, during = figures[f"{name}_idle"], figures[f"{name}_during"]
            found += [
                Figure(f"{name}_idle", idle, "ms"),
                Figure(f"{name}_during", during, "ms"),
                Figure(f"{name}_during_vs_idle", during / idle, "x", f"<={P99_RATIO_MAX}"),
            ]
        for name, target in (("search_closed_loop_per_second", ""), ("write_rows_per_second", ">=0.7")):
            idle, during = figures[f"{name}_idle"], figures[f"{name}_during"]
            found += [
                Figure(f"{name}_idle", idle, "1/s"),
                Figure(f"{name}_during", during, "1/s"),
                Figure(f"{name}_during_vs_idle", during / idle, "x", target),
            ]
        return found

    def draw(self, told: "Told") -> None:
        picture.draw(
            picture.Run(
                moments=told.moments,
                job_began=told.figures["job_began_seconds"],
                job_seconds=told.figures["job_seconds"],
                idle_p99_millis=told.figures["search_closed_loop_p99_ms_idle"],
                p99_ratio_max=P99_RATIO_MAX,
                caption=f"{self.options.rows:,} rows × 128 floats in 8 segments, half of them deleted, "
                "become one with its HNSW index",
            ),
            self.options.picture,
        )

    def memory(self) -> list[Figure]:
        told = self.java("memory", self.folder / "memory", FIXED_HEAP).figures
        found = []
        for plan in ("0.1_gb", "1.0_gb", "4.0_gb"):
            heap, off_heap = told[f"job_heap_mb_{plan}"], told[f"job_off_heap_mb_{plan}"]
            found += [
                Figure(f"job_heap_mb_{plan}", heap, "MB"),
                Figure(f"job_off_heap_mb_{plan}", off_heap, "MB"),
                Figure(f"job_memory_mb_{plan}", heap + off_heap, "MB", f"<={MEMORY_BUDGET_MB}"),
            ]
        return found

    def restart(self) -> list[Figure]:
        folder = self.folder / "restart"
        self.java("fill", folder, HEAP)
        at_rest = self.java("open", folder / "at-rest", HEAP).figures["first_answer_seconds"]
        in_log = self.java("open", folder / "in-log", HEAP).figures["first_answer_seconds"]
        return [
            Figure("restart_first_answer_seconds", at_rest, "s"),
            Figure("restart_replay_rows_per_second", self.options.rows / (in_log - at_rest), "1/s"),
        ]

    def space(self) -> list[Figure]:
        found = []
        for engine in self.wanted("elanus", "milvus_lite", "milvus"):
            folder = self.folder / f"space-{engine.name}"
            server = engine.start(folder)
            try:
                space = space_demo.measure(
                    server.uri, rows_folders(engine, folder), self.options.space_rows, self.options.seed, self.options.space_seconds
                )
            finally:
                server.stop()
                shutil.rmtree(folder, ignore_errors=True)
            print(f"{engine.name}\n{space_demo.told(space)}", flush=True)
            target = "<=1.1" if engine.name == "elanus" else ""
            found += [
                Figure(f"space_{engine.name}_deleted_vs_fresh", space.deleted_bytes / space.fresh_bytes, "x"),
                Figure(f"space_{engine.name}_end_vs_fresh", space.end_vs_fresh, "x", target),
                Figure(f"space_{engine.name}_job_seconds", space.job_seconds, "s"),
                Figure(f"space_{engine.name}_close_after_job_seconds", space.close_after_job_seconds, "s"),
            ]
        return found

    def job(self) -> list[Figure]:
        found, seconds = [], {}
        for engine in self.wanted("elanus", "milvus"):
            folder = self.folder / f"job-{engine.name}"
            server = engine.start(folder)
            try:
                told = job_time.measure(server.uri, self.options.job_rows, self.options.seed)
            finally:
                server.stop()
                shutil.rmtree(folder, ignore_errors=True)
            print(f"{engine.name}: {told}", flush=True)
            seconds[engine.name] = told["job_searched_seconds"]
            found += [Figure(f"{name}_{engine.name}", value, "s") for name, value in told.items() if name.endswith("_seconds")]
        if len(seconds) == 2:
            found.append(Figure("job_time_vs_milvus", seconds["elanus"] / seconds["milvus"], "x", "<=0.5"))
        return found

    def wanted(self, *names: str) -> list[Engine]:
        known = engines()
        return [known[name] for name in names if name in self.options.engines]

    def java(self, part: str, folder: Path, heap: tuple[str, ...]) -> "Told":
        java = str(Path(os.environ["JAVA_HOME"]) / "bin" / "java")
        command = [java, *JVM_FLAGS, *heap, "-cp", os.environ["BENCH_CLASSPATH"], "io.elanus.bench.compaction.Main"]
        command += [part, str(folder), str(self.options.rows), str(self.options.seed)]
        run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        # The JVM has no flag against its line about the Vector API.
        sys.stderr.writelines(line for line in run.stderr.splitlines(True) if "Using incubator modules" not in line)
        run.check_returncode()
        return Told.read(run.stdout)


@dataclass(frozen=True)
class Told:
    """What a Java part printed."""

    figures: dict[str, float]
    moments: list[picture.Moment]

    @staticmethod
    def read(printed: str) -> "Told":
        figures, moments = {}, []
        for line in printed.splitlines():
            kind, *words = line.split()
            if kind == "figure":
                figures[words[0]] = float(words[1])
            elif kind == "moment":
                moments.append(picture.Moment(float(words[0]), int(words[1]), float(words[2]), float(words[3])))
        return Told(figures, moments)


def rows_folders(engine: Engine, data: Path) -> list[Path]:
    """Milvus keeps its program, its logs, the catalog's and the message queue's files, all sized beforehand, beside its rows."""
    if engine.name == "milvus":
        return [data / "data" / name for name in ("insert_log", "delta_log", "stats_log", "index_files")]
    return [data]


PARTS = {
    "write": Bench.write,
    "search": Bench.search,
    "memory": Bench.memory,
    "restart": Bench.restart,
    "space": Bench.space,
    "job": Bench.job,
}


def print_table(figures: list[Figure]) -> None:
    width = max(len(figure.name) for figure in figures)
    for figure in figures:
        value = "never" if figure.value is None else f"{figure.value:,.3g}" if figure.value < 100 else f"{figure.value:,.0f}"
        print(f"{figure.name:<{width}} {value:>12} {figure.unit:<5} {figure.target:<6} {figure.verdict}".rstrip())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART")
    parser.add_argument("--rows", type=int, default=1_000_000, help="of the parts in a process of their own")
    parser.add_argument("--space-rows", type=int, default=100_000)
    parser.add_argument("--space-seconds", type=float, default=60, help="to watch a folder after the job's end")
    parser.add_argument("--job-rows", type=int, default=200_000, help="of each of the five segments")
    parser.add_argument("--engines", nargs="+", choices=engines(), default=list(engines()))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where data folders are made, up to 15 GB; without: for temporary files")
    parser.add_argument("--picture", type=Path, default=PICTURE, help="where part search draws its run")
    options = parser.parse_args()

    figures = []
    for part in options.only:
        with tempfile.TemporaryDirectory(prefix="elanus-bench-", dir=options.folder, ignore_cleanup_errors=True) as folder:
            print(f"{part}: load of the machine before {os.getloadavg()[0]:.1f}", file=sys.stderr, flush=True)
            figures += PARTS[part](Bench(options, Path(folder)))
    print_table(figures)
    print(json.dumps([asdict(figure) | {"verdict": figure.verdict} for figure in figures]))


if __name__ == "__main__":
    main()
