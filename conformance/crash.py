#!/usr/bin/env python3
"""Kills the server with -9 at random instants under a seeded random program of writes, flushes and compactions.

After every start the whole collection is compared with what was acknowledged: each acknowledged row is there exactly once with
the right values, each acknowledged delete holds, an operation that was cut off is there or not there row by row, and there is
nothing else. Usage: crash.py [--rounds 20] [--seed N]; ends with exit code 0 only if every round held.
"""

import argparse
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import grpc
import numpy as np
from pymilvus import DataType
from pymilvus.grpc_gen import milvus_pb2

import wire as raw
from server import Server

COLLECTION = "crash"
DIM = 8
WRITERS = 3
KEYS_PER_WRITER = 3_000
KEYS = WRITERS * KEYS_PER_WRITER
ROWS_PER_WRITE_MAX = 60
ROUND_SECONDS = (0.3, 2.5)
LOAD_SECONDS_MAX = 60
PROBES_PER_ROUND = 50
ABSENT = 0  # the version of a key without a row


@dataclass
class Model:
    """What each key may hold: one version if the last operation on it was acknowledged, more if it was cut off."""

    possible: dict[int, set[int]] = field(default_factory=lambda: {key: {ABSENT} for key in range(KEYS)})

    def begin(self, changes: dict[int, int]) -> None:
        for key, version in changes.items():
            self.possible[key] = self.possible[key] | {version}

    def acknowledge(self, changes: dict[int, int]) -> None:
        for key, version in changes.items():
            self.possible[key] = {version}

    def differences(self, found: list[tuple[int, int]]) -> list[str]:
        """Compares (key, version) pairs of a whole read, and takes them for the truth of the next round."""
        wrong = []
        counted = Counter(key for key, _ in found)
        wrong += [f"key {key} is there {times} times" for key, times in counted.items() if times > 1]
        versions = dict(found)
        wrong += [f"key {key} was never written" for key in versions if key not in self.possible]
        for key, possible in self.possible.items():
            version = versions.get(key, ABSENT)
            if version not in possible:
                wrong.append(f"key {key} has version {version}, possible are {sorted(possible)} (0: no row)")
            self.possible[key] = {version}
        return wrong


class Writer:
    """A client with keys of its own, which does random things until the server goes away."""

    def __init__(self, number: int, seed: int, address: str, model: Model, versions):
        self.acknowledged = Counter()
        self.cut_off: str | None = None
        self.refused: list[str] = []
        self._first = number * KEYS_PER_WRITER
        self._random = random.Random(seed)
        self._wire = raw.Wire(address)
        self._model = model
        self._versions = versions

    def run(self) -> None:
        choices = [(self._insert, 30), (self._upsert, 30), (self._delete, 20), (self._delete_range, 5)]
        choices += [(self._flush, 10), (self._compact, 5)]
        steps, weights = zip(*choices)
        try:
            while not self.refused:
                self._random.choices(steps, weights)[0]()
        except grpc.RpcError:
            pass
        finally:
            self._wire.close()

    def _write(self, what: str, rpc: str, request, changes: dict[int, int]) -> None:
        self._model.begin(changes)
        self.cut_off = f"{what} of {len(changes)} rows" if changes else what
        status = raw.status_of(self._wire.call(rpc, request))
        if status.code != 0:
            self.refused.append(f"{rpc}: code {status.code}, {status.reason}")
            return
        self.cut_off = None
        self._model.acknowledge(changes)
        self.acknowledged[what] += 1

    def _insert(self) -> None:
        keys = [key for key in self._some_keys() if self._model.possible[key] == {ABSENT}]
        if keys:
            version = next(self._versions)
            self._write("insert", "Insert", raw.insert(COLLECTION, len(keys), *columns(keys, version)), dict.fromkeys(keys, version))

    def _upsert(self) -> None:
        keys, version = self._some_keys(), next(self._versions)
        self._write("upsert", "Upsert", raw.upsert(COLLECTION, len(keys), *columns(keys, version)), dict.fromkeys(keys, version))

    def _delete(self) -> None:
        keys = self._some_keys()
        self._write("delete", "Delete", raw.delete(COLLECTION, f"id in {keys}"), dict.fromkeys(keys, ABSENT))

    def _delete_range(self) -> None:
        low = self._first + self._random.randrange(KEYS_PER_WRITER - 40)
        changes = dict.fromkeys(range(low, low + 40), ABSENT)
        self._write("delete", "Delete", raw.delete(COLLECTION, f"id >= {low} and id < {low + 40}"), changes)

    def _flush(self) -> None:
        self._write("flush", "Flush", milvus_pb2.FlushRequest(collection_names=[COLLECTION]), {})

    def _compact(self) -> None:
        self._write("compact", "ManualCompaction", milvus_pb2.ManualCompactionRequest(collection_name=COLLECTION), {})

    def _some_keys(self) -> list[int]:
        count = self._random.randint(1, ROWS_PER_WRITE_MAX)
        return self._random.sample(range(self._first, self._first + KEYS_PER_WRITER), count)


