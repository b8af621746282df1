#!/usr/bin/env python3
"""A hundred clients read and write at once for a minute: no error, an exact count at the end, memory that stays flat.

Usage: load.py [--clients 100] [--seconds 60] [--addr HOST:PORT]; without --addr it starts a server of its own, whose private
memory it prints. Ends with exit code 0 only if no call failed and every count was right.
"""

import argparse
import multiprocessing
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from pymilvus import MilvusClient

from server import Server
from support import count, insert, make_collection, make_rows

COLLECTION = "load"
DIM = 32
PROCESSES = 4
ROWS_PER_WRITE = 10
# A client deletes its oldest rows above this number, so that the collection stops growing.
ROWS_PER_CLIENT_MAX = 300
KEYS_PER_CLIENT = 10_000_000
REPORT_SECONDS = 5
MIB = 1024 * 1024


@dataclass
class Tally:
    """What the clients of one process did."""

    calls: Counter = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    rows_left: int = 0


class LoadClient:
    """One client with keys of its own; it checks each of its reads against what it wrote."""

    def __init__(self, number: int, uri: str):
        self.calls = Counter()
        self.live: list[int] = []
        self._client = MilvusClient(uri, timeout=30, dedicated=True)
        self._random = random.Random(number)
        self._next = number * KEYS_PER_CLIENT

    def run(self, deadline: float) -> None:
        choices = [(self._insert, 25), (self._upsert, 15), (self._delete, 10), (self._query, 20), (self._search, 29), (self._flush, 1)]
        steps, weights = zip(*choices)
        self._insert()
        while time.monotonic() < deadline:
            step = self._random.choices(steps, weights)[0]
            step()
            self.calls[step.__name__.strip("_")] += 1
        self._client.close()

    def _insert(self) -> None:
        keys = list(range(self._next, self._next + ROWS_PER_WRITE))
        self._next += ROWS_PER_WRITE
        insert(self._client, COLLECTION, make_rows(self._random.randrange(2**31), keys, DIM))
        self.live += keys
        if len(self.live) > ROWS_PER_CLIENT_MAX:
            self._remove(self.live[:ROWS_PER_WRITE])

    def _upsert(self) -> None:
        keys = self._some()
        self._client.upsert(COLLECTION, make_rows(self._random.randrange(2**31), keys, DIM))

    def _delete(self) -> None:
        if len(self.live) > ROWS_PER_WRITE:
            self._remove(self._some()[:3])

    def _query(self) -> None:
        keys = self._some()
        rows = self._client.query(COLLECTION, filter=f"id in {keys}", output_fields=["tag"], consistency_level="Strong")
        if sorted((row["id"], row["tag"]) for row in rows) != sorted((key, f"tag-{key}") for key in keys):
            raise AssertionError(f"asked for {sorted(keys)}, got {sorted(row['id'] for row in rows)}")

    def _search(self) -> None:
        query = make_rows(self._random.randrange(2**31), [0], DIM)[0]["vec"]
        hits = self._client.search(COLLECTION, [query], limit=10, output_fields=["bucket"])[0]
        if len(hits) != 10:
            raise AssertionError(f"a search for 10 rows found {len(hits)}")

    def _flush(self) -> None:
        self._client.flush(COLLECTION)

    def _some(self) -> list[int]:
        return self._random.sample(self.live, min(ROWS_PER_WRITE, len(self.live)))

    def _remove(self, keys: list[int]) -> None:
        self._client.delete(COLLECTION, ids=list(keys))
        gone = set(keys)
        self.live = [key for key in self.live if key not in gone]


def run_clients(numbers: range, uri: str, seconds: float, results) -> None:
    """The clients of one process, a thread each."""
    tally, lock = Tally(), threading.Lock()
    deadline = time.monotonic() + seconds

    def work(number: int) -> None:
        client = None
        try:
            client = LoadClient(number, uri)
            client.run(deadline)
        except Exception as failure:
            with lock:
                tally.failures.append(f"client {number}: {failure!r}")
        if client is not None:
            with lock:
                tally.calls += client.calls
                tally.rows_left += len(client.live)

    threads = [threading.Thread(target=work, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    results.put(tally)


def watch_memory(server: Server | None, processes: list, began: float) -> list[int]:
    """Prints and answers the server's private bytes every few seconds until the clients are done."""
    samples = []
    while any(process.is_alive() for process in processes):
        if server is not None:
            samples.append(server.resident_bytes())
            print(f"  {time.monotonic() - began:5.0f} s  private {samples[-1] / MIB:8.1f} MiB", flush=True)
        for process in processes:
            process.join(REPORT_SECONDS / len(processes))
    return samples


def run(server: Server | None, uri: str, clients: int, seconds: float) -> list[str]:
    """Puts the load on the server and answers what was wrong."""
    client = MilvusClient(uri, timeout=30)
    client.drop_collection(COLLECTION)
    make_collection(client, COLLECTION, DIM, shards=2)
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    parts = [range(number, clients, PROCESSES) for number in range(PROCESSES)]
    processes = [context.Process(target=run_clients, args=(part, uri, seconds, results)) for part in parts]
    began = time.monotonic()
    for process in processes:
        process.start()
    print(f"{clients} clients for {seconds:.0f} s", flush=True)
    samples = watch_memory(server, processes, began)
    tallies = [results.get(timeout=10) for _ in processes]

    calls = sum((tally.calls for tally in tallies), Counter())
    wrong = [failure for tally in tallies for failure in tally.failures]
    expected = sum(tally.rows_left for tally in tallies)
    found = count(client, COLLECTION)
    if found != expected and not wrong:
        wrong.append(f"count(*) is {found}, expected {expected}")
    print("calls " + ", ".join(f"{number} {what}" for what, number in sorted(calls.items())))
    print(f"{sum(calls.values()) / seconds:.0f} calls/s, {found:,} rows at the end, {expected:,} expected, {len(wrong)} failures")
    if len(samples) >= 4:
        third = len(samples) // 3
        first, last = max(samples[third : 2 * third]), max(samples[-third:])
        print(f"private memory: {first / MIB:.0f} MiB in the middle third, {last / MIB:.0f} MiB in the last ({last / first:.2f} x)")
    client.drop_collection(COLLECTION)
    client.close()
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--addr", help="a server that is already up")
    options = parser.parse_args()
    if options.addr:
        wrong = run(None, f"http://{options.addr}", options.clients, options.seconds)
    else:
        with tempfile.TemporaryDirectory(prefix="elanus-load-") as folder:
            server = Server(Path(folder)).start()
            try:
                wrong = run(server, server.uri, options.clients, options.seconds)
            finally:
                server.close()
    for line in wrong[:20]:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
