"""Rows that expire: after a time to live of the collection, or at the time that they hold in a field."""

import time
from datetime import datetime, timedelta, timezone

import pytest
from pymilvus import DataType, MilvusException

from conftest import connect
from support import compact, count, hit_ids, ids_of, index_vectors, insert, make_collection, make_rows, row_count, wait_until

DIM = 8
SOON_SECONDS = 4
EXPIRED_WITHIN_SECONDS = 2  # after the time has come; polling and a busy machine included


def seconds_from_now(seconds: float) -> str:
    return (datetime.now(timezone.utc) + timedelta(seconds=seconds)).isoformat()


def make_expiring(client, name, *, nullable=True, load=True, **properties):
    schema = client.create_schema()
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("until", DataType.TIMESTAMPTZ, nullable=nullable)
    schema.add_field("later", DataType.TIMESTAMPTZ, nullable=True)
    schema.add_field("vec", DataType.FLOAT_VECTOR, dim=DIM)
    client.create_collection(name, schema=schema, consistency_level="Strong", properties=properties)
    index_vectors(client, name, "vec", "HNSW", "L2")
    if load:
        client.load_collection(name)


def row(id: int, until: str | None, later: str | None = None) -> dict:
    return {"id": id, "until": until, "later": later, "vec": [float(id)] * DIM}


def ids(client, name) -> list[int]:
    return ids_of(client.query(name, filter="", limit=100, consistency_level="Strong"))


def found(client, name, at: float = 0.0, limit: int = 10) -> list[int]:
    return hit_ids(client.search(name, [[at] * DIM], anns_field="vec", limit=limit, consistency_level="Strong")[0])


def properties(client, name) -> dict:
    return client.describe_collection(name)["properties"]


@pytest.mark.parametrize("flushed", [True, False], ids=["sealed", "growing"])
def test_rows_are_seen_until_their_time_to_live_has_passed_and_no_longer(client, name, flushed):
    make_collection(client, name, DIM, auto_compaction=False)
    client.alter_collection_properties(name, {"collection.ttl.seconds": SOON_SECONDS})
    before = time.time()
    insert(client, name, make_rows(1, range(100), DIM))
    after = time.time()
    if flushed:
        client.flush(name)
    while time.time() < before + SOON_SECONDS - 1:
        seen = count(client, name)
        assert seen == 100 or time.time() >= before + SOON_SECONDS
        time.sleep(0.1)
    left = after + SOON_SECONDS + EXPIRED_WITHIN_SECONDS - time.time()
    wait_until(lambda: count(client, name) == 0, "all rows expired", left)
    assert ids(client, name) == []
    assert found(client, name) == []
    assert client.get(name, ids=[1, 2, 3]) == []
    assert client.delete(name, filter="bucket >= 0")["delete_count"] == 0
    assert row_count(client, name) == 100

    insert(client, name, make_rows(1, range(100, 110), DIM))
    assert ids(client, name) == list(range(100, 110))


def test_another_time_to_live_holds_at_once(client, name):
    make_collection(client, name, DIM, auto_compaction=False)
    insert(client, name, make_rows(1, range(50), DIM))
    client.flush(name)
    insert(client, name, make_rows(1, range(50, 60), DIM))
    client.alter_collection_properties(name, {"collection.ttl.seconds": 1})
    wait_until(lambda: count(client, name) == 0, "all rows expired")
    client.alter_collection_properties(name, {"collection.ttl.seconds": 3_600})
    assert count(client, name) == 60
    client.alter_collection_properties(name, {"collection.ttl.seconds": 1})
    assert count(client, name) == 0
    client.drop_collection_properties(name, ["collection.ttl.seconds"])
    assert "collection.ttl.seconds" not in properties(client, name)
    assert len(found(client, name)) == 10


def test_a_compaction_gives_the_space_of_expired_rows_back(client, name):
    make_collection(client, name, DIM, auto_compaction=False)
    insert(client, name, make_rows(1, range(1_000), DIM))
    client.flush(name)
    client.alter_collection_properties(name, {"collection.ttl.seconds": 1})
    wait_until(lambda: count(client, name) == 0, "all rows expired")
    assert row_count(client, name) == 1_000
    compact(client, name)
    assert row_count(client, name) == 0
    client.alter_collection_properties(name, {"collection.ttl.seconds": 3_600})
    assert count(client, name) == 0


def test_rows_expire_at_the_time_in_their_field(client, name):
    make_expiring(client, name, ttl_field="until")
    past, soon = seconds_from_now(-60), seconds_from_now(SOON_SECONDS)
    insert(client, name, [row(1, past), row(2, soon), row(3, None), row(4, seconds_from_now(3_600))])
    client.flush(name)
    insert(client, name, [row(11, past), row(12, soon), row(13, None), row(14, seconds_from_now(3_600))])
    assert ids(client, name) == [2, 3, 4, 12, 13, 14]
    assert found(client, name) == [2, 3, 4, 12, 13, 14]
    wait_until(
        lambda: ids(client, name) == [3, 4, 13, 14], "rows expired", SOON_SECONDS + EXPIRED_WITHIN_SECONDS
    )
    assert found(client, name, at=12.0, limit=4) == [13, 14, 4, 3]
    assert count(client, name, "until is not null") == 2

    client.flush(name)
    compact(client, name)
    assert ids(client, name) == [3, 4, 13, 14]
    assert row_count(client, name) == 4
    client.release_collection(name)
    client.load_collection(name)
    assert ids(client, name) == [3, 4, 13, 14]


