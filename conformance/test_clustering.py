"""Clustering compaction through MilvusClient: the same rows before and after, segments of level L2, and no error for nothing."""

import pytest
from pymilvus import DataType
from pymilvus.grpc_gen import common_pb2, milvus_pb2

from support import compact, contents, count, hit_ids, index_vectors, insert, row_count, vectors

SEED = 11
DIM = 8
ROWS, BATCH = 3_000, 1_000
KEYS = {
    "int": (DataType.INT32, {}, lambda id: id * 7_919 % 1_009),
    "varchar": (DataType.VARCHAR, {"max_length": 300}, lambda id: f"{'long ' * 40 if id % 100 == 0 else ''}tag {id % 97:03}"),
    "double": (DataType.DOUBLE, {}, lambda id: (id % 211) / 7),
}


def make_events(client, name, kind="int", clustering=True, partition_key=False):
    """Nothing but `key` is special: rows are ordered by it, or spread over partitions, or both."""
    type, params, _ = KEYS[kind]
    schema = client.create_schema()
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("key", type, is_clustering_key=clustering, is_partition_key=partition_key, **params)
    schema.add_field("vec", DataType.FLOAT_VECTOR, dim=DIM)
    options = {"num_partitions": 4} if partition_key else {}
    properties = {"collection.autocompaction.enabled": "false"}
    client.create_collection(name, schema=schema, consistency_level="Strong", properties=properties, **options)
    index_vectors(client, name, "vec", "HNSW", "L2")
    client.load_collection(name)


def fill(client, name, kind="int"):
    value = KEYS[kind][2]
    embeddings = vectors(SEED, ROWS, DIM)
    for start in range(0, ROWS, BATCH):
        insert(client, name, [{"id": id, "key": value(id), "vec": embeddings[id].tolist()} for id in range(start, start + BATCH)])
        client.flush(name)


def levels(wire, name):
    request = milvus_pb2.GetPersistentSegmentInfoRequest(collectionName=name)
    return {info.level for info in wire.call("GetPersistentSegmentInfo", request).infos}


@pytest.mark.parametrize("kind", KEYS)
def test_clustered_rows_are_the_same_rows(client, wire, name, kind):
    make_events(client, name, kind)
    fill(client, name, kind)
    client.delete(name, filter="id % 10 == 3")
    client.flush(name)
    before = contents(client, name)
    value = KEYS[kind][2](55)
    filter = f"key == '{value}'" if kind == "varchar" else f"key <= {value}"
    query = vectors(SEED + 1, 1, DIM).tolist()
    found = hit_ids(client.search(name, query, filter=filter, limit=10, consistency_level="Strong")[0])

    job = compact(client, name, is_clustering=True)

    assert job > 0
    assert contents(client, name) == before
    assert len(before) == row_count(client, name) == ROWS * 9 // 10
    assert hit_ids(client.search(name, query, filter=filter, limit=10, consistency_level="Strong")[0]) == found
    assert count(client, name, filter) == len(contents(client, name, filter=filter)) > 0
    assert levels(wire, name) == {common_pb2.SegmentLevel.L2}


def test_plans_name_all_sources_and_the_first_target(client, name):
    make_events(client, name)
    fill(client, name)
    sources = {segment.segment_id for segment in client.list_persistent_segments(name)}
    job = compact(client, name, is_clustering=True)
    plans = client.get_compaction_plans(job).plans
    assert [set(plan.sources) for plan in plans] == [sources]
    assert plans[0].target in {segment.segment_id for segment in client.list_persistent_segments(name)}


def test_partitions_of_a_partition_key_are_clustered_each_on_its_own(client, name):
    make_events(client, name, "varchar", partition_key=True)
    fill(client, name, "varchar")
    before = contents(client, name)
    job = compact(client, name, is_clustering=True)
    assert len(client.get_compaction_plans(job).plans) == 4
    assert contents(client, name) == before


def test_nothing_to_cluster_is_no_error(client, name):
    make_events(client, name)
    assert compact(client, name, is_clustering=True) == -1


def test_a_collection_without_a_key_has_nothing_to_cluster(client, wire, name):
    make_events(client, name, clustering=False)
    fill(client, name)
    assert compact(client, name, is_clustering=True) == -1
    assert levels(wire, name) == {common_pb2.SegmentLevel.L1}
