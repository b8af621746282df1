"""What a schema promises: types with their extremes, defaults and nulls, automatic keys, dynamic fields, describe."""

import json

import numpy as np
import pytest
from pymilvus import DataType

from support import contents, count, hit_ids, index_vectors, nearest, vectors

DIM = 4
SCALARS = {
    "flag": (DataType.BOOL, [True, False, True]),
    "tiny": (DataType.INT8, [-128, 127, 0]),
    "small": (DataType.INT16, [-(2**15), 2**15 - 1, 0]),
    "medium": (DataType.INT32, [-(2**31), 2**31 - 1, 0]),
    "large": (DataType.INT64, [-(2**63), 2**63 - 1, 0]),
    "single": (DataType.FLOAT, [float(np.finfo(np.float32).max), float(np.finfo(np.float32).tiny), -0.5]),
    "twofold": (DataType.DOUBLE, [float(np.finfo(np.float64).max), 5e-324, -0.1]),
    "text": (DataType.VARCHAR, ["", "Grüße, 世界 🪁", "x" * 65535]),
    "document": (
        DataType.JSON,
        [{"deep": {"list": [1, 2.5, "three", None, True]}}, {}, {"unicode": "ß🪁", "big": 2**53, "empty": ""}],
    ),
}


def scalar_schema(client, nullable: bool):
    schema = client.create_schema()
    schema.add_field("id", DataType.INT64, is_primary=True)
    for field, (type, _) in SCALARS.items():
        length = {"max_length": 65535} if type == DataType.VARCHAR else {}
        schema.add_field(field, type, nullable=nullable, **length)
    schema.add_field("vec", DataType.FLOAT_VECTOR, dim=DIM)
    return schema


def ready(client, name, schema, vector_fields=("vec",), **options):
    client.create_collection(name, schema=schema, consistency_level="Strong", **options)
    for field in vector_fields:
        index_vectors(client, name, field, "FLAT", "L2")
    client.load_collection(name)


def plain_schema(client, **options):
    schema = client.create_schema(**options)
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("vec", DataType.FLOAT_VECTOR, dim=DIM)
    return schema


def by_id(client, name, output=("*",)):
    return {row["id"]: row for row in client.query(name, filter="id >= 0", output_fields=list(output))}


@pytest.mark.parametrize("flushed", [False, True], ids=["growing", "flushed"])
def test_every_scalar_type_returns_its_extremes(client, name, flushed):
    ready(client, name, scalar_schema(client, nullable=False))
    base = vectors(1, 3, DIM)
    rows = [{"id": i, "vec": base[i].tolist(), **{field: values[i] for field, (_, values) in SCALARS.items()}} for i in range(3)]
    client.insert(name, rows)
    if flushed:
        client.flush(name)

    found = by_id(client, name)
    for i in range(3):
        for field, (_, values) in SCALARS.items():
            assert found[i][field] == values[i], field
        assert np.array_equal(np.asarray(found[i]["vec"], dtype=np.float32), base[i])


@pytest.mark.parametrize("flushed", [False, True], ids=["growing", "flushed"])
def test_null_is_kept_in_every_scalar_type(client, name, flushed):
    ready(client, name, scalar_schema(client, nullable=True))
    base = vectors(2, 4, DIM)
    full = {field: values[0] for field, (_, values) in SCALARS.items()}
    nulls = dict.fromkeys(SCALARS)
    client.insert(name, [{"id": 0, "vec": base[0].tolist(), **full}, {"id": 1, "vec": base[1].tolist(), **nulls}])
    client.insert(name, [{"id": 2, "vec": base[2].tolist()}])
    if flushed:
        client.flush(name)

    found = by_id(client, name)
    assert {field: found[0][field] for field in SCALARS} == full
    assert {field: found[1][field] for field in SCALARS} == nulls
    assert {field: found[2][field] for field in SCALARS} == nulls
    for field in SCALARS:
        assert count(client, name, f"{field} is null") == 2, field
        assert count(client, name, f"{field} is not null") == 1, field


