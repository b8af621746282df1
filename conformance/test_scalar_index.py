"""Indexes on scalar fields: what may be made, how it is described, and that answers do not depend on it."""

import pytest
from pymilvus import DataType, MilvusException

from support import index_vectors, wait_until

ROWS = 3_000

FIELDS = {
    "flag": DataType.BOOL,
    "small": DataType.INT8,
    "number": DataType.INT64,
    "ratio": DataType.DOUBLE,
    "word": DataType.VARCHAR,
    "numbers": DataType.ARRAY,
    "meta": DataType.JSON,
}

FILTERS = [
    "flag == true",
    "small in [1, 2]",
    "number > 2900",
    "number == 17 or number == 18",
    "ratio < 0.25",
    "word == 'w7'",
    "word like 'w1%'",
    "word like '%1_'",
    "not (word like '%1%')",
    "array_contains(numbers, 3)",
    "array_contains_all(numbers, [3, 4])",
    "meta['a'] == 5",
    "meta['a'] > 90",
    "not (meta['a'] > 5)",
    "meta['text'] like '%eed%'",
    "json_contains(meta['list'], 3)",
    "exists meta['text']",
    "color == 'red'",
]


def rows():
    for i in range(ROWS):
        meta = {"a": i % 100 if i % 3 else str(i % 100), "list": [i % 7, "x"]}
        if i % 2:
            meta["text"] = "needle" if i % 50 == 1 else "straw"
        yield {
            "id": i,
            "flag": i % 20 == 0,
            "small": i % 5,
            "number": i,
            "ratio": i / ROWS,
            "word": f"w{i % 30}",
            "numbers": [i % 4, i % 5],
            "meta": meta,
            "color": "red" if i % 4 == 0 else i,
            "vec": [float(i), 0.0],
        }


@pytest.fixture
def things(client, name):
    schema = client.create_schema(enable_dynamic_field=True)
    schema.add_field("id", DataType.INT64, is_primary=True)
    for field, kind in FIELDS.items():
        options = {"max_length": 64} if kind == DataType.VARCHAR else {}
        if kind == DataType.ARRAY:
            options = {"element_type": DataType.INT64, "max_capacity": 8}
        schema.add_field(field, kind, **options)
    schema.add_field("vec", DataType.FLOAT_VECTOR, dim=2)
    client.create_collection(name, schema=schema, consistency_level="Strong")
    index_vectors(client, name, "vec", "FLAT", "L2")
    return name


def create(client, name, field, index_type, index_name="", **params):
    wanted = client.prepare_index_params()
    wanted.add_index(field, index_type=index_type, index_name=index_name, params=params)
    client.create_index(name, wanted)


def refused(client, name, field, index_type, **params):
    with pytest.raises(MilvusException) as error:
        create(client, name, field, index_type, **params)
    return error.value


def answers(client, name):
    return {text: [row["id"] for row in client.query(name, text, output_fields=["id"])] for text in FILTERS}


def test_answers_do_not_depend_on_indexes(client, things):
    client.insert(things, list(rows()))
    client.flush(things)
    client.load_collection(things)
    before = answers(client, things)
    assert all(before.values()), {text for text, found in before.items() if not found}

    create(client, things, "flag", "BITMAP")
    create(client, things, "small", "INVERTED")
    create(client, things, "number", "STL_SORT")
    create(client, things, "ratio", "AUTOINDEX")
    create(client, things, "word", "TRIE")
    create(client, things, "numbers", "INVERTED")
    create(client, things, "meta", "INVERTED", json_path="meta['a']", json_cast_type="double")
    create(client, things, "meta", "NGRAM", json_path="meta['text']", json_cast_type="varchar", min_gram=2, max_gram=3)
    create(client, things, "meta", "INVERTED", json_path="meta['list']", json_cast_type="array_double")
    create(client, things, "color", "AUTOINDEX", json_path="color", json_cast_type="varchar")
    names = client.list_indexes(things)
    assert sorted(names) == sorted(
        ["vec", "flag", "small", "number", "ratio", "word", "numbers", "meta/a", "meta/text", "meta/list", "$meta/color"]
    )
    wait_until(lambda: all(client.describe_index(things, index)["pending_index_rows"] == 0 for index in names), "indexes")
    assert answers(client, things) == before

    client.drop_index(things, "word")
    create(client, things, "word", "NGRAM", min_gram=1, max_gram=3)
    wait_until(lambda: client.describe_index(things, "word")["pending_index_rows"] == 0, "index")
    assert answers(client, things) == before