class Versions:
    """Numbers that are never given twice, from 1 on."""

    def __init__(self):
        self._last = 0
        self._lock = threading.Lock()

    def __next__(self) -> int:
        with self._lock:
            self._last += 1
            return self._last


def vector(key: int, version: int) -> np.ndarray:
    """The vector of a key's version; no two are alike."""
    return np.random.default_rng([key, version]).standard_normal(DIM, dtype=np.float32)


def columns(keys: list[int], version: int) -> list:
    return [
        raw.long_column("id", keys),
        raw.long_column("version", [version] * len(keys)),
        raw.string_column("tag", [f"{key}:{version}" for key in keys]),
        raw.vector_column("vec", np.stack([vector(key, version) for key in keys])),
    ]


def make_collection(wire: raw.Wire) -> None:
    fields = [
        raw.key_field(),
        raw.field("version", DataType.INT64),
        raw.field("tag", DataType.VARCHAR, params={"max_length": 64}),
        raw.vector_field(dim=DIM),
    ]
    graph = {"index_type": "HNSW", "metric_type": "L2", "params": {"M": 8, "efConstruction": 40}}
    must(wire, "CreateCollection", raw.create(COLLECTION, *fields, shards_num=2))
    must(wire, "CreateIndex", raw.index(COLLECTION, "vec", **graph))
    must(wire, "LoadCollection", milvus_pb2.LoadCollectionRequest(collection_name=COLLECTION))


def must(wire: raw.Wire, rpc: str, request):
    reply = wire.call(rpc, request)
    status = raw.status_of(reply)
    if status.code != 0:
        raise RuntimeError(f"{rpc} was refused: code {status.code}, {status.reason}")
    return reply


def wait_loaded(wire: raw.Wire) -> None:
    deadline = time.monotonic() + LOAD_SECONDS_MAX
    while must(wire, "GetLoadState", milvus_pb2.GetLoadStateRequest(collection_name=COLLECTION)).state != 3:
        if time.monotonic() > deadline:
            raise RuntimeError(f"the collection was not loaded again within {LOAD_SECONDS_MAX} s")
        time.sleep(0.02)


def strong(request):
    request.use_default_consistency = False
    request.consistency_level = 0
    return request


def read_all(wire: raw.Wire) -> tuple[list[tuple[int, int]], list[str]]:
    """Every row as (key, version), and what is wrong with the rows themselves."""
    output = ["id", "version", "tag", "vec"]
    reply = must(wire, "Query", strong(raw.query(COLLECTION, "id >= 0", output=output, limit=16_384)))
    fields = {each.field_name: each for each in reply.fields_data}
    keys = list(fields["id"].scalars.long_data.data)
    versions = list(fields["version"].scalars.long_data.data)
    tags = list(fields["tag"].scalars.string_data.data)
    stored = np.asarray(fields["vec"].vectors.float_vector.data, dtype=np.float32).reshape(-1, DIM)
    wrong = []
    for key, version, tag, each in zip(keys, versions, tags, stored):
        if tag != f"{key}:{version}" or each.tobytes() != vector(key, version).tobytes():
            wrong.append(f"key {key} of version {version} mixes versions: tag={tag}")
    counted = must(wire, "Query", strong(raw.query(COLLECTION, "", output=["count(*)"])))
    total = counted.fields_data[0].scalars.long_data.data[0]
    if total != len(keys):
        wrong.append(f"count(*) is {total}, but the query returned {len(keys)} rows")
    return list(zip(keys, versions)), wrong


