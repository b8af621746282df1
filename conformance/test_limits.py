"""Numbers at the edge: what is just allowed, what is just refused."""

import grpc
import numpy as np
import pytest
from pymilvus import DataType

import wire as raw
from support import count, flushed_segments, index_vectors, insert, make_collection, make_rows, vectors

MIB = 1024 * 1024
TOPK_MAX = 16_384
WIDE_DIM = 1_024


@pytest.fixture(scope="module")
def many(client):
    """20,000 rows of 4 dimensions, more than any answer may hold."""
    name = "limits_many"
    make_collection(client, name, 4, index="FLAT")
    flushed_segments(client, name, [make_rows(1, range(20_000), 4)])
    yield name
    client.drop_collection(name)


@pytest.fixture
def wide(client, name):
    """A collection of 4 KiB vectors, to fill requests with."""
    schema = client.create_schema()
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("vec", DataType.FLOAT_VECTOR, dim=WIDE_DIM)
    client.create_collection(name, schema=schema, consistency_level="Strong")
    index_vectors(client, name, "vec", "FLAT", "L2")
    client.load_collection(name)
    return name


def insert_of(collection: str, megabytes: int, first_key: int = 0):
    rows = megabytes * MIB // (WIDE_DIM * 4)
    columns = [raw.long_column("id", list(range(first_key, first_key + rows))), raw.vector_column("vec", np.ones((rows, WIDE_DIM), np.float32))]
    return rows, raw.insert(collection, rows, *columns)


def test_the_largest_topk_is_answered_in_full(client, many):
    hits = client.search(many, vectors(2, 1, 4).tolist(), limit=TOPK_MAX)[0]
    assert len(hits) == TOPK_MAX
    assert len({hit["id"] for hit in hits}) == TOPK_MAX


def test_the_largest_number_of_queries_is_answered_in_full(client, many):
    found = client.search(many, vectors(1, 20_000, 4)[:TOPK_MAX].tolist(), limit=1, filter="id < 200")
    assert len(found) == TOPK_MAX
    assert [hits[0]["id"] for hits in found[:200]] == list(range(200))


def test_offset_and_limit_reach_the_end_of_the_window(client, many):
    hits = client.search(many, vectors(2, 1, 4).tolist(), limit=384, offset=16_000)[0]
    assert len(hits) == 384
    rows = client.query(many, filter="id >= 0", output_fields=["id"], limit=384, offset=16_000)
    assert [row["id"] for row in rows] == list(range(16_000, 16_384))


def test_a_query_of_the_whole_window_is_answered_in_full(client, many):
    rows = client.query(many, filter="id >= 1000", output_fields=["*"], limit=TOPK_MAX)
    assert [row["id"] for row in rows] == list(range(1_000, 1_000 + TOPK_MAX))
    assert all(row["tag"] == f"tag-{row['id']}" for row in rows)


@pytest.mark.parametrize("params", [{"topk": 0}, {"topk": -1}, {"topk": 16_385}, {"topk": 16_384, "offset": 1}, {"offset": -1}])
def test_a_search_outside_the_window_is_refused(wire, many, params):
    reply = wire.call("Search", raw.search(many, vectors(2, 1, 4), **params))
    assert reply.status.code == 1100


@pytest.mark.parametrize("params", [{"limit": 0}, {"limit": -1}, {"limit": 16_385}, {"limit": 16_384, "offset": 1}])
def test_a_query_outside_the_window_is_refused(wire, many, params):
    reply = wire.call("Query", raw.query(many, "id >= 0", **params))
    assert reply.status.code == 1100


def test_more_queries_than_allowed_are_refused(wire, many):
    reply = wire.call("Search", raw.search(many, vectors(2, TOPK_MAX + 1, 4)))
    assert reply.status.code == 1100


def test_an_insert_of_60_mb_is_accepted(client, wire, wide):
    rows, request = insert_of(wide, 60)
    assert 60 * MIB < request.ByteSize() < 64 * MIB
    reply = wire.call("Insert", request)
    assert reply.status.code == 0, reply.status.reason
    assert reply.insert_cnt == rows
    assert count(client, wide) == rows


def test_an_insert_above_64_mb_is_refused_and_leaves_nothing(client, wire, wide):
    _, request = insert_of(wide, 65)
    with pytest.raises(grpc.RpcError) as refused:
        wire.call("Insert", request)
    assert refused.value.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
    assert "larger than max" in refused.value.details()
    assert count(client, wide) == 0


def test_a_result_of_tens_of_megabytes_arrives_whole(client, wire, wide):
    rows, request = insert_of(wide, 40)
    assert wire.call("Insert", request).status.code == 0
    reply = wire.call("Query", raw.query(wide, "id >= 0", output=["id", "vec"], limit=rows))
    assert reply.status.code == 0, reply.status.reason
    assert reply.ByteSize() > 40 * MIB
    values = {field.field_name: field for field in reply.fields_data}
    assert len(values["id"].scalars.long_data.data) == rows
    assert len(values["vec"].vectors.float_vector.data) == rows * WIDE_DIM


def test_a_result_above_100_mb_is_refused_with_its_reason(client, wire, wide):
    for first_key in (0, 1_000_000):
        assert wire.call("Insert", insert_of(wide, 60, first_key)[1]).status.code == 0
    reply = wire.call("Query", raw.query(wide, "id >= 0", output=["id", "vec"]))
    assert reply.status.code != 0
    assert "exceed the maxOutputSize Limit" in reply.status.reason


@pytest.mark.parametrize("dim", [2, 32_768])
def test_the_smallest_and_the_largest_dimension_work(client, name, dim):
    make_collection(client, name, dim, index="FLAT")
    insert(client, name, make_rows(1, range(3), dim))
    client.flush(name)
    hits = client.search(name, [vectors(1, 3, dim)[2].tolist()], limit=1)[0]
    assert hits[0]["id"] == 2


def test_a_filter_with_thousands_of_keys_is_answered(client, many):
    keys = list(range(0, 20_000, 4))
    assert count(client, many, f"id in {keys}") == len(keys)


def test_sixty_four_fields_are_accepted(client, name):
    schema = client.create_schema()
    schema.add_field("id", DataType.INT64, is_primary=True)
    for number in range(62):
        schema.add_field(f"field_{number}", DataType.INT8, nullable=True)
    schema.add_field("vec", DataType.FLOAT_VECTOR, dim=4)
    client.create_collection(name, schema=schema, consistency_level="Strong")
    index_vectors(client, name, "vec", "FLAT", "L2")
    client.load_collection(name)
    client.insert(name, [{"id": 1, "vec": [0.0] * 4, "field_0": 7, "field_61": -7}])
    found = client.query(name, filter="id == 1", output_fields=["*"])[0]
    assert (found["field_0"], found["field_30"], found["field_61"]) == (7, None, -7)
