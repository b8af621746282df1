"""What a restart brings back: after SIGTERM, and after kill -9 in the middle of anything."""

import pytest

from conftest import connect
from support import contents, count, flushed_segments, hit_ids, ids_of, insert, make_collection, make_rows, vectors, wait_until

DIM = 8
STOPS = ["stop", "kill"]


@pytest.fixture(params=STOPS)
def restart(request, own_server):
    """Ends the server in one of the two ways, starts it on the same folder and answers a fresh client."""
    clients = []

    def again():
        if request.param == "stop":
            assert own_server.stop() == 0
        else:
            own_server.kill()
        own_server.start()
        clients.append(connect(own_server))
        return clients[-1]

    yield again
    for each in clients:
        each.close()


def wait_loaded(client, name):
    wait_until(lambda: client.get_load_state(name)["state"].name == "Loaded", f"{name} is loaded")


def test_rows_and_deletes_come_back_from_the_log_and_from_files(own_client, restart):
    make_collection(own_client, "films", DIM, shards=2, dynamic=True)
    rows = [row | {"extra": {"n": row["id"]}} for row in make_rows(1, range(1_000), DIM)]
    flushed_segments(own_client, "films", [rows[:400], rows[400:600]])
    own_client.delete("films", ids=list(range(0, 600, 3)))
    insert(own_client, "films", rows[600:])
    own_client.delete("films", filter="bucket == 1")
    own_client.upsert("films", [row | {"tag": "upserted", "extra": {}} for row in make_rows(2, range(5, 1_000, 100), DIM)])
    before = contents(own_client, "films")

    client = restart()
    wait_loaded(client, "films")
    assert contents(client, "films") == before
    client = restart()
    wait_loaded(client, "films")
    assert contents(client, "films") == before
    assert count(client, "films") == len(before)


def test_searches_answer_the_same_after_a_restart(own_client, restart):
    make_collection(own_client, "films", DIM, index="HNSW")
    flushed_segments(own_client, "films", [make_rows(1, range(1_500), DIM)])
    queries = vectors(2, 10, DIM).tolist()
    wide = {"params": {"ef": 200}}
    before = [hit_ids(hits) for hits in own_client.search("films", queries, limit=5, search_params=wide)]
    client = restart()
    wait_loaded(client, "films")
    assert [hit_ids(hits) for hits in client.search("films", queries, limit=5, search_params=wide)] == before


def test_indexes_load_state_aliases_partitions_and_databases_come_back(own_server, own_client, restart):
    make_collection(own_client, "loaded", DIM, index="HNSW", metric="IP", shards=3, partitions=["left"])
    make_collection(own_client, "released", DIM, index="FLAT", load=False)
    own_client.create_alias("loaded", "pet")
    own_client.alter_collection_properties("loaded", {"collection.autocompaction.enabled": "false"})
    own_client.create_database("archive")
    archive = connect(own_server, db_name="archive")
    make_collection(archive, "old", DIM)
    insert(archive, "old", make_rows(1, range(7), DIM))
    archive.close()
    told = {name: own_client.describe_collection(name) for name in ("loaded", "released")}

    client = restart()

    assert sorted(client.list_collections()) == ["loaded", "released"]
    assert {name: client.describe_collection(name) for name in ("loaded", "released")} == told
    assert client.describe_index("loaded", "vec")["index_type"] == "HNSW"
    assert client.describe_index("loaded", "vec")["metric_type"] == "IP"
    assert client.describe_index("released", "vec")["index_type"] == "FLAT"
    wait_loaded(client, "loaded")
    assert client.get_load_state("released")["state"].name == "NotLoad"
    assert client.describe_alias("pet")["collection_name"] == "loaded"
    assert client.list_partitions("loaded") == ["_default", "left"]
    assert sorted(client.list_databases()) == ["archive", "default"]
    archive = connect(own_server, db_name="archive")
    wait_loaded(archive, "old")
    assert count(archive, "old") == 7
    archive.close()


