#!/usr/bin/env python3
"""Deletes nine of ten rows, calls compact(), and watches the data folder: when does the space come back?

Works on any server that speaks the Milvus protocol. FOLDER is where the server keeps its files; several for a server whose
data folder holds much else (for Milvus: insert_log, delta_log, stats_log and index_files). The rows that survive are first
loaded on their own, which tells how much space they need.
"""

import argparse
import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import rows as made
from pymilvus import MilvusClient

SURVIVORS = "space_survivors"
COLLECTION = "space"
PORTIONS = 5
SAMPLE_SECONDS = 0.1
SETTLED_SECONDS = 3
SETTLE_SECONDS_MAX = 60
# Of a fresh load of the surviving rows.
CLOSE_ENOUGH = 1.1
MB = 1e6


@dataclass(frozen=True)
class Space:
    """Bytes in the folders, and seconds. What came before the collection is not counted."""

    fresh_bytes: int
    loaded_bytes: int
    deleted_bytes: int
    peak_bytes: int
    end_bytes: int
    job_seconds: float
    #: from the end of the job until within 10 % of fresh_bytes; None if never
    close_after_job_seconds: float | None
    #: seconds since compact(), bytes
    timeline: list[tuple[float, int]]

    @property
    def end_vs_fresh(self) -> float:
        return self.end_bytes / self.fresh_bytes


def measure(uri: str, folders: list[Path], rows: int, seed: int, seconds_max: float) -> Space:
    client = MilvusClient(uri, timeout=300)
    empty = settled_bytes(folders)
    load(client, SURVIVORS, [range(0, rows, made.BUCKETS)], seed)
    before = settled_bytes(folders)
    load(client, COLLECTION, [range(rows * i // PORTIONS, rows * (i + 1) // PORTIONS) for i in range(PORTIONS)], seed)
    loaded = settled_bytes(folders)
    made.delete(client, COLLECTION, [key for key in range(rows) if key % made.BUCKETS])
    deleted = settled_bytes(folders)
    timeline, job_seconds, close_seconds = compact(client, folders, before + CLOSE_ENOUGH * (before - empty), seconds_max)
    client.close()
    return Space(
        fresh_bytes=before - empty,
        loaded_bytes=loaded - before,
        deleted_bytes=deleted - before,
        peak_bytes=max(size for _, size in timeline) - before,
        end_bytes=timeline[-1][1] - before,
        job_seconds=job_seconds,
        close_after_job_seconds=None if close_seconds is None else max(0, close_seconds - job_seconds),
        timeline=[(round(at, 2), size - before) for at, size in timeline],
    )


def load(client: MilvusClient, name: str, portions: list[range], seed: int) -> None:
    made.create(client, name)
    for portion in portions:
        made.insert(client, name, portion, seed)
    made.wait_for_index(client, name, sum(map(len, portions)))


def compact(
    client: MilvusClient, folders: list[Path], bytes_wanted: float, seconds_max: float
) -> tuple[list[tuple[float, int]], float, float | None]:
    """Answers sizes over time, when the job ended, and when the folder was small enough."""
    timeline, ended, close = [], None, None
    began = time.monotonic()
    job = client.compact(COLLECTION)
    while ended is None or (close is None and time.monotonic() - began < ended + seconds_max):
        if ended is None and client.get_compaction_state(job) == "Completed":
            ended = time.monotonic() - began
        size = folder_bytes(folders)
        now = time.monotonic() - began
        timeline.append((now, size))
        if size > bytes_wanted:
            close = None
        elif close is None:
            close = now
        time.sleep(SAMPLE_SECONDS)
    return timeline, ended, close


def settled_bytes(folders: list[Path]) -> int:
    """What the folders take once it has not changed for a while."""
    deadline = time.monotonic() + SETTLE_SECONDS_MAX
    size, since = folder_bytes(folders), time.monotonic()
    while time.monotonic() - since < SETTLED_SECONDS and time.monotonic() < deadline:
        time.sleep(SAMPLE_SECONDS)
        now = folder_bytes(folders)
        if now != size:
            size, since = now, time.monotonic()
    return size


def folder_bytes(folders: list[Path]) -> int:
    """What the files take on the disk. They may come and go meanwhile."""
    total = 0
    for folder in folders:
        for path, _, names in os.walk(folder):
            for name in names:
                try:
                    total += os.lstat(os.path.join(path, name)).st_blocks * 512
                except FileNotFoundError:
                    pass
    return total


def told(space: Space) -> str:
    close = space.close_after_job_seconds
    return "\n".join(
        [
            f"the surviving rows, loaded afresh   {space.fresh_bytes / MB:10.1f} MB",
            f"all rows                            {space.loaded_bytes / MB:10.1f} MB",
            f"nine of ten deleted                 {space.deleted_bytes / MB:10.1f} MB",
            f"most during the job                 {space.peak_bytes / MB:10.1f} MB",
            f"at the end of the watch             {space.end_bytes / MB:10.1f} MB, {space.end_vs_fresh:.2f} x a fresh load",
            f"the job                             {space.job_seconds:10.2f} s",
            "within 10 % of a fresh load         "
            + ("never while watched" if close is None else f"{close:10.2f} s after the job's end"),
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("uri", help="for example http://127.0.0.1:19530")
    parser.add_argument("folder", type=Path, nargs="+")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60, help="to watch after the job's end")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    space = measure(options.uri, options.folder, options.rows, options.seed, options.seconds)
    print(json.dumps(asdict(space)) if options.json else told(space))


if __name__ == "__main__":
    main()