@pytest.mark.parametrize("nullable", [False, True])
def test_default_value_stands_in_for_a_missing_value_and_for_null(client, name, nullable):
    schema = plain_schema(client)
    schema.add_field("grade", DataType.INT32, default_value=7, nullable=nullable)
    schema.add_field("label", DataType.VARCHAR, max_length=16, default_value="none", nullable=nullable)
    schema.add_field("share", DataType.DOUBLE, default_value=0.25, nullable=nullable)
    schema.add_field("open", DataType.BOOL, default_value=True, nullable=nullable)
    ready(client, name, schema)
    vector = [0.0] * DIM
    client.insert(name, [{"id": 1, "vec": vector}])
    client.insert(name, [{"id": 2, "vec": vector, "grade": None, "label": None, "share": None, "open": None}])
    client.insert(name, [{"id": 3, "vec": vector, "grade": 1, "label": "", "share": 0.0, "open": False}])

    found = by_id(client, name, ["grade", "label", "share", "open"])
    for id in (1, 2):
        assert (found[id]["grade"], found[id]["label"], found[id]["share"], found[id]["open"]) == (7, "none", 0.25, True)
    assert (found[3]["grade"], found[3]["label"], found[3]["share"], found[3]["open"]) == (1, "", 0.0, False)


def test_automatic_int64_keys_are_unique_and_returned(client, name):
    schema = client.create_schema(auto_id=True)
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("vec", DataType.FLOAT_VECTOR, dim=DIM)
    ready(client, name, schema)
    keys = []
    for seed in range(3):
        written = client.insert(name, [{"vec": vector.tolist()} for vector in vectors(seed, 50, DIM)])
        keys += written["ids"]
    assert len(set(keys)) == 150
    assert all(key > 0 for key in keys)
    assert sorted(row["id"] for row in client.query(name, filter="id >= 0", output_fields=["id"])) == sorted(keys)


def test_automatic_varchar_keys_are_decimal_numbers(client, name):
    schema = client.create_schema(auto_id=True)
    schema.add_field("id", DataType.VARCHAR, is_primary=True, max_length=64)
    schema.add_field("vec", DataType.FLOAT_VECTOR, dim=DIM)
    ready(client, name, schema)
    keys = client.insert(name, [{"vec": vector.tolist()} for vector in vectors(4, 50, DIM)])["ids"]
    assert len(set(keys)) == 50
    assert all(key.isdecimal() for key in keys)
    assert client.get(name, ids=[keys[7]], output_fields=["id"]) == [{"id": keys[7]}]


def test_varchar_keys_may_hold_any_text(client, name):
    schema = client.create_schema()
    schema.add_field("id", DataType.VARCHAR, is_primary=True, max_length=64)
    schema.add_field("vec", DataType.FLOAT_VECTOR, dim=DIM)
    ready(client, name, schema)
    keys = ["", "a", "A", "äöü", "世界", "with space", 'double"quote', "tab\tand\nline"]
    client.insert(name, [{"id": key, "vec": vector.tolist()} for key, vector in zip(keys, vectors(5, len(keys), DIM))])
    client.flush(name)
    found = client.query(name, filter='id >= ""', output_fields=["id"])
    assert sorted(row["id"] for row in found) == sorted(keys)
    assert client.get(name, ids=["世界"], output_fields=["id"]) == [{"id": "世界"}]


def test_dynamic_keys_are_kept_and_can_be_asked_for(client, name):
    ready(client, name, plain_schema(client, enable_dynamic_field=True))
    base = vectors(6, 3, DIM)
    client.insert(
        name,
        [
            {"id": 0, "vec": base[0].tolist(), "color": "red", "weight": 1.5},
            {"id": 1, "vec": base[1].tolist(), "color": "blue", "nested": {"a": [1, 2]}},
            {"id": 2, "vec": base[2].tolist()},
        ],
    )
    found = by_id(client, name)
    assert found[0]["color"] == "red"
    assert found[0]["weight"] == 1.5
    assert found[1]["nested"] == {"a": [1, 2]}
    assert "color" not in found[2]
    assert count(client, name, 'color == "red"') == 1
    assert count(client, name, "weight > 1") == 1
    assert count(client, name, '$meta["color"] == "blue"') == 1
    assert by_id(client, name, ["color"])[1]["color"] == "blue"


