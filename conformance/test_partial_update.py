"""Upserts of rows of which only some fields are sent: what is kept, what is merged, what is refused."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from pymilvus import DataType, MilvusException

from conftest import connect
from support import count, index_vectors, insert, make_collection, make_rows

DIM = 8


def row_of(client, name, key, *fields):
    found = client.query(name, filter=f"id == {key}", output_fields=list(fields) or ["*"])
    assert len(found) == 1
    return found[0]


def make_arrays(client, name):
    schema = client.create_schema()
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("vec", DataType.FLOAT_VECTOR, dim=2)
    schema.add_field("name", DataType.VARCHAR, max_length=16)
    schema.add_field("tags", DataType.ARRAY, element_type=DataType.INT64, max_capacity=4, nullable=True)
    schema.add_field("words", DataType.ARRAY, element_type=DataType.VARCHAR, max_capacity=4, max_length=8)
    client.create_collection(name, schema=schema, consistency_level="Strong")
    index_vectors(client, name, "vec", "FLAT", "L2")
    client.load_collection(name)
    rows = [{"id": i, "vec": [i, 0.0], "name": f"n{i}", "tags": [1, 2], "words": ["a", "b"]} for i in range(3)]
    insert(client, name, rows)


@pytest.mark.parametrize("flushed", [False, True], ids=["growing", "flushed"])
def test_fields_that_are_not_sent_stay(client, name, flushed):
    make_collection(client, name)
    rows = make_rows(1, range(20), DIM)
    insert(client, name, rows)
    if flushed:
        client.flush(name)
    written = client.upsert(name, [{"id": i, "tag": f"new {i}"} for i in range(5, 15)], partial_update=True)
    assert written["upsert_count"] == 10
    assert count(client, name) == 20
    for i in range(20):
        found = row_of(client, name, i)
        assert found["tag"] == (f"new {i}" if 5 <= i < 15 else rows[i]["tag"])
        assert found["bucket"] == rows[i]["bucket"]
        assert found["vec"] == pytest.approx(rows[i]["vec"])
    hits = client.search(name, [rows[7]["vec"]], limit=1, output_fields=["tag"])[0]
    assert (hits[0]["id"], hits[0]["entity"]["tag"]) == (7, "new 7")


def test_a_row_that_is_not_there_needs_all_its_fields(client, name):
    make_collection(client, name)
    insert(client, name, make_rows(1, [1], DIM))
    with pytest.raises(MilvusException, match=r"fieldSchema\(bucket\) has no corresponding fieldData pass in") as refused:
        client.upsert(name, [{"id": 1, "tag": "x"}, {"id": 2, "tag": "y"}], partial_update=True)
    assert refused.value.code == 1100
    assert row_of(client, name, 1)["tag"] != "x"
    client.upsert(name, make_rows(2, [1, 2], DIM), partial_update=True)
    assert count(client, name) == 2


def test_keys_of_the_dynamic_field_are_merged(client, name):
    make_collection(client, name, dynamic=True)
    insert(client, name, [row | {"color": "red", "deep": {"a": 1, "b": 2}} for row in make_rows(1, [1], DIM)])
    client.upsert(name, [{"id": 1, "shape": "round", "deep": {"c": 3}}], partial_update=True)
    found = row_of(client, name, 1, "color", "shape", "deep", "tag")
    assert (found["color"], found["shape"], found["deep"]) == ("red", "round", {"c": 3})


def test_elements_are_appended_and_removed(client, name):
    make_arrays(client, name)
    rows = [{"id": 0, "tags": [3], "words": ["b"]}, {"id": 1, "tags": [1, 1], "words": ["x"]}]
    client.upsert(name, rows, field_ops={"tags": "array_append", "words": "array_remove"})
    assert row_of(client, name, 0, "tags", "words", "name") == {"id": 0, "tags": [1, 2, 3], "words": ["a"], "name": "n0"}
    assert row_of(client, name, 1, "tags", "words", "name") == {"id": 1, "tags": [1, 2, 1, 1], "words": ["a", "b"], "name": "n1"}
    client.flush(name)
    client.upsert(name, [{"id": 1, "tags": [1]}], field_ops={"tags": "array_remove"})
    assert row_of(client, name, 1, "tags")["tags"] == [2]


@pytest.mark.parametrize(
    "row, operations, message",
    [
        ({"id": 0, "tags": [7, 8, 9]}, {"tags": "array_append"}, "array length 5 exceeds max_capacity 4"),
        ({"id": 0, "name": "x"}, {"name": "array_append"}, 'requires Array field, but field "name" is VarChar'),
        ({"id": 0, "tags": [1]}, {"id": "array_remove"}, "is the primary key and cannot carry a partial-update op"),
        ({"id": 0, "tags": [1]}, {"other": "array_remove"}, "other"),
    ],
    ids=["too long", "no array", "key", "unknown"],
)
def test_operations_that_do_not_fit_are_refused(client, name, row, operations, message):
    make_arrays(client, name)
    with pytest.raises(MilvusException, match=message):
        client.upsert(name, [row], field_ops=operations)
    assert row_of(client, name, 0, "tags")["tags"] == [1, 2]


def test_an_update_needs_a_loaded_collection_and_names_a_key_once(client, name):
    make_collection(client, name)
    insert(client, name, make_rows(1, [1], DIM))
    with pytest.raises(MilvusException, match="duplicate primary keys are not allowed in the same batch"):
        client.upsert(name, [{"id": 1, "tag": "x"}, {"id": 1, "tag": "y"}], partial_update=True)
    client.release_collection(name)
    with pytest.raises(MilvusException, match="failed to query: collection not loaded") as refused:
        client.upsert(name, [{"id": 1, "tag": "x"}], partial_update=True)
    assert refused.value.code == 101


def test_clients_that_update_different_fields_at_once_lose_nothing(client, server, name):
    make_collection(client, name)
    insert(client, name, make_rows(1, range(4), DIM))

    def update(number):
        own = connect(server)
        field = ("tag", "bucket")[number]
        for turn in range(50):
            value = f"turn {turn}" if field == "tag" else turn
            own.upsert(name, [{"id": i, field: value} for i in range(4)], partial_update=True)
        own.close()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(update, range(2)))
    for i in range(4):
        found = row_of(client, name, i)
        assert (found["tag"], found["bucket"]) == ("turn 49", 49)
    assert count(client, name) == 4
