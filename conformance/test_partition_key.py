"""Partition keys: the server chooses the partition by the value of a field."""

import pytest
from pymilvus import DataType
from pymilvus.grpc_gen import milvus_pb2

import wire as raw
from refusal import Case, check
from support import count, hit_ids, index_vectors, vectors


DIM = 8
PARTITIONS = 8


@pytest.fixture
def keyed(client, name) -> str:
    """400 rows of 20 tenants, flushed and loaded."""
    schema = client.create_schema()
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("tenant", DataType.VARCHAR, max_length=16, is_partition_key=True)
    schema.add_field("vec", DataType.FLOAT_VECTOR, dim=DIM)
    client.create_collection(name, schema=schema, num_partitions=PARTITIONS, consistency_level="Strong")
    index_vectors(client, name, "vec", "FLAT", "L2")
    client.load_collection(name)
    base = vectors(1, 400, DIM)
    client.insert(name, [{"id": i, "tenant": f"t{i % 20}", "vec": base[i].tolist()} for i in range(400)])
    client.flush(name)
    return name


def test_rows_are_spread_over_the_partitions_and_found_by_their_key(client, keyed):
    assert len(client.list_partitions(keyed)) == PARTITIONS
    assert count(client, keyed) == 400
    query = vectors(1, 400, DIM)[0].tolist()
    for tenant in (0, 7, 19):
        assert count(client, keyed, f'tenant == "t{tenant}"') == 20
        hits = client.search(keyed, [query], filter=f'tenant == "t{tenant}"', limit=30)[0]
        assert sorted(hit_ids(hits)) == list(range(tenant, 400, 20))


def test_partitions_can_be_neither_made_nor_dropped_nor_named(wire, keyed):
    row = [
        raw.long_column("id", [1]),
        raw.string_column("tenant", ["t"]),
        raw.vector_column("vec", vectors(1, 1, DIM)),
    ]
    disabled = "disable {} partition if partition key mode is used"
    by_hand = "not support manually specifying the partition names if partition key mode is used"
    create = milvus_pb2.CreatePartitionRequest(collection_name=keyed, partition_name="left")
    drop = milvus_pb2.DropPartitionRequest(collection_name=keyed, partition_name="_default_0")
    insert = raw.insert(keyed, 1, *row, partition_name="_default_0")
    search = raw.search(keyed, vectors(1, 1, DIM), partitions=["_default_0"])
    check(wire, Case("create", "CreatePartition", create, 1100, disabled.format("create")))
    check(wire, Case("drop", "DropPartition", drop, 1100, disabled.format("drop")))
    check(wire, Case("insert", "Insert", insert, 1100, by_hand))
    check(wire, Case("search", "Search", search, 1100, by_hand))


@pytest.mark.parametrize(
    "fields, text",
    [
        ([raw.key_field(is_partition_key=True)], "the partition key field must not be primary field"),
        (
            [raw.key_field(), *[raw.field(each, DataType.INT64, is_partition_key=True) for each in "ab"]],
            "there are more than one partition key",
        ),
        (
            [raw.key_field(), raw.field("a", DataType.DOUBLE, is_partition_key=True)],
            "the data type of partition key should be Int64 or VarChar",
        ),
    ],
    ids=["primary key", "two", "DOUBLE"],
)
def test_a_wrong_partition_key_is_refused(wire, name, fields, text):
    check(wire, Case("create", "CreateCollection", raw.create(name, *fields, raw.vector_field()), 1100, text))
