"""Truncation: all rows at once, nothing else, and no way back."""

import threading

import pytest
from pymilvus import MilvusException

from conftest import connect
from support import (
    compact,
    count,
    flushed_segments,
    hit_ids,
    ids_of,
    insert,
    make_collection,
    make_rows,
    persistent_ids,
    row_count,
    vectors,
    wait_until,
)

DIM = 8


def assert_empty(client, name):
    assert count(client, name) == 0
    assert row_count(client, name) == 0
    assert persistent_ids(client, name) == set()
    hits = client.search(name, vectors(9, 1, DIM).tolist(), limit=10, consistency_level="Strong")
    assert hit_ids(hits[0]) == []


def test_the_collection_with_all_but_its_rows_stays(client, name):
    make_collection(client, name, DIM, partitions=["silent"], shards=2)
    client.create_alias(name, f"{name}_alias")
    flushed_segments(client, name, [make_rows(1, range(3_000), DIM)])
    insert(client, name, make_rows(2, range(3_000, 3_100), DIM), "silent")
    before = client.describe_collection(name)

    client.truncate_collection(f"{name}_alias")

    assert_empty(client, name)
    after = client.describe_collection(name)
    # Of each call its own.
    before.pop("request_time", None), after.pop("request_time", None)
    assert after == before
    assert client.list_partitions(name) == ["_default", "silent"]
    assert client.list_indexes(name) == ["vec"]
    assert client.get_load_state(name)["state"].name == "Loaded"
    insert(client, name, make_rows(3, range(10), DIM), "silent")
    client.flush(name)
    assert ids_of(client.query(name, filter="id >= 0", partition_names=["silent"])) == list(range(10))


def test_a_released_and_an_empty_collection_can_be_truncated(client, name):
    make_collection(client, name, DIM)
    client.truncate_collection(name)
    assert_empty(client, name)
    flushed_segments(client, name, [make_rows(1, range(100), DIM)])
    client.release_collection(name)
    client.truncate_collection(name)
    client.load_collection(name)
    assert_empty(client, name)


def test_a_missing_collection_is_refused(client):
    with pytest.raises(MilvusException) as refused:
        client.truncate_collection("nowhere")
    assert refused.value.code == 100


def test_a_compaction_under_way_brings_nothing_back(client, name):
    make_collection(client, name, DIM, auto_compaction=False)
    rows = make_rows(1, range(8_000), DIM)
    flushed_segments(client, name, [rows[start : start + 1_000] for start in range(0, 8_000, 1_000)])
    job = client.compact(name)
    client.truncate_collection(name)
    wait_until(lambda: client.get_compaction_state(job) == "Completed", "the compaction is over")
    assert_empty(client, name)
    insert(client, name, make_rows(2, range(20), DIM))
    client.flush(name)
    compact(client, name)
    assert count(client, name) == 20


def test_concurrent_inserts_are_before_or_after(server, client, name):
    """Each write is seen whole or not at all, and one that was answered after the truncation stays."""
    make_collection(client, name, DIM, shards=2)
    answered = []
    stop = threading.Event()

    def write():
        own = connect(server)
        try:
            for first in range(0, 100_000, 10):
                if stop.is_set():
                    return
                own.insert(name, make_rows(first, range(first, first + 10), DIM))
                answered.append(first)
        finally:
            own.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        wait_until(lambda: len(answered) > 5, "some writes are answered")
        for _ in range(5):
            begun = len(answered)
            client.truncate_collection(name)
            # One write may have been on its way when the truncation was answered.
            kept_from = len(answered) + 1
            wait_until(lambda: len(answered) > kept_from + 3, "more writes are answered")
            assert count(client, name) % 10 == 0
            found = set(ids_of(client.query(name, filter="id >= 0", limit=16_000)))
            assert found.isdisjoint(answered[:begun])
            assert found.issuperset(answered[kept_from : kept_from + 3])
    finally:
        stop.set()
        writer.join()


@pytest.mark.parametrize("stop", ["stop", "kill"])
def test_what_was_truncated_is_gone_after_the_end_of_the_server(own_server, own_client, stop):
    make_collection(own_client, "films", DIM, shards=2)
    flushed_segments(own_client, "films", [make_rows(1, range(2_000), DIM)])
    insert(own_client, "films", make_rows(2, range(2_000, 2_100), DIM))
    full = own_server.folder_bytes()
    own_client.truncate_collection("films")
    assert own_server.folder_bytes() < full / 2
    insert(own_client, "films", make_rows(3, range(5), DIM))
    getattr(own_server, stop)()
    own_server.start()
    again = connect(own_server)
    try:
        wait_until(lambda: again.get_load_state("films")["state"].name == "Loaded", "films is loaded")
        assert ids_of(again.query("films", filter="id >= 0", consistency_level="Strong")) == list(range(5))
    finally:
        again.close()