def test_an_index_is_described_as_it_was_asked_for(client, things):
    create(client, things, "meta", "INVERTED", "by_a", json_path="meta['a']", json_cast_type="DOUBLE")
    told = client.describe_index(things, "by_a")
    assert (told["index_type"], told["field_name"]) == ("INVERTED", "meta")
    assert (told["json_path"], told["json_cast_type"]) == ("meta['a']", "DOUBLE")
    assert told["state"] == "Finished"
    create(client, things, "word", "NGRAM", min_gram=2, max_gram=4)
    told = client.describe_index(things, "word")
    assert (told["index_type"], str(told["min_gram"]), str(told["max_gram"])) == ("NGRAM", "2", "4")


@pytest.mark.parametrize(
    "field, index, params, message",
    [
        ("id", "BITMAP", {}, "create bitmap index on primary key not supported"),
        ("ratio", "BITMAP", {}, "bitmap index are only supported on bool, int, string"),
        ("flag", "STL_SORT", {}, "STL_SORT are only supported on numeric, varchar or timestamptz field, got Bool"),
        ("number", "TRIE", {}, "TRIE are only supported on varchar field"),
        ("number", "NGRAM", {"min_gram": 1, "max_gram": 2}, "ngram index can only be created on VARCHAR or JSON field"),
        ("word", "NGRAM", {"min_gram": 2}, "Ngram index must specify both min_gram and max_gram"),
        ("word", "NGRAM", {"min_gram": 5, "max_gram": 3}, "invalid min_gram or max_gram value for Ngram index"),
        ("word", "NGRAM", {"min_gram": 2.5, "max_gram": 3}, "min_gram for Ngram index must be an integer, got: 2.5"),
        ("meta", "INVERTED", {}, "json index must specify cast type: missing parameter"),
        ("meta", "INVERTED", {"json_path": "meta['a']"}, "json index must specify cast type: missing parameter"),
        ("meta", "INVERTED", {"json_cast_type": "abc"}, "is not supported"),
        ("meta", "BITMAP", {"json_cast_type": "double"}, "json_cast_type DOUBLE is not supported for BITMAP index"),
        ("meta", "INVERTED", {"json_cast_type": "double", "json_path": "/"}, "mismatched input '/'"),
        ("meta", "INVERTED", {"json_cast_type": "double", "json_path": "1"}, "cannot parse identifier: 1"),
        (
            "meta",
            "INVERTED",
            {"json_cast_type": "varchar", "json_cast_function": "STRING_TO_DOUBLE"},
            "json_cast_function STRING_TO_DOUBLE is not supported for json_cast_type VARCHAR",
        ),
        ("word", "12-s", {}, "invalid parameter[expected=valid index][actual=invalid index type: 12-s]"),
        ("word", "STL_SORT", {"mmap.enabled": True}, "index type STL_SORT does not support mmap"),
        ("vec", "INVERTED", {}, "data type FloatVector can't build with this index INVERTED"),
    ],
)
def test_refusals_are_worded_as_milvus_words_them(client, things, field, index, params, message):
    if field == "vec":
        client.drop_index(things, "vec")
    assert message in str(refused(client, things, field, index, **params))


def test_a_json_field_has_one_index_for_each_place_and_type(client, things):
    create(client, things, "meta", "INVERTED", "one", json_path="meta['a']", json_cast_type="double")
    create(client, things, "meta", "INVERTED", "one", json_path="meta['a']", json_cast_type="double")
    create(client, things, "meta", "INVERTED", "two", json_path="meta['b']", json_cast_type="double")
    assert sorted(client.list_indexes(things, field_name="meta")) == ["one", "two"]
    error = refused(client, things, "meta", "INVERTED", index_name="one", json_path="meta['a']", json_cast_type="varchar")
    assert "at most one distinct index is allowed per field" in str(error)
    error = refused(client, things, "meta", "INVERTED", index_name="three", json_path="meta['a']", json_cast_type="double")
    assert "creating multiple indexes on same field is not supported" in str(error)


def test_properties_of_an_index_can_be_altered_while_it_is_not_loaded(client, things):
    create(client, things, "word", "BITMAP")
    client.alter_index_properties(things, "word", properties={"mmap.enabled": True})
    assert client.describe_index(things, "word")["mmap.enabled"] == "True"
    client.drop_index_properties(things, "word", property_keys=["mmap.enabled"])
    assert "mmap.enabled" not in client.describe_index(things, "word")
    for properties, message in [
        ({"mmap.enabled": "perhaps"}, "invalid mmap.enabled value"),
        ({"bitmap_cardinality_limit": 5}, "bitmap_cardinality_limit is not a configable index property"),
    ]:
        with pytest.raises(MilvusException, match=message):
            client.alter_index_properties(things, "word", properties=properties)
    with pytest.raises(MilvusException, match="index not found"):
        client.alter_index_properties(things, "nowhere", properties={"mmap.enabled": True})
    client.load_collection(things)
    with pytest.raises(MilvusException, match="can't alter index on loaded collection") as error:
        client.alter_index_properties(things, "word", properties={"mmap.enabled": True})
    assert error.value.code == 104
