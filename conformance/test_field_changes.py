"""What fields were made with changes, a collection becomes dynamic, rows bring their auto ids."""

import pytest
from pymilvus import DataType, MilvusException

from support import count, index_vectors, insert, make_collection, make_rows

DIM = 8


def field(client, name, wanted):
    return next(each for each in client.describe_collection(name)["fields"] if each["name"] == wanted)


def test_the_length_of_a_text_changes_for_rows_to_come(client, name):
    make_collection(client, name)
    row = make_rows(1, [1], DIM)[0] | {"tag": "x" * 100}
    with pytest.raises(MilvusException, match="exceeds max length"):
        client.insert(name, [row])
    client.alter_collection_field(name, "tag", {"max_length": "100"})
    assert str(field(client, name, "tag")["params"]["max_length"]) == "100"
    insert(client, name, [row])
    assert count(client, name) == 1


@pytest.mark.parametrize(
    "changed, params, message",
    [
        ("tag", {"nullable": "true"}, "nullable does not allow update in collection field param"),
        ("bucket", {"max_length": "5"}, "can not modify the maxlength for non-string types"),
        ("tag", {"max_length": "65536"}, "exceeds the maximum allowed value 65535"),
        ("other", {"field.description": "x"}, "does not exist in collection"),
        ("tag", {"mmap.enabled": "true"}, "can not alter collection field properties if collection loaded"),
    ],
)
def test_what_cannot_change_is_refused(client, name, changed, params, message):
    make_collection(client, name)
    with pytest.raises(MilvusException, match=message):
        client.alter_collection_field(name, changed, params)


def test_a_description_changes(client, name):
    make_collection(client, name)
    client.alter_collection_field(name, "vec", {"field.description": "where it is"})
    assert field(client, name, "vec")["description"] == "where it is"


def test_a_collection_becomes_dynamic(client, name):
    make_collection(client, name)
    insert(client, name, make_rows(1, range(10), DIM))
    client.alter_collection_properties(name, {"dynamicfield.enabled": "true"})
    assert client.describe_collection(name)["enable_dynamic_field"]
    insert(client, name, [row | {"color": "red"} for row in make_rows(2, range(10, 20), DIM)])
    assert count(client, name, 'color == "red"') == 10
    assert count(client, name) == 20
    with pytest.raises(MilvusException, match="dynamic schema cannot supported to be disabled"):
        client.alter_collection_properties(name, {"dynamicfield.enabled": "false"})
    with pytest.raises(MilvusException, match="cannot delete key dynamicfield.enabled"):
        client.drop_collection_properties(name, ["dynamicfield.enabled"])


def test_rows_bring_their_auto_ids_where_it_is_allowed(client, name):
    schema = client.create_schema(auto_id=True)
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("vec", DataType.FLOAT_VECTOR, dim=2)
    properties = {"allow_insert_auto_id": "true"}
    client.create_collection(name, schema=schema, consistency_level="Strong", properties=properties)
    index_vectors(client, name, "vec", "FLAT", "L2")
    client.load_collection(name)
    assert client.insert(name, [{"id": 7, "vec": [0.0, 1.0]}])["ids"][0] == 7
    assert client.insert(name, [{"vec": [0.0, 1.0]}])["ids"][0] != 7
    assert count(client, name, "id == 7") == 1
