"""Insert, upsert and delete: what is acknowledged is visible at once, flushed or not, and counts are exact."""

import pytest
from pymilvus import DataType, MilvusException

from support import (
    contents,
    count,
    flushed_segments,
    hit_ids,
    ids_of,
    index_vectors,
    insert,
    make_collection,
    make_rows,
    row_count,
    vectors,
    wait_until,
)


def visible(client, name, **options):
    return ids_of(client.query(name, filter="id >= 0", output_fields=["id"], consistency_level="Strong", **options))


def test_inserted_rows_are_visible_when_the_call_returns(client, name):
    make_collection(client, name)
    for start in range(0, 500, 50):
        written = client.insert(name, make_rows(start, range(start, start + 50)))
        assert written["insert_count"] == 50
        assert written["ids"] == list(range(start, start + 50))
        assert count(client, name) == start + 50


def test_rows_with_the_same_key_inserted_twice_are_all_kept(client, name):
    make_collection(client, name)
    flushed_segments(client, name, [make_rows(1, range(100)), make_rows(2, range(100))])
    assert count(client, name) == 200
    assert row_count(client, name) == 200


def test_rows_of_one_request_may_share_a_key(client, name):
    make_collection(client, name)
    insert(client, name, make_rows(1, [7, 7, 7]))
    assert count(client, name, "id == 7") == 3


def test_upsert_replaces_every_field_and_adds_missing_rows(client, name):
    make_collection(client, name)
    insert(client, name, make_rows(1, range(100)))
    replaced = [row | {"tag": "new", "bucket": 99} for row in make_rows(2, range(50, 150))]
    written = client.upsert(name, replaced)
    assert written["upsert_count"] == 100
    assert count(client, name) == 150
    assert ids_of(client.query(name, filter="bucket == 99", output_fields=["id"])) == list(range(50, 150))
    hits = client.search(name, [replaced[0]["vec"]], limit=1, output_fields=["tag"])[0]
    assert (hits[0]["id"], hits[0]["entity"]["tag"]) == (50, "new")
    assert hits[0]["distance"] == pytest.approx(0, abs=1e-5)


@pytest.mark.parametrize("flushed", [False, True], ids=["growing", "flushed"])
def test_upsert_of_one_key_many_times_leaves_the_last_value(client, name, flushed):
    make_collection(client, name)
    for turn in range(20):
        client.upsert(name, [row | {"tag": f"turn-{turn}"} for row in make_rows(turn, range(5))])
        if flushed and turn % 5 == 0:
            client.flush(name)
    found = client.query(name, filter="id >= 0", output_fields=["tag"])
    assert sorted((row["id"], row["tag"]) for row in found) == [(id, "turn-19") for id in range(5)]


def test_upsert_with_an_automatic_key_makes_a_new_key(client, name):
    schema = client.create_schema(auto_id=True)
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("tag", DataType.VARCHAR, max_length=16)
    schema.add_field("vec", DataType.FLOAT_VECTOR, dim=8)
    client.create_collection(name, schema=schema, consistency_level="Strong")
    index_vectors(client, name, "vec", "FLAT", "L2")
    client.load_collection(name)
    old = client.insert(name, [{"tag": "old", "vec": [0.0] * 8}])["ids"][0]

    new = client.upsert(name, [{"id": old, "tag": "new", "vec": [1.0] * 8}])["ids"][0]

    assert new != old
    assert client.query(name, filter="id >= 0", output_fields=["tag"]) == [{"id": new, "tag": "new"}]


@pytest.mark.parametrize("flushed", [False, True], ids=["growing", "flushed"])
def test_rows_deleted_by_key_are_gone_when_the_call_returns(client, name, flushed):
    make_collection(client, name)
    insert(client, name, make_rows(1, range(200)))
    if flushed:
        client.flush(name)
    assert client.delete(name, ids=list(range(0, 200, 2)))["delete_count"] == 100
    assert visible(client, name) == list(range(1, 200, 2))
    assert count(client, name) == 100
    assert client.get(name, ids=[4], output_fields=["id"]) == []
    hits = client.search(name, vectors(1, 200, 8)[:20].tolist(), limit=50, search_params={"params": {"ef": 200}})
    assert all(id % 2 == 1 for each in hits for id in hit_ids(each))
    assert all(len(each) == 50 for each in hits)


@pytest.mark.parametrize("flushed", [False, True], ids=["growing", "flushed"])
def test_rows_deleted_by_a_filter_are_gone_when_the_call_returns(client, name, flushed):
    make_collection(client, name)
    insert(client, name, make_rows(1, range(200)))
    if flushed:
        client.flush(name)
    assert client.delete(name, filter="bucket in [1, 2, 3] and id < 100")["delete_count"] == 30
    assert visible(client, name) == [id for id in range(200) if not (id % 10 in (1, 2, 3) and id < 100)]


