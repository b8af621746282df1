"""Index life and load state."""

import pytest
from pymilvus import DataType, MilvusException

from support import (
    count,
    flushed_segments,
    hit_ids,
    index_vectors,
    insert,
    make_collection,
    make_rows,
    nearest,
    recall,
    vectors,
    wait_until,
)


def state(client, name, **options) -> str:
    return client.get_load_state(name, **options)["state"].name


def bare_collection(client, name):
    schema = client.create_schema()
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("bucket", DataType.INT32)
    schema.add_field("tag", DataType.VARCHAR, max_length=64)
    schema.add_field("vec", DataType.FLOAT_VECTOR, dim=8)
    client.create_collection(name, schema=schema, consistency_level="Strong")


def test_an_index_is_described_as_it_was_asked_for(client, name):
    bare_collection(client, name)
    params = client.prepare_index_params()
    params.add_index("vec", index_name="by_vec", index_type="HNSW", metric_type="IP", params={"M": 8, "efConstruction": 64})
    client.create_index(name, params)
    assert client.list_indexes(name) == ["by_vec"]
    told = client.describe_index(name, "by_vec")
    assert told["index_name"] == "by_vec"
    assert told["field_name"] == "vec"
    assert told["index_type"] == "HNSW"
    assert told["metric_type"] == "IP"
    assert (str(told["M"]), str(told["efConstruction"])) == ("8", "64")
    assert told["state"] == "Finished"


@pytest.mark.parametrize("index", ["FLAT", "HNSW", "IVF_FLAT", "IVF_SQ8", "AUTOINDEX"])
def test_the_index_takes_the_name_of_its_field_by_default(client, name, index):
    bare_collection(client, name)
    index_vectors(client, name, "vec", index, "COSINE")
    assert client.list_indexes(name) == ["vec"]
    told = client.describe_index(name, "vec")
    assert told["index_type"] == index
    assert told["metric_type"] == "COSINE"


@pytest.mark.parametrize("index", ["HNSW", "IVF_FLAT", "IVF_SQ8"])
def test_an_index_without_parameters_is_accepted(client, name, index):
    bare_collection(client, name)
    params = client.prepare_index_params()
    params.add_index("vec", index_type=index, metric_type="L2")
    client.create_index(name, params)
    assert client.describe_index(name, "vec")["index_type"] == index


@pytest.mark.parametrize("index", ["IVF_FLAT", "IVF_SQ8"])
def test_an_inverted_file_is_described_as_it_was_asked_for(client, name, index):
    bare_collection(client, name)
    params = client.prepare_index_params()
    params.add_index("vec", index_name="by_vec", index_type=index, metric_type="COSINE", params={"nlist": 77})
    client.create_index(name, params)
    told = client.describe_index(name, "by_vec")
    assert (told["index_type"], told["metric_type"], str(told["nlist"])) == (index, "COSINE", "77")


@pytest.mark.parametrize("index", ["IVF_FLAT", "IVF_SQ8"])
def test_more_probes_find_more_and_all_lists_find_everything(client, name, index):
    make_collection(client, name, dim=32, index=index)
    rows = make_rows(1, range(3000), 32)
    flushed_segments(client, name, [rows])
    wait_until(lambda: client.describe_index(name, "vec")["pending_index_rows"] == 0, "the rows are indexed")
    base = vectors(1, 3000, 32)
    queries = vectors(2, 20, 32)
    recalls = []
    for probes in (1, 8, 64):
        found = client.search(name, queries.tolist(), limit=10, search_params={"params": {"nprobe": probes}})
        truths = [nearest("L2", base, query, 10).tolist() for query in queries]
        recalls.append(sum(recall(hit_ids(hits), truth) for hits, truth in zip(found, truths)) / len(queries))
    assert recalls == sorted(recalls), recalls
    assert recalls[0] < 0.9 and recalls[2] == 1, recalls


@pytest.mark.parametrize("index", ["IVF_FLAT", "IVF_SQ8"])
def test_wrong_probes_are_refused(client, name, index):
    make_collection(client, name, index=index)
    insert(client, name, make_rows(1, range(10)))
    query = vectors(2, 1, 8).tolist()
    for probes in (0, 65_537):
        with pytest.raises(MilvusException, match=rf"param 'nprobe' \({probes}\) should be in range \[1, 65536\]"):
            client.search(name, query, limit=1, search_params={"params": {"nprobe": probes}})
    with pytest.raises(MilvusException, match="key: 'nprobe'"):
        client.search(name, query, limit=1, search_params={"params": {"nprobe": "wide"}})
    assert len(client.search(name, query, limit=10, search_params={"params": {"nprobe": 65_536}})[0]) == 10


@pytest.mark.parametrize("index", ["IVF_FLAT", "IVF_SQ8"])
def test_one_probe_fills_every_place_with_a_filter_and_in_an_iterator(client, name, index):
    make_collection(client, name, index=index)
    rows = make_rows(1, range(3000))
    flushed_segments(client, name, [rows])
    wait_until(lambda: client.describe_index(name, "vec")["pending_index_rows"] == 0, "the rows are indexed")
    query = vectors(2, 1, 8)[0]
    narrow = {"params": {"nprobe": 1}}
    hits = client.search(name, [query.tolist()], limit=300, filter="bucket == 3", search_params=narrow)[0]
    assert len(hits) == sum(row["bucket"] == 3 for row in rows)
    pages = client.search_iterator(name, [query.tolist()], batch_size=100, limit=1000, search_params=narrow)
    seen = []
    while page := pages.next():
        seen += [hit["id"] for hit in page]
    assert len(seen) == len(set(seen)) == 1000