def test_dropped_things_stay_dropped(own_client, restart):
    make_collection(own_client, "gone", DIM)
    flushed_segments(own_client, "gone", [make_rows(1, range(100), DIM)])
    make_collection(own_client, "kept", DIM, partitions=["left"])
    flushed_segments(own_client, "kept", [make_rows(2, range(50), DIM)])
    flushed_segments(own_client, "kept", [make_rows(3, range(50, 80), DIM)], partition="left")
    own_client.release_partitions("kept", ["left"])
    own_client.drop_partition("kept", "left")
    own_client.drop_collection("gone")
    own_client.create_database("archive")
    own_client.drop_database("archive")

    client = restart()

    assert client.list_collections() == ["kept"]
    assert client.list_databases() == ["default"]
    wait_loaded(client, "kept")
    assert count(client, "kept") == 50


def test_automatic_keys_are_never_given_twice(own_client, restart):
    own_client.create_collection("films", dimension=DIM, auto_id=True, consistency_level="Strong")
    rows = [{"vector": vector.tolist()} for vector in vectors(1, 100, DIM)]
    keys = own_client.insert("films", rows)["ids"]
    client = restart()
    wait_loaded(client, "films")
    keys = [*keys, *client.insert("films", rows)["ids"]]
    assert len(set(keys)) == 200
    assert count(client, "films") == 200


def test_writes_go_on_after_a_restart(own_client, restart):
    make_collection(own_client, "films", DIM)
    insert(own_client, "films", make_rows(1, range(10), DIM))
    client = restart()
    wait_loaded(client, "films")
    insert(client, "films", make_rows(2, range(10, 20), DIM))
    client.delete("films", ids=[0, 10])
    client.upsert("films", make_rows(3, [1, 11], DIM))
    client.flush("films")
    assert ids_of(client.query("films", filter="id >= 0", output_fields=["id"])) == [*range(1, 10), *range(11, 20)]


def test_a_compaction_that_was_killed_loses_nothing_and_ends(own_server, own_client):
    make_collection(own_client, "films", DIM, auto_compaction=False)
    rows = make_rows(1, range(20_000), DIM)
    flushed_segments(own_client, "films", [rows[start : start + 4_000] for start in range(0, 20_000, 4_000)])
    own_client.delete("films", filter="bucket in [0, 5]")
    left = [id for id in range(20_000) if id % 5 != 0]
    job = own_client.compact("films")

    own_server.kill()
    own_server.start()

    client = connect(own_server)
    try:
        wait_loaded(client, "films")
        wait_until(lambda: client.get_compaction_state(job) == "Completed", "the killed job is over", 60)
        assert count(client, "films") == len(left)
        again = client.compact("films")
        wait_until(lambda: client.get_compaction_state(again) == "Completed", "the segments are free for another job", 60)
        assert count(client, "films") == len(left)
        segments = client.list_persistent_segments("films")
        assert sum(segment.num_rows for segment in segments) == len(left)
        assert ids_of(client.query("films", filter="id >= 0", output_fields=["id"], limit=16_384)) == left
    finally:
        client.close()


def test_every_acknowledged_write_survives_a_kill(own_server, own_client):
    make_collection(own_client, "films", DIM)
    acknowledged = set()
    for start in range(0, 2_000, 100):
        insert(own_client, "films", make_rows(start, range(start, start + 100), DIM))
        acknowledged.update(range(start, start + 100))
        if start % 500 == 0:
            own_client.delete("films", ids=[start, start + 1])
            acknowledged -= {start, start + 1}
    own_server.kill()
    own_server.start()
    client = connect(own_server)
    try:
        wait_loaded(client, "films")
        assert ids_of(client.query("films", filter="id >= 0", output_fields=["id"])) == sorted(acknowledged)
    finally:
        client.close()


def test_the_server_ends_with_exit_code_zero_when_asked(own_server):
    assert own_server.stop() == 0