def test_delete_takes_a_filter_template(client, name):
    make_collection(client, name)
    insert(client, name, make_rows(1, range(100)))
    client.delete(name, filter="bucket in {buckets}", filter_params={"buckets": [0, 5]})
    assert visible(client, name) == [id for id in range(100) if id % 5 != 0]


def test_deleting_unknown_keys_changes_nothing(client, name):
    make_collection(client, name)
    insert(client, name, make_rows(1, range(10)))
    client.delete(name, ids=[1000, 2000])
    assert visible(client, name) == list(range(10))


def test_a_key_inserted_again_after_its_delete_is_visible(client, name):
    make_collection(client, name)
    insert(client, name, make_rows(1, range(10)))
    client.flush(name)
    for turn in range(5):
        client.delete(name, ids=list(range(10)))
        assert count(client, name) == 0
        insert(client, name, [row | {"tag": f"turn-{turn}"} for row in make_rows(turn, range(10))])
        assert count(client, name, f'tag == "turn-{turn}"') == 10
        client.flush(name)
        assert count(client, name) == 10


def test_a_deleted_key_stays_gone_through_flush_and_reload(client, name):
    make_collection(client, name)
    flushed_segments(client, name, [make_rows(1, range(100))])
    client.delete(name, ids=list(range(50)))
    client.flush(name)
    client.release_collection(name)
    client.load_collection(name)
    assert visible(client, name) == list(range(50, 100))


def test_delete_with_a_partition_touches_that_partition_alone(client, name):
    make_collection(client, name, partitions=["left", "right"])
    insert(client, name, make_rows(1, range(20)), partition="left")
    insert(client, name, make_rows(2, range(20, 40)), partition="right")
    client.delete(name, filter="id >= 0", partition_name="left")
    assert visible(client, name) == list(range(20, 40))


def test_deletes_reach_a_collection_that_is_not_loaded(client, name):
    make_collection(client, name, load=False)
    insert(client, name, make_rows(1, range(20)))
    client.delete(name, ids=[3, 4])
    client.load_collection(name)
    assert visible(client, name) == [id for id in range(20) if id not in (3, 4)]


def test_rows_written_before_the_load_are_visible_after_it(client, name):
    make_collection(client, name, load=False)
    flushed_segments(client, name, [make_rows(1, range(50))])
    insert(client, name, make_rows(2, range(50, 60)))
    client.load_collection(name)
    assert visible(client, name) == list(range(60))


def test_partitions_hold_the_rows_that_were_written_to_them(client, name):
    make_collection(client, name, partitions=["left", "right"])
    insert(client, name, make_rows(1, range(10)))
    insert(client, name, make_rows(2, range(10, 30)), partition="left")
    insert(client, name, make_rows(3, range(30, 60)), partition="right")
    client.flush(name)
    assert visible(client, name) == list(range(60))
    assert visible(client, name, partition_names=["left"]) == list(range(10, 30))
    assert visible(client, name, partition_names=["_default", "right"]) == [*range(10), *range(30, 60)]
    assert [count(client, name, partitions=[each]) for each in ("_default", "left", "right")] == [10, 20, 30]
    stats = [client.get_partition_stats(name, each)["row_count"] for each in ("_default", "left", "right")]
    assert [int(each) for each in stats] == [10, 20, 30]


def test_flush_keeps_every_field_as_it_was(client, name):
    make_collection(client, name, shards=2, dynamic=True)
    insert(client, name, [row | {"extra": {"n": row["id"]}} for row in make_rows(1, range(300))])
    client.delete(name, ids=list(range(0, 300, 7)))
    before = contents(client, name)
    client.flush(name)
    assert contents(client, name) == before


def test_flush_makes_persistent_segments_of_all_rows(client, name):
    make_collection(client, name)
    insert(client, name, make_rows(1, range(300)))
    assert client.list_persistent_segments(name) == []
    client.flush(name)
    assert sum(segment.num_rows for segment in client.list_persistent_segments(name)) == 300
    assert row_count(client, name) == 300


def test_statistics_count_growing_rows_too(client, name):
    make_collection(client, name)
    insert(client, name, make_rows(1, range(30)))
    wait_until(lambda: row_count(client, name) == 30, "the statistics show 30 rows")


def test_truncate_removes_every_row_and_keeps_the_collection(client, name):
    make_collection(client, name)
    flushed_segments(client, name, [make_rows(1, range(100))])
    insert(client, name, make_rows(2, range(100, 150)))
    client.truncate_collection(name)
    assert count(client, name) == 0
    insert(client, name, make_rows(3, range(5)))
    assert visible(client, name) == list(range(5))


def test_a_refused_insert_leaves_no_row_behind(client, name):
    make_collection(client, name)
    insert(client, name, make_rows(1, range(10)))
    bad = make_rows(2, range(10, 20))
    bad[9]["tag"] = "x" * 65
    with pytest.raises(MilvusException):
        client.insert(name, bad)
    assert visible(client, name) == list(range(10))