def probe(wire: raw.Wire, rows: list[tuple[int, int]], chooser: random.Random) -> list[str]:
    """Searches for the vectors of some rows, each of which must be its own nearest neighbor."""
    chosen = chooser.sample(rows, min(PROBES_PER_ROUND, len(rows)))
    if not chosen:
        return []
    queries = np.stack([vector(key, version) for key, version in chosen])
    reply = must(wire, "Search", strong(raw.search(COLLECTION, queries, topk=1, params={"ef": 64})))
    nearest = list(reply.results.ids.int_id.data)
    lost = [key for (key, _), found in zip(chosen, nearest) if key != found]
    # A graph may miss a row now and then; more than a tenth means that rows are not searched.
    return [f"search missed {len(lost)} of {len(chosen)} rows, such as {lost[:5]}"] if len(lost) > len(chosen) / 10 else []


def play_round(server: Server, model: Model, versions: Versions, chooser: random.Random) -> tuple[list[Writer], float]:
    """Lets the writers work and kills the server; answers the writers and the seconds that they had."""
    writers = [Writer(n, chooser.randrange(2**31), server.address, model, versions) for n in range(WRITERS)]
    threads = [threading.Thread(target=writer.run) for writer in writers]
    seconds = chooser.uniform(*ROUND_SECONDS)
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    server.kill()
    for thread in threads:
        thread.join()
    return writers, seconds


def run(server: Server, rounds: int, seed: int, say=print) -> list[str]:
    """Plays the rounds and answers what was wrong; nothing is wrong if the list is empty."""
    chooser, model, versions, wrong = random.Random(seed), Model(), Versions(), []
    say(f"seed {seed}, {rounds} rounds, {WRITERS} writers, {KEYS:,} keys")
    server.start()
    wire = raw.Wire(server.address)
    make_collection(wire)
    wire.close()
    for number in range(1, rounds + 1):
        writers, seconds = play_round(server, model, versions, chooser)
        began = time.monotonic()
        server.start()
        wire = raw.Wire(server.address)
        wait_loaded(wire)
        started = time.monotonic() - began
        found, broken_rows = read_all(wire)
        here = [refusal for writer in writers for refusal in writer.refused]
        here += broken_rows + model.differences(found) + probe(wire, found, chooser)
        wire.close()
        done = sum((writer.acknowledged for writer in writers), Counter())
        cut_off = [writer.cut_off for writer in writers if writer.cut_off]
        say(
            f"round {number:3}: killed after {seconds:.2f} s; acknowledged {format_counts(done)}; "
            f"cut off {', '.join(cut_off) or 'nothing'}; back in {started:.2f} s with {len(found):,} rows: "
            + ("all right" if not here else f"{len(here)} WRONG")
        )
        for line in here[:10]:
            say(f"    {line}")
        wrong += [f"round {number}: {line}" for line in here]
    return wrong


def format_counts(counts: Counter) -> str:
    return ", ".join(f"{counts[what]} {what}" for what in ("insert", "upsert", "delete", "flush", "compact"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.randrange(2**31))
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="elanus-crash-"))
    server = Server(folder)
    try:
        wrong = run(server, options.rounds, options.seed)
    finally:
        server.close()
    if wrong:
        print(f"{len(wrong)} differences; seed {options.seed}; data folder and log are kept in {folder}")
        return 1
    shutil.rmtree(folder)
    print(f"{options.rounds} rounds, nothing lost, nothing doubled, nothing invented")
    return 0


if __name__ == "__main__":
    sys.exit(main())
