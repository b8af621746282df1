#!/usr/bin/env python3
"""Searches real data: Debian packages by the meaning of their descriptions, plain and filtered, before and after compaction.

    packages.py [FOLDER]                  against the server at 127.0.0.1:19530 (another one: --addr HOST:PORT)
    packages.py [FOLDER] --serve          starts ./elanus itself, kills it with -9 in the middle of writing, starts it again and
                                          looks whether every acknowledged row is there exactly once

FOLDER holds the data set and is by default the sample beside this file (data/README.md says what it is). Needs pymilvus and numpy.
"""

import argparse
import gzip
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pymilvus import DataType, MilvusClient, MilvusException

HERE = Path(__file__).resolve().parent
COLLECTION = "packages"
DIM = 384
BATCH = 500
LIMIT = 10
EF = 100
TIE = 1e-6
WAIT_SECONDS_MAX = 300
MB = 1_000_000


@dataclass(frozen=True)
class Dataset:
    """Rows and queries with their exact answers. Vectors are float32[rows][384], cosines are computed in float64."""

    rows: list[dict]
    vectors: np.ndarray
    query_texts: list[str]
    queries: np.ndarray
    truth: np.ndarray
    filters: list[dict]

    @staticmethod
    def read(folder: Path) -> "Dataset":
        with gzip.open(folder / "packages.jsonl.gz", "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        vectors = np.fromfile(folder / "vectors.f16.bin", "<f2").reshape(-1, DIM).astype(np.float32)
        texts = [json.loads(line)["text"] for line in (folder / "queries.jsonl").read_text("utf-8").splitlines()]
        queries = np.fromfile(folder / "queries.f32.bin", "<f4").reshape(-1, DIM)
        truth = np.fromfile(folder / "truth.i32.bin", "<i4").reshape(len(queries), -1)
        filters = json.loads((folder / "truth_filtered.json").read_text())["filters"]
        # The collection leaves out the two array fields.
        filters = [each for each in filters if "array_" not in each["expr"]]
        return Dataset(rows, vectors, texts, queries, truth, filters)

    def row(self, id: int) -> dict:
        skipped = ("tags", "depends", "maintainer", "version")
        return {key: value for key, value in self.rows[id].items() if key not in skipped} | {"vec": self.vectors[id]}

    def cosines(self, query: int, ids) -> np.ndarray:
        base = self.vectors[np.asarray(ids, dtype=np.int64)].astype(np.float64)
        asked = self.queries[query].astype(np.float64)
        return base @ asked / (np.linalg.norm(base, axis=1) * np.linalg.norm(asked))

    def recall(self, query: int, found: list[int], truth) -> float:
        """The share of the best rows that was found. A row as near as the last of the best counts as one: real data has ties."""
        truth = list(truth)[:LIMIT]
        last = self.cosines(query, truth).min()
        hits = (self.cosines(query, found) >= last - TIE).sum() if found else 0
        return min(int(hits), len(truth)) / len(truth)


class OwnServer:
    """A server in a folder that is thrown away in the end."""

    def __init__(self, launcher: Path, port: int):
        self._launcher, self._port = launcher, port
        self._folder = tempfile.TemporaryDirectory(prefix="elanus-packages-")
        self._process: subprocess.Popen | None = None

    @property
    def data(self) -> Path:
        return Path(self._folder.name)

    def start(self) -> None:
        command = [str(self._launcher), "serve", "--data", str(self.data), "--port", str(self._port)]
        command += ["--http-port", str(self._port + 1)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
        for line in self._process.stdout:
            if line.startswith("ready in "):
                threading.Thread(target=self._process.stdout.read, daemon=True).start()
                print(f"   the server with pid {self._process.pid} is {line.strip()}")
                return
        raise SystemExit("the server ended before it was ready")

    def kill(self) -> None:
        print(f"   kill -9 {self._process.pid}")
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait()
        self._folder.cleanup()


def make_collection(client: MilvusClient) -> None:
    client.drop_collection(COLLECTION)
    schema = client.create_schema()
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("name", DataType.VARCHAR, max_length=128)
    schema.add_field("section", DataType.VARCHAR, max_length=32)
    schema.add_field("priority", DataType.VARCHAR, max_length=16)
    schema.add_field("architecture", DataType.VARCHAR, max_length=16)
    schema.add_field("installed_size_kb", DataType.INT64, nullable=True)
    schema.add_field("size_bytes", DataType.INT64)
    schema.add_field("homepage", DataType.VARCHAR, max_length=512, nullable=True)
    schema.add_field("text", DataType.VARCHAR, max_length=65_535)
    schema.add_field("meta", DataType.JSON)
    schema.add_field("vec", DataType.FLOAT_VECTOR, dim=DIM)
    index = client.prepare_index_params()
    index.add_index("vec", index_type="HNSW", metric_type="COSINE", params={"M": 16, "efConstruction": 200})
    client.create_collection(COLLECTION, schema=schema, index_params=index, consistency_level="Strong")


def write_all(client: MilvusClient, dataset: Dataset) -> None:
    began = time.monotonic()
    quarter = len(dataset.rows) // 4
    for start in range(0, len(dataset.rows), BATCH):
        client.insert(COLLECTION, [dataset.row(id) for id in range(start, min(start + BATCH, len(dataset.rows)))])
        # Each flush makes a segment, so that the compaction has something to merge.
        if start // quarter != (start + BATCH) // quarter:
            client.flush(COLLECTION)
    seconds = time.monotonic() - began
    print(f"   inserted {len(dataset.rows):,} packages in {seconds:.1f} s, {len(dataset.rows) / seconds:,.0f} rows/s")


def write_all_with_a_crash(server: OwnServer, connect, dataset: Dataset) -> MilvusClient:
    """Writes all rows; the server is killed when about half of them are acknowledged. Answers a client of the second server."""
    starts = list(range(0, len(dataset.rows), BATCH))
    acknowledged: list[int] = []
    half = threading.Event()

    # The failing call is expected: pymilvus need not print it.
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)

    def write() -> None:
        client = connect()
        for start in starts:
            ids = range(start, min(start + BATCH, len(dataset.rows)))
            try:
                # With a time limit the client gives up soon after the server is gone, instead of trying again for minutes.
                client.upsert(COLLECTION, [dataset.row(id) for id in ids], timeout=5)
            except MilvusException:
                return
            acknowledged.extend(ids)
            if len(acknowledged) >= len(dataset.rows) // 2:
                half.set()

    writer = threading.Thread(target=write)
    writer.start()
    half.wait(WAIT_SECONDS_MAX)
    server.kill()
    writer.join()
    print(f"   {len(acknowledged):,} of {len(dataset.rows):,} rows had been acknowledged")
    server.start()

    client = connect()
    wait_loaded(client)
    compare_with_acknowledged(client, dataset, acknowledged)
    client.flush(COLLECTION)
    rest = sorted(set(range(len(dataset.rows))) - set(acknowledged))
    # Nobody knows whether the rows whose answer never came are there: an upsert is right in both cases.
    for start in range(0, len(rest), BATCH):
        client.upsert(COLLECTION, [dataset.row(id) for id in rest[start : start + BATCH]])
    print(f"   upserted the other {len(rest):,} rows; there are {count(client):,} now")
    return client


def compare_with_acknowledged(client: MilvusClient, dataset: Dataset, acknowledged: list[int]) -> None:
    found: dict[int, dict] = {}
    doubled = 0
    rows = client.query_iterator(COLLECTION, batch_size=500, output_fields=["name", "text", "vec"])
    while batch := rows.next():
        for row in batch:
            doubled += row["id"] in found
            found[row["id"]] = row
    rows.close()
    missing = [id for id in acknowledged if id not in found]
    changed = [id for id, row in found.items() if not same(row, dataset.row(id))]
    extra = len(found) - (len(acknowledged) - len(missing))
    print(f"   after the restart: {len(missing)} acknowledged rows are missing, {doubled} are doubled, {len(changed)} have changed;")
    print(f"   {extra} more are there whose answer had not arrived when the server was killed")
    if missing or doubled or changed:
        raise SystemExit("the server lost or damaged acknowledged rows")


def same(row: dict, written: dict) -> bool:
    vector = np.asarray(row["vec"], dtype=np.float32)
    return row["name"] == written["name"] and row["text"] == written["text"] and np.array_equal(vector, written["vec"])


def wait_loaded(client: MilvusClient) -> None:
    wait_until(lambda: client.get_load_state(COLLECTION)["state"].name == "Loaded", "the collection to be loaded")


def wait_until(condition, what: str) -> None:
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit(f"waited {WAIT_SECONDS_MAX} s for {what}")
        time.sleep(0.05)


def count(client: MilvusClient, filter: str = "") -> int:
    return client.query(COLLECTION, filter=filter, output_fields=["count(*)"])[0]["count(*)"]


def search(client: MilvusClient, dataset: Dataset, filter: str = "") -> list[list[int]]:
    hits = []
    for query in dataset.queries:
        params = {"metric_type": "COSINE", "params": {"ef": EF}}
        hits += client.search(COLLECTION, [query.tolist()], filter=filter, limit=LIMIT, search_params=params)
    return [[hit["id"] for hit in each] for each in hits]


def show_one(client: MilvusClient, dataset: Dataset) -> None:
    query = len(dataset.queries) // 2
    hits = client.search(
        COLLECTION, [dataset.queries[query].tolist()], limit=3, output_fields=["name", "text"], search_params={"params": {"ef": EF}}
    )[0]
    print(f'   for example "{dataset.query_texts[query]}":')
    for hit in hits:
        print(f"      {hit['distance']:.3f}  {hit['entity']['name']}: {hit['entity']['text'].splitlines()[0]}")


def show_recall(client: MilvusClient, dataset: Dataset) -> None:
    began = time.monotonic()
    found = search(client, dataset)
    seconds = time.monotonic() - began
    recalls = [dataset.recall(number, ids, dataset.truth[number]) for number, ids in enumerate(found)]
    print(f"   recall@{LIMIT} {np.mean(recalls):.4f} over {len(recalls)} queries, one after another, {len(recalls) / seconds:,.0f} a second")


def show_filtered_recall(client: MilvusClient, dataset: Dataset) -> None:
    for each in dataset.filters:
        matching = count(client, each["expr"])
        verdict = "" if matching == each["matching_rows"] else f"  WRONG, {each['matching_rows']:,} rows match"
        found = search(client, dataset, each["expr"])
        recalls = [dataset.recall(number, ids, truth) for number, (ids, truth) in enumerate(zip(found, each["truth"])) if truth]
        short = sum(len(ids) < len(truth) for ids, truth in zip(found, each["truth"]))
        print(f"   recall {np.mean(recalls):.4f}  {matching:>7,} rows  {each['expr']}{verdict}{f'  {short} SHORT' if short else ''}")


def show_size(client: MilvusClient, folder: Path | None, when: str) -> None:
    segments = client.list_persistent_segments(COLLECTION)
    stored = sum(segment.num_rows for segment in segments)
    size = f", the folder has {folder_bytes(folder) / MB:.1f} MB" if folder else ""
    print(f"   {when}: {count(client):,} rows visible, {stored:,} stored in {plural(len(segments), 'segment')}{size}")


def plural(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def folder_bytes(folder: Path) -> int:
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file())


def delete_and_compact(client: MilvusClient, folder: Path | None) -> None:
    client.flush(COLLECTION)
    show_size(client, folder, "before")
    client.delete(COLLECTION, filter='architecture == "all"')
    client.flush(COLLECTION)
    show_size(client, folder, "deleted")
    began = time.monotonic()
    job = client.compact(COLLECTION)
    wait_until(lambda: client.get_compaction_state(job) == "Completed", "the compaction to end")
    seconds = time.monotonic() - began
    for plan in client.get_compaction_plans(job).plans:
        print(f"   {plural(len(plan.sources), 'segment')} became one: {list(plan.sources)} -> {plan.target}")
    show_size(client, folder, f"compacted in {seconds:.1f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=HERE / "data", help="the data set")
    parser.add_argument("--addr", default="127.0.0.1:19530", help="the server to use")
    parser.add_argument("--serve", action="store_true", help="start a server, and kill it once on the way")
    parser.add_argument("--port", type=int, default=29_530, help="the port of the server that --serve starts")
    parser.add_argument("--launcher", type=Path, default=HERE.parent / "elanus", help="what --serve starts")
    options = parser.parse_args()

    # The client's own log of refused calls would drown what this program has to say.
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
    dataset = Dataset.read(options.folder)
    print(f"1. read {len(dataset.rows):,} packages and {len(dataset.queries)} queries")
    server = OwnServer(options.launcher, options.port) if options.serve else None
    address = f"127.0.0.1:{options.port}" if server else options.addr

    def connect() -> MilvusClient:
        # A channel remembers for a while that the address refused it, also when a new server is there already.
        deadline = time.monotonic() + WAIT_SECONDS_MAX
        while True:
            try:
                return MilvusClient(f"http://{address}", timeout=30, dedicated=True)
            except MilvusException:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    try:
        if server:
            server.start()
        client = connect()
        make_collection(client)
        if server:
            print("2. write, with a kill -9 in the middle")
            client.close()
            client = write_all_with_a_crash(server, connect, dataset)
        else:
            print("2. write")
            write_all(client, dataset)
        client.flush(COLLECTION)
        print("3. search by meaning")
        show_one(client, dataset)
        show_recall(client, dataset)
        print("4. search among the rows that match a filter")
        show_filtered_recall(client, dataset)
        print("5. delete the packages that fit any architecture, and compact")
        delete_and_compact(client, server.data if server else None)
        client.close()
    finally:
        if server:
            server.close()


if __name__ == "__main__":
    sys.exit(main())
