"""Many clients at once: no error, no lost write, no doubled row."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from conftest import connect
from support import compact, contents, count, ids_of, insert, make_collection, make_rows

THREADS = 16
TURNS = 25
SEED = 99
DIM = 8


@pytest.fixture
def clients(server):
    made = [connect(server) for _ in range(THREADS)]
    yield made
    for each in made:
        each.close()


def test_mixed_reads_and_writes_leave_exact_counts(client, clients, name):
    make_collection(client, name, DIM, shards=2)
    insert(client, name, make_rows(SEED, range(500), DIM))

    def work(number: int) -> int:
        """Inserts 20 rows a turn in a range of its own, deletes 5 of them, reads in between; answers the rows left."""
        own, rng, left = clients[number], random.Random(SEED + number), 0
        first = (number + 1) * 100_000
        for turn in range(TURNS):
            ids = range(first + turn * 20, first + turn * 20 + 20)
            rows = make_rows(SEED + number, ids, DIM)
            insert(own, name, rows)
            victims = rng.sample(list(ids), 5)
            own.delete(name, ids=victims)
            left += 15
            found = own.query(name, filter=f"id in {list(ids)}", output_fields=["id"], consistency_level="Strong")
            assert ids_of(found) == sorted(set(ids) - set(victims))
            hits = own.search(name, [rows[0]["vec"]], limit=5, consistency_level="Strong")[0]
            assert len(hits) == 5
            if turn % 10 == 9 and number % 4 == 0:
                own.flush(name)
        return left

    with ThreadPoolExecutor(THREADS) as pool:
        left = sum(pool.map(work, range(THREADS)))
    assert count(client, name) == 500 + left == 500 + THREADS * TURNS * 15
    assert count(client, name, "id < 500") == 500


def test_upserts_of_the_same_keys_during_compactions_leave_each_key_once_with_its_last_value(client, clients, name):
    make_collection(client, name, DIM, auto_compaction=False)
    keys_per_thread = 20
    over = threading.Event()

    def write(number: int) -> list[tuple]:
        own, last = clients[number], {}
        keys = range(number * keys_per_thread, (number + 1) * keys_per_thread)
        for turn in range(TURNS):
            rows = [row | {"tag": f"{number}-{turn}"} for row in make_rows(turn, keys, DIM)]
            own.upsert(name, rows)
            last = {row["id"]: row["tag"] for row in rows}
            if turn % 8 == number % 8:
                own.flush(name)
            found = own.query(name, filter=f"id in {list(keys)}", output_fields=["tag"], consistency_level="Strong")
            assert {row["id"]: row["tag"] for row in found} == last
            assert len(found) == keys_per_thread
        return list(last.items())

    def compact_repeatedly() -> int:
        jobs = 0
        while not over.is_set():
            compact(client, name)
            jobs += 1
        return jobs

    with ThreadPoolExecutor(THREADS) as writers, ThreadPoolExecutor(1) as compactor:
        jobs = compactor.submit(compact_repeatedly)
        try:
            expected = [pair for part in writers.map(write, range(THREADS - 1)) for pair in part]
        finally:
            over.set()
        assert jobs.result() > 0
    rows = client.query(name, filter="id >= 0", output_fields=["tag"], consistency_level="Strong")
    assert sorted((row["id"], row["tag"]) for row in rows) == sorted(expected)
    before = contents(client, name)
    client.flush(name)
    compact(client, name)
    assert contents(client, name) == before


def test_writers_of_one_key_agree_on_a_single_row(client, clients, name):
    make_collection(client, name, DIM)

    def write(number: int) -> None:
        for turn in range(TURNS):
            clients[number].upsert(name, [row | {"tag": f"{number}-{turn}"} for row in make_rows(number, [1], DIM)])

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(write, range(THREADS)))
    rows = client.query(name, filter="id >= 0", output_fields=["tag"], consistency_level="Strong")
    assert len(rows) == 1
    assert rows[0]["tag"].endswith(f"-{TURNS - 1}")


def test_collections_are_made_and_dropped_by_many_at_once(clients, name):
    def work(number: int) -> None:
        own = clients[number]
        for turn in range(3):
            mine = f"{name}_{number}_{turn}"
            make_collection(own, mine, DIM)
            insert(own, mine, make_rows(number, range(10), DIM))
            assert count(own, mine) == 10
            own.drop_collection(mine)
            assert not own.has_collection(mine)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))