def test_json_of_64_kib_is_returned_unchanged(client, name):
    schema = plain_schema(client)
    schema.add_field("document", DataType.JSON)
    ready(client, name, schema)
    document = {"text": "x" * 65_500}
    assert len(json.dumps(document, separators=(",", ":"))) <= 65_536
    client.insert(name, [{"id": 1, "vec": [0.0] * DIM, "document": document}])
    client.flush(name)
    assert by_id(client, name)[1]["document"] == document


def test_several_vector_fields_are_searched_each_by_its_own_metric(client, name):
    schema = plain_schema(client)
    schema.add_field("second", DataType.FLOAT_VECTOR, dim=6)
    schema.add_field("third", DataType.FLOAT_VECTOR, dim=8)
    client.create_collection(name, schema=schema, consistency_level="Strong")
    metrics = {"vec": "L2", "second": "IP", "third": "COSINE"}
    for field, metric in metrics.items():
        index_vectors(client, name, field, "FLAT", metric)
    client.load_collection(name)
    data = {"vec": vectors(7, 200, DIM), "second": vectors(8, 200, 6), "third": vectors(9, 200, 8)}
    client.insert(name, [{"id": i, **{field: base[i].tolist() for field, base in data.items()}} for i in range(200)])

    for field, base in data.items():
        query = vectors(10, 1, base.shape[1])[0]
        hits = client.search(name, [query.tolist()], anns_field=field, limit=10)[0]
        assert hit_ids(hits) == nearest(metrics[field], base, query, 10).tolist(), field


@pytest.mark.parametrize("shards", [1, 2, 3, 4])
def test_rows_of_every_shard_are_found(client, name, shards):
    ready(client, name, plain_schema(client), num_shards=shards)
    assert client.describe_collection(name)["num_shards"] == shards
    base = vectors(11, 500, DIM)
    client.insert(name, [{"id": i, "vec": base[i].tolist()} for i in range(500)])
    assert count(client, name) == 500
    client.flush(name)
    assert count(client, name) == 500
    assert [row[0] for row in contents(client, name)] == [("id", i) for i in range(500)]
    found = client.search(name, base[:50].tolist(), limit=1)
    assert [hits[0]["id"] for hits in found] == list(range(50))


def test_describe_tells_the_schema_as_it_was_given(client, name):
    schema = client.create_schema(enable_dynamic_field=True, description="films and their shape")
    schema.add_field("id", DataType.VARCHAR, is_primary=True, max_length=32, description="the key")
    schema.add_field("year", DataType.INT16, nullable=True)
    schema.add_field("rank", DataType.FLOAT, default_value=0.5)
    schema.add_field("vec", DataType.FLOAT_VECTOR, dim=DIM)
    client.create_collection(name, schema=schema, num_shards=2, consistency_level="Session")

    told = client.describe_collection(name)
    assert told["collection_name"] == name
    assert told["description"] == "films and their shape"
    assert told["num_shards"] == 2
    assert told["auto_id"] is False
    assert told["enable_dynamic_field"] is True
    assert told["num_partitions"] == 1
    assert told["consistency_level"] == 1
    fields = {field["name"]: field for field in told["fields"]}
    assert list(fields) == ["id", "year", "rank", "vec"]
    assert [field["field_id"] for field in told["fields"]] == [100, 101, 102, 103]
    assert fields["id"]["type"] == DataType.VARCHAR
    assert fields["id"]["params"] == {"max_length": 32}
    assert fields["id"]["is_primary"] is True
    assert fields["id"]["description"] == "the key"
    assert fields["year"]["nullable"] is True
    assert fields["vec"]["params"] == {"dim": DIM}


def test_creating_the_same_collection_twice_is_no_error(client, name):
    for _ in range(2):
        client.create_collection(name, schema=plain_schema(client), consistency_level="Strong")
    assert client.has_collection(name)


def test_quick_create_makes_an_indexed_and_loaded_collection(client, name):
    client.create_collection(name, dimension=DIM)
    assert client.get_load_state(name)["state"].name == "Loaded"
    assert client.list_indexes(name) == ["vector"]
    client.insert(name, [{"id": i, "vector": vector.tolist(), "extra": i} for i, vector in enumerate(vectors(12, 10, DIM))])
    hits = client.search(name, vectors(12, 1, DIM).tolist(), limit=3, output_fields=["extra"], consistency_level="Strong")[0]
    assert hits[0]["id"] == 0
    assert hits[0]["entity"]["extra"] == 0