def test_creating_the_same_index_twice_is_no_error(client, name):
    bare_collection(client, name)
    for _ in range(2):
        index_vectors(client, name, "vec", "HNSW", "L2")
    assert client.list_indexes(name) == ["vec"]


def test_without_an_index_nothing_is_described(client, name):
    bare_collection(client, name)
    assert client.list_indexes(name) == []
    assert client.describe_index(name, "vec") is None


def test_every_row_at_rest_counts_as_indexed_in_the_end(client, name):
    make_collection(client, name)
    flushed_segments(client, name, [make_rows(1, range(500)), make_rows(2, range(500, 900))])

    def indexed():
        told = client.describe_index(name, "vec")
        return (told["total_rows"], told["indexed_rows"], told["pending_index_rows"]) == (900, 900, 0)

    wait_until(indexed, "all 900 rows are indexed")


def test_an_index_made_after_the_rows_serves_them(client, name):
    bare_collection(client, name)
    rows = make_rows(1, range(1500))
    flushed_segments(client, name, [rows[:800], rows[800:]])
    index_vectors(client, name, "vec", "HNSW", "L2")
    client.load_collection(name)
    base = vectors(1, 1500, 8)
    found = client.search(name, base[::100].tolist(), limit=1, search_params={"params": {"ef": 64}})
    assert [hits[0]["id"] for hits in found] == list(range(0, 1500, 100))


def test_an_index_can_be_replaced_by_another_family_and_metric(client, name):
    make_collection(client, name, index="HNSW", metric="L2")
    flushed_segments(client, name, [make_rows(1, range(300))])
    client.release_collection(name)
    client.drop_index(name, "vec")
    assert client.list_indexes(name) == []
    index_vectors(client, name, "vec", "FLAT", "IP")
    client.load_collection(name)
    query = vectors(1, 300, 8)[5]
    products = vectors(1, 300, 8) @ query
    hits = client.search(name, [query.tolist()], limit=5)[0]
    assert hit_ids(hits) == (-products).argsort()[:5].tolist()


def test_dropping_a_missing_index_is_no_error(client, name):
    bare_collection(client, name)
    client.drop_index(name, "nothing")


def test_a_scalar_index_leaves_the_answers_as_they_are(client, name):
    make_collection(client, name, load=False)
    flushed_segments(client, name, [make_rows(1, range(400))])
    params = client.prepare_index_params()
    params.add_index("bucket", index_type="INVERTED")
    params.add_index("tag", index_type="INVERTED")
    client.create_index(name, params)
    client.load_collection(name)
    assert set(client.list_indexes(name)) == {"vec", "bucket", "tag"}
    assert count(client, name, "bucket == 3") == 40
    assert count(client, name, 'tag == "tag-77"') == 1


def test_load_state_follows_load_and_release(client, name):
    make_collection(client, name, load=False)
    assert state(client, name) == "NotLoad"
    client.load_collection(name)
    assert state(client, name) == "Loaded"
    client.load_collection(name)
    client.release_collection(name)
    assert state(client, name) == "NotLoad"
    client.release_collection(name)
    assert state(client, name + "_missing") == "NotExist"


def test_a_released_collection_answers_not_loaded_and_comes_back_with_all_rows(client, name):
    make_collection(client, name)
    flushed_segments(client, name, [make_rows(1, range(100))])
    insert(client, name, make_rows(2, range(100, 120)))
    client.release_collection(name)
    with pytest.raises(MilvusException) as refused:
        count(client, name)
    assert refused.value.code == 101
    client.load_collection(name)
    assert count(client, name) == 120


def test_single_partitions_can_be_loaded_and_released(client, name):
    make_collection(client, name, partitions=["left", "right"], load=False)
    insert(client, name, make_rows(1, range(10)), partition="left")
    insert(client, name, make_rows(2, range(10, 30)), partition="right")
    client.load_partitions(name, ["left"])
    assert state(client, name, partition_name="left") == "Loaded"
    assert state(client, name, partition_name="right") == "NotLoad"
    assert count(client, name, partitions=["left"]) == 10
    client.load_partitions(name, ["right"])
    assert count(client, name, partitions=["right"]) == 20
    client.release_partitions(name, ["left"])
    assert state(client, name, partition_name="left") == "NotLoad"
    with pytest.raises(MilvusException):
        count(client, name, partitions=["left"])
    assert count(client, name, partitions=["right"]) == 20


def test_a_partition_made_after_the_load_is_searched_too(client, name):
    make_collection(client, name)
    client.create_partition(name, "late")
    insert(client, name, make_rows(1, range(10)), partition="late")
    assert count(client, name) == 10


def test_refreshing_the_load_keeps_every_row(client, name):
    make_collection(client, name)
    flushed_segments(client, name, [make_rows(1, range(100))])
    client.refresh_load(name, timeout=30)
    assert state(client, name) == "Loaded"
    assert count(client, name) == 100


def test_loaded_segments_hold_every_row(client, name):
    make_collection(client, name)
    flushed_segments(client, name, [make_rows(1, range(100)), make_rows(2, range(100, 150))])
    wait_until(
        lambda: sum(segment.num_rows for segment in client.list_loaded_segments(name)) == 150, "150 rows in loaded segments"
    )
    client.release_collection(name)
    assert client.list_loaded_segments(name) == []