def test_iterators_leave_expired_rows_out(client, name):
    make_expiring(client, name, ttl_field="until")
    past = seconds_from_now(-60)
    insert(client, name, [row(id, past if id % 2 else None) for id in range(100)])
    client.flush(name)
    insert(client, name, [row(id, past if id % 2 else None) for id in range(100, 150)])
    iterators = [
        client.query_iterator(name, batch_size=10, output_fields=["id"]),
        client.search_iterator(name, [[0.0] * DIM], batch_size=10, anns_field="vec"),
    ]
    for iterator in iterators:
        seen = []
        while batch := iterator.next():
            seen += [entry["id"] for entry in batch]
        iterator.close()
        assert sorted(seen) == list(range(0, 150, 2))


def test_an_upsert_moves_the_time_of_a_row(client, name):
    make_expiring(client, name, ttl_field="until")
    insert(client, name, [row(1, None), row(2, seconds_from_now(-60)), row(3, None)])
    client.flush(name)
    client.upsert(name, [row(1, seconds_from_now(-60)), row(2, seconds_from_now(3_600))])
    assert ids(client, name) == [2, 3]
    compact(client, name)
    assert ids(client, name) == [2, 3]


def test_the_field_can_be_named_changed_and_dropped(client, name):
    make_expiring(client, name)
    insert(client, name, [row(1, seconds_from_now(-60), None), row(2, None, seconds_from_now(-60)), row(3, None)])
    assert ids(client, name) == [1, 2, 3]
    client.alter_collection_properties(name, {"ttl_field": "until"})
    assert properties(client, name)["ttl_field"] == "until"
    assert ids(client, name) == [2, 3]
    client.alter_collection_properties(name, {"ttl_field": "later"})
    assert ids(client, name) == [1, 3]
    client.drop_collection_properties(name, ["ttl_field"])
    assert ids(client, name) == [1, 2, 3]


def test_rows_stay_expired_over_a_restart(own_server, name):
    client = connect(own_server)
    make_expiring(client, name, ttl_field="until")
    insert(client, name, [row(1, seconds_from_now(-60)), row(2, None)])
    client.flush(name)
    insert(client, name, [row(3, seconds_from_now(-60)), row(4, None)])
    client.close()
    own_server.kill()
    own_server.start()
    client = connect(own_server)
    assert properties(client, name)["ttl_field"] == "until"
    wait_until(lambda: ids(client, name) == [2, 4], "the rows that have not expired")
    client.close()


@pytest.mark.parametrize(
    "chosen, why",
    [
        ({"ttl_field": "id"}, "ttl field must be timestamptz, field name = id"),
        ({"ttl_field": "none"}, "ttl field name none not found in schema"),
        ({"ttl_field": "until", "collection.ttl.seconds": 60}, "collection TTL and ttl field cannot be set at the same time"),
        ({"collection.ttl.seconds": 3_155_760_001}, "collection TTL is out of range, expect [-1, 3155760000], got 3155760001"),
        ({"collection.ttl.seconds": -2}, "collection TTL is out of range, expect [-1, 3155760000], got -2"),
        ({"collection.ttl.seconds": "soon"}, "collection TTL is not a valid positive integer"),
        ({"timezone": "Mars/Olympus"}, "unknown or invalid IANA Time Zone ID: Mars/Olympus"),
    ],
)
def test_rules_that_make_no_sense_are_refused(client, name, chosen, why):
    with pytest.raises(MilvusException) as refused:
        make_expiring(client, name, load=False, **chosen)
    assert refused.value.code == 1100
    assert why in refused.value.message
    make_expiring(client, name, load=False)
    with pytest.raises(MilvusException) as refused:
        client.alter_collection_properties(name, chosen)
    assert refused.value.code == 1100
    assert why in refused.value.message


def test_one_rule_at_a_time(client, name):
    make_expiring(client, name, load=False, ttl_field="until")
    with pytest.raises(MilvusException, match="ttl field is already exists, cannot be set collection TTL"):
        client.alter_collection_properties(name, {"collection.ttl.seconds": 60})
    client.drop_collection_properties(name, ["ttl_field"])
    client.alter_collection_properties(name, {"collection.ttl.seconds": 60})
    with pytest.raises(MilvusException, match="collection TTL is already set, cannot be set ttl field"):
        client.alter_collection_properties(name, {"ttl_field": "until"})


def test_a_row_needs_a_time_where_it_cannot_be_null(client, name):
    make_expiring(client, name, nullable=False, ttl_field="until")
    with pytest.raises(MilvusException) as refused:
        client.insert(name, [row(1, None)])
    assert refused.value.code == 1100
