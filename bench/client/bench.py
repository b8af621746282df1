#!/usr/bin/env python3
"""Measures Elanus beside Milvus Lite and Milvus with one client at equal index parameters, all in one run, as ratios.

The last lines are the figures, one a line: FIGURE name value unit target >=X held|missed, or FIGURE name value unit target none.
A ratio is larger where Elanus is better. Absolute figures belong to this machine at this hour; compare ratios.
"""

import argparse
import os
import statistics
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from pymilvus import DataType, MilvusClient

from engines import Engine, Running, engines

COLLECTION = "bench"
LIMIT = 10
BATCH = 1_000
SETTLE_SECONDS = 3
# A JIT reaches its full speed only after thousands of queries; every server gets the same.
WARM_QUERIES = 3_000
WARM_SECONDS_MAX = 20
INDEX_SECONDS_MAX = 300
MIB = 1024 * 1024

# Ratios that Elanus is to reach; a ratio without an entry has no target.
TARGETS = {
    "ingest_vs_milvus_lite": 1.0,
    "ingest_vs_milvus": 1.0,
    "search_qps_vs_milvus_lite": 1.0,
    "search_qps_vs_milvus": 1.0,
    "search_cpu_vs_milvus_lite": 1.0,
    "search_cpu_vs_milvus": 1.0,
    "start_vs_milvus_lite": 1.0,
    "start_vs_milvus": 1.0,
    "idle_memory_vs_milvus": 1.0,
    "recall": 0.9,
}


@dataclass(frozen=True)
class Measured:
    """One server's figures."""

    start_seconds: float
    idle_mib: float
    ingest_rows_per_second: float
    searchable_seconds: float
    search_qps: float
    search_cpu_us: float
    recall: float


