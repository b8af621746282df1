"""Fields added to a collection with rows: what older rows have there, in memory, in files, after compaction and restarts."""

import pytest
from pymilvus import DataType, MilvusException

from conftest import connect
from support import (
    compact,
    contents,
    count,
    flushed_segments,
    hit_ids,
    ids_of,
    index_vectors,
    insert,
    make_collection,
    make_rows,
    vectors,
    wait_until,
)

DIM = 8
VALUES = {
    "flag": (DataType.BOOL, {}, True),
    "tiny": (DataType.INT8, {}, -128),
    "small": (DataType.INT16, {}, 32_767),
    "medium": (DataType.INT32, {}, 0),
    "large": (DataType.INT64, {}, -(2**63)),
    "single": (DataType.FLOAT, {}, 0.5),
    "precise": (DataType.DOUBLE, {}, 3.141592653589793),
    "text": (DataType.VARCHAR, {"max_length": 64}, "größer"),
}


def query(client, name, filter, *fields):
    return client.query(name, filter=filter, output_fields=["id", *fields], limit=10_000, consistency_level="Strong")


def older_rows(client, name, **options):
    """20 rows at rest and 20 growing, all written before any field is added."""
    make_collection(client, name, DIM, auto_compaction=False, **options)
    flushed_segments(client, name, [make_rows(1, range(20), DIM)])
    insert(client, name, make_rows(2, range(20, 40), DIM))


@pytest.mark.parametrize("field", VALUES)
def test_older_rows_have_the_default_before_and_after_flush_and_compaction(client, name, field):
    type, params, default = VALUES[field]
    older_rows(client, name)
    client.add_collection_field(name, field, type, nullable=True, default_value=default, **params)
    insert(client, name, make_rows(3, range(40, 50), DIM))
    insert(client, name, [row | {field: None} for row in make_rows(4, range(50, 55), DIM)])
    expected = {id: default for id in range(55)}

    def check():
        assert {row["id"]: row[field] for row in query(client, name, "id >= 0", field)} == expected
        assert count(client, name, f"{field} is null") == 0

    check()
    client.flush(name)
    check()
    compact(client, name)
    check()
    assert len(client.list_persistent_segments(name)) == 1


@pytest.mark.parametrize("field", [*VALUES, "document"])
def test_older_rows_have_null_before_and_after_flush_and_compaction(client, name, field):
    type, params, value = VALUES.get(field, (DataType.JSON, {}, {"a": 1}))
    older_rows(client, name)
    client.add_collection_field(name, field, type, nullable=True, **params)
    insert(client, name, make_rows(3, range(40, 50), DIM))
    insert(client, name, [row | {field: value} for row in make_rows(4, range(50, 55), DIM)])

    def check():
        rows = query(client, name, "id >= 0", field)
        assert {row["id"]: row[field] for row in rows} == {id: value if id >= 50 else None for id in range(55)}
        assert count(client, name, f"{field} is null") == 50
        assert count(client, name, f"{field} is not null") == 5

    check()
    client.flush(name)
    check()
    compact(client, name)
    check()


def test_filters_searches_upserts_and_deletes_see_the_field(client, name):
    older_rows(client, name)
    client.add_collection_field(name, "stars", DataType.INT32, nullable=True, default_value=3)
    client.upsert(name, [row | {"stars": 5} for row in make_rows(5, [0, 30], DIM)])
    assert ids_of(query(client, name, "stars == 5", "stars")) == [0, 30]
    query_vector = vectors(9, 1, DIM).tolist()
    hits = client.search(name, query_vector, filter="stars == 3", limit=50, output_fields=["stars"], consistency_level="Strong")
    assert sorted(hit_ids(hits[0])) == [id for id in range(40) if id not in (0, 30)]
    assert {hit["entity"]["stars"] for hit in hits[0]} == {3}
    client.delete(name, filter="stars == 3 and id < 35")
    assert ids_of(query(client, name, "id >= 0")) == [0, 30, *range(35, 40)]


def test_the_description_tells_the_field(client, name):
    older_rows(client, name, dynamic=True)
    before = client.describe_collection(name)
    client.add_collection_field(name, "note", DataType.VARCHAR, desc="a note", max_length=16, nullable=True)
    after = client.describe_collection(name)
    added = after["fields"][-1]
    assert [field["name"] for field in after["fields"]] == ["id", "tag", "bucket", "vec", "note"]
    assert added["nullable"] and added["description"] == "a note" and added["params"]["max_length"] == 16
    assert added["field_id"] > max(field["field_id"] for field in before["fields"])
    assert after["update_timestamp"] > before["update_timestamp"]


def test_a_client_with_the_older_schema_goes_on_writing(server, client, name):
    older_rows(client, name)
    other = connect(server)
    try:
        other.insert(name, make_rows(3, range(40, 45), DIM))
        client.add_collection_field(name, "stars", DataType.INT64, nullable=True, default_value=3)
        other.insert(name, make_rows(3, range(45, 50), DIM))
        other.insert(name, [row | {"stars": 4} for row in make_rows(3, range(50, 52), DIM)])
    finally:
        other.close()
    assert count(client, name, "stars == 3") == 50
    assert count(client, name, "stars == 4") == 2


def test_a_field_named_like_a_dynamic_key_hides_it_and_leaves_it_there(client, name):
    make_collection(client, name, DIM, dynamic=True)
    insert(client, name, [row | {"color": "red", "size": 7} for row in make_rows(1, range(10), DIM)])
    client.add_collection_field(name, "color", DataType.VARCHAR, max_length=16, nullable=True, default_value="none")
    assert count(client, name, 'color == "none"') == 10
    assert count(client, name, 'color == "red"') == 0
    assert count(client, name, '$meta["color"] == "red"') == 10
    assert list(query(client, name, "id == 3", "color", "size")) == [{"id": 3, "color": "none", "size": 7}]
    insert(client, name, [row | {"color": "blue"} for row in make_rows(2, range(10, 12), DIM)])
    assert count(client, name, 'color == "blue"') == 2
    assert count(client, name, '$meta["color"] == "blue"') == 0


def test_an_added_vector_is_searched_once_it_has_an_index(client, name):
    older_rows(client, name)
    client.add_collection_field(name, "later", DataType.FLOAT_VECTOR, dim=4, nullable=True)
    with pytest.raises(MilvusException):
        client.search(name, [[1.0, 0, 0, 0]], anns_field="later", limit=5)
    later = vectors(6, 10, 4).tolist()
    insert(client, name, [row | {"later": later[i]} for i, row in enumerate(make_rows(3, range(40, 50), DIM))])
    index_vectors(client, name, "later", "HNSW", "COSINE")

    def check():
        hits = client.search(name, [later[7]], anns_field="later", limit=50, consistency_level="Strong")
        assert hit_ids(hits[0])[0] == 47
        assert sorted(hit_ids(hits[0])) == list(range(40, 50))
        assert [row["later"] for row in query(client, name, "id in [0, 20]", "later")] == [None, None]
        hits = client.search(name, vectors(9, 1, DIM).tolist(), anns_field="vec", limit=50, consistency_level="Strong")
        assert len(hits[0]) == 50

    check()
    client.flush(name)
    check()
    compact(client, name)
    check()
    client.release_collection(name)
    client.load_collection(name)
    check()


REFUSED = {
    "not nullable": (DataType.INT64, {}, "added field must be nullable, please check it, field name = added"),
    "a partition key": (
        DataType.INT64,
        {"nullable": True, "is_partition_key": True},
        "not support to add partition key field, field name  = added",
    ),
    "without max_length": (
        DataType.VARCHAR,
        {"nullable": True},
        "type param(max_length) should be specified for the field(added)",
    ),
    "too long": (DataType.VARCHAR, {"nullable": True, "max_length": 65_536}, "the maximum length specified for the field(added)"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_added_is_refused(client, name, case):
    type, options, text = REFUSED[case]
    make_collection(client, name, DIM)
    with pytest.raises(MilvusException) as refused:
        client.add_collection_field(name, "added", type, **options)
    assert text in refused.value.message
    assert len(client.describe_collection(name)["fields"]) == 4


def test_a_name_that_is_taken_is_refused(client, name):
    make_collection(client, name, DIM)
    client.add_collection_field(name, "added", DataType.INT64, nullable=True)
    for taken in ["tag", "added"]:
        with pytest.raises(MilvusException, match=f"duplicated field name {taken}"):
            client.add_collection_field(name, taken, DataType.INT64, nullable=True)


@pytest.mark.parametrize("stop", ["stop", "kill"])
def test_older_rows_in_the_log_and_in_files_come_back_with_the_default(own_server, own_client, stop):
    older_rows(own_client, "films", shards=2)
    own_client.add_collection_field("films", "stars", DataType.INT64, nullable=True, default_value=3)
    insert(own_client, "films", [row | {"stars": 4} for row in make_rows(3, range(40, 50), DIM)])
    before = contents(own_client, "films")
    getattr(own_server, stop)()
    own_server.start()
    again = connect(own_server)
    try:
        wait_until(lambda: again.get_load_state("films")["state"].name == "Loaded", "films is loaded")
        assert contents(again, "films") == before
        assert count(again, "films", "stars == 3") == 40
        again.flush("films")
        compact(again, "films")
        assert contents(again, "films") == before
    finally:
        again.close()