@dataclass(frozen=True)
class Workload:
    base: np.ndarray
    queries: np.ndarray
    truth: list[set[int]]
    m: int
    ef_construction: int
    ef: int
    search_seconds: float
    starts: int

    @staticmethod
    def of(options) -> "Workload":
        """Rows of a curved manifold with noise, of unit length: harder for a graph than clusters, easier than pure noise."""
        rng = np.random.default_rng(options.seed)
        latent = rng.standard_normal((options.rows + options.queries, options.dim // 4), dtype=np.float32)
        first = rng.standard_normal((options.dim // 4, options.dim), dtype=np.float32)
        second = rng.standard_normal((options.dim, options.dim), dtype=np.float32)
        points = np.tanh(latent @ first / 4) @ second
        points += 0.3 * points.std() * rng.standard_normal(points.shape, dtype=np.float32)
        points = (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32)
        base, queries = points[: options.rows], points[options.rows :]
        truth = [set(np.argpartition(-(base @ query), LIMIT)[:LIMIT].tolist()) for query in queries]
        return Workload(base, queries, truth, options.m, options.ef_construction, options.ef, options.seconds, options.starts)


def measure(engine: Engine, workload: Workload, folder: Path) -> Measured:
    start_seconds = time_starts(engine, folder / "empty", workload.starts)
    server = engine.start(folder / "data")
    try:
        time.sleep(SETTLE_SECONDS)
        idle_mib = server.resident_bytes() / MIB
        client = MilvusClient(server.uri, timeout=60)
        ingest, searchable = load_rows(client, workload)
        qps, cpu_us, recall = search(client, server, workload)
        client.close()
    finally:
        server.stop()
    return Measured(start_seconds, idle_mib, ingest, searchable, qps, cpu_us, recall)


def time_starts(engine: Engine, data: Path, starts: int) -> float:
    """Seconds from exec to the first answered call: the median of starts on a folder that exists already."""
    seconds = []
    for _ in range(starts + 1):
        server = engine.start(data)
        seconds.append(server.start_seconds)
        server.stop()
    return statistics.median(seconds[1:])


def load_rows(client: MilvusClient, workload: Workload) -> tuple[float, float]:
    """Inserts, flushes, indexes and loads; answers acknowledged rows a second, and seconds until all rows are searchable."""
    schema = client.create_schema()
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("bucket", DataType.INT64)
    schema.add_field("vec", DataType.FLOAT_VECTOR, dim=workload.base.shape[1])
    client.create_collection(COLLECTION, schema=schema)
    rows = [{"id": i, "bucket": i % 1_000, "vec": vector} for i, vector in enumerate(workload.base)]
    began = time.monotonic()
    for start in range(0, len(rows), BATCH):
        client.insert(COLLECTION, rows[start : start + BATCH])
    inserted = time.monotonic()
    client.flush(COLLECTION)
    index = client.prepare_index_params()
    params = {"M": workload.m, "efConstruction": workload.ef_construction}
    index.add_index("vec", index_type="HNSW", metric_type="COSINE", params=params)
    client.create_index(COLLECTION, index)
    wait_for_index(client, len(rows))
    client.load_collection(COLLECTION)
    return len(rows) / (inserted - began), time.monotonic() - began


def wait_for_index(client: MilvusClient, rows: int) -> None:
    deadline = time.monotonic() + INDEX_SECONDS_MAX
    while time.monotonic() < deadline:
        told = client.describe_index(COLLECTION, "vec")
        # Milvus Lite indexes on load and tells no numbers before.
        if told.get("state", "Finished") == "Finished" and told.get("indexed_rows", 0) in (0, rows):
            return
        time.sleep(0.05)
    raise RuntimeError(f"the index was not finished within {INDEX_SECONDS_MAX} s")


def search(client: MilvusClient, server: Running, workload: Workload) -> tuple[float, float, float]:
    """One query after another; answers queries a second, the server's CPU a query in microseconds, and recall@10."""
    params = {"metric_type": "COSINE", "params": {"ef": workload.ef}}
    queries = [query.tolist() for query in workload.queries]

    def ask(number: int) -> list:
        return client.search(COLLECTION, [queries[number % len(queries)]], limit=LIMIT, search_params=params, anns_field="vec")[0]

    recalls = [len(workload.truth[number] & {hit["id"] for hit in ask(number)}) / LIMIT for number in range(len(queries))]
    warm_until = time.monotonic() + WARM_SECONDS_MAX
    for number in range(WARM_QUERIES):
        ask(number)
        if time.monotonic() > warm_until:
            break
    asked, cpu, began = 0, server.cpu_seconds(), time.monotonic()
    while time.monotonic() - began < workload.search_seconds:
        ask(asked)
        asked += 1
    seconds = time.monotonic() - began
    return asked / seconds, (server.cpu_seconds() - cpu) / asked * 1e6, statistics.mean(recalls)


def ratios(results: dict[str, Measured]) -> dict[str, float]:
    """What Elanus gains over each peer, above 1 where it is better."""
    ours = results["elanus"]
    found = {"recall": ours.recall}
    for name, theirs in results.items():
        if name != "elanus":
            found |= {
                f"ingest_vs_{name}": ours.ingest_rows_per_second / theirs.ingest_rows_per_second,
                f"searchable_vs_{name}": theirs.searchable_seconds / ours.searchable_seconds,
                f"search_qps_vs_{name}": ours.search_qps / theirs.search_qps,
                f"search_cpu_vs_{name}": theirs.search_cpu_us / ours.search_cpu_us,
                f"start_vs_{name}": theirs.start_seconds / ours.start_seconds,
                f"idle_memory_vs_{name}": theirs.idle_mib / ours.idle_mib,
            }
    return found


def print_figures(results: dict[str, Measured]) -> None:
    units = {
        "start_seconds": "s",
        "idle_mib": "MiB",
        "ingest_rows_per_second": "rows/s",
        "searchable_seconds": "s",
        "search_qps": "queries/s",
        "search_cpu_us": "us/query",
        "recall": "share",
    }
    for name, measured in results.items():
        for key, value in asdict(measured).items():
            print(f"FIGURE {name}_{key} {value:.4g} {units[key]} target none")
    for name, value in ratios(results).items():
        target = TARGETS.get(name)
        verdict = "none" if target is None else f">={target} {'held' if value >= target else 'missed'}"
        print(f"FIGURE {name} {value:.3f} {'share' if name == 'recall' else 'x'} target {verdict}")


def main() -> None:
    known = engines()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--dim", type=int, default=128)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=5, help="of searching")
    parser.add_argument("--starts", type=int, default=3, help="to time")
    parser.add_argument("--m", type=int, default=16)
    parser.add_argument("--ef-construction", type=int, default=200)
    parser.add_argument("--ef", type=int, default=64)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engines", nargs="+", choices=known, default=list(known), help="elanus among them for ratios")
    options = parser.parse_args()

    workload = Workload.of(options)
    print(
        f"{options.rows:,} rows of {options.dim} dimensions, HNSW M={options.m} efConstruction={options.ef_construction} "
        f"ef={options.ef}, COSINE, limit {LIMIT}, one client, seed {options.seed}; "
        f"load of the machine before: {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    results = {}
    for name in options.engines:
        with tempfile.TemporaryDirectory(prefix="elanus-bench-", ignore_cleanup_errors=True) as folder:
            results[name] = measure(known[name], workload, Path(folder))
        print(f"{name}: " + ", ".join(f"{key} {value:.4g}" for key, value in asdict(results[name]).items()), flush=True)
    if "elanus" in results:
        print_figures(results)


if __name__ == "__main__":
    main()
