"""Collections, partitions, aliases and databases by name."""

import pytest
from pymilvus import MilvusClient, MilvusException

from conftest import connect
from support import count, ids_of, insert, make_collection, make_rows


@pytest.fixture
def database(client, server, name):
    """A client inside a database of its own; both are gone afterwards."""
    client.create_database(name)
    inside = connect(server, db_name=name)
    yield inside
    for collection in inside.list_collections():
        for alias in inside.list_aliases(collection)["aliases"]:
            inside.drop_alias(alias)
        inside.drop_collection(collection)
    inside.close()
    client.drop_database(name)


def test_a_collection_is_listed_until_it_is_dropped(client, name):
    assert not client.has_collection(name)
    make_collection(client, name)
    assert client.has_collection(name)
    assert name in client.list_collections()
    client.drop_collection(name)
    assert not client.has_collection(name)
    assert name not in client.list_collections()
    client.drop_collection(name)


def test_a_dropped_collection_leaves_nothing_to_its_namesake(client, name):
    make_collection(client, name)
    insert(client, name, make_rows(1, range(100)))
    client.flush(name)
    client.drop_collection(name)
    make_collection(client, name)
    assert count(client, name) == 0
    assert client.list_persistent_segments(name) == []


def test_a_name_of_255_characters_is_accepted(client):
    longest = "n" * 255
    make_collection(client, longest, load=False)
    assert client.has_collection(longest)
    client.drop_collection(longest)


def test_rename_keeps_rows_and_identity(client, name):
    make_collection(client, name)
    insert(client, name, make_rows(1, range(20)))
    id = client.describe_collection(name)["collection_id"]
    renamed = name + "_renamed"
    client.rename_collection(name, renamed)
    try:
        assert not client.has_collection(name)
        assert client.describe_collection(renamed)["collection_id"] == id
        assert count(client, renamed) == 20
    finally:
        client.drop_collection(renamed)


def test_partitions_are_listed_until_they_are_dropped(client, name):
    make_collection(client, name)
    assert client.list_partitions(name) == ["_default"]
    client.create_partition(name, "left")
    client.create_partition(name, "left")
    client.create_partition(name, "2024-q1")
    assert client.list_partitions(name) == ["_default", "left", "2024-q1"]
    assert client.has_partition(name, "left")
    assert not client.has_partition(name, "right")
    assert client.describe_collection(name)["num_partitions"] == 3
    client.release_partitions(name, ["left"])
    client.drop_partition(name, "left")
    client.drop_partition(name, "left")
    assert client.list_partitions(name) == ["_default", "2024-q1"]


def test_dropping_a_partition_drops_its_rows_alone(client, name):
    make_collection(client, name, partitions=["left"])
    insert(client, name, make_rows(1, range(10)))
    insert(client, name, make_rows(2, range(10, 30)), partition="left")
    client.flush(name)
    client.release_partitions(name, ["left"])
    client.drop_partition(name, "left")
    assert ids_of(client.query(name, filter="id >= 0", output_fields=["id"])) == list(range(10))
    client.create_partition(name, "left")
    client.load_partitions(name, ["left"])
    assert count(client, name, partitions=["left"]) == 0


def test_an_alias_stands_for_its_collection_in_every_read_and_write(client, name):
    alias = name + "_alias"
    make_collection(client, name)
    client.create_alias(name, alias)
    client.create_alias(name, alias)
    assert client.has_collection(alias)
    insert(client, alias, make_rows(1, range(10)))
    client.upsert(alias, make_rows(2, range(5, 15)))
    client.delete(alias, ids=[0])
    client.flush(alias)
    assert count(client, alias) == count(client, name) == 14
    assert client.search(alias, [make_rows(2, range(5, 15))[0]["vec"]], limit=1)[0][0]["id"] == 5
    assert client.describe_collection(alias)["collection_id"] == client.describe_collection(name)["collection_id"]
    assert client.describe_alias(alias)["collection_name"] == name
    assert client.list_aliases(name)["aliases"] == [alias]
    assert client.describe_collection(name)["aliases"] == [alias]
    client.drop_alias(alias)
    client.drop_alias(alias)
    assert not client.has_collection(alias)


def test_an_alias_can_be_pointed_at_another_collection(client, name):
    alias, other = name + "_alias", name + "_other"
    make_collection(client, name)
    make_collection(client, other)
    try:
        insert(client, name, make_rows(1, range(3)))
        insert(client, other, make_rows(2, range(5)))
        client.create_alias(name, alias)
        assert count(client, alias) == 3
        client.alter_alias(other, alias)
        assert count(client, alias) == 5
        client.drop_alias(alias)
    finally:
        client.drop_collection(other)


def test_databases_are_listed_until_they_are_dropped(client, name):
    assert "default" in client.list_databases()
    client.create_database(name)
    assert name in client.list_databases()
    assert client.describe_database(name)["name"] == name
    client.drop_database(name)
    assert name not in client.list_databases()
    client.drop_database(name)


def test_equal_names_in_two_databases_are_two_collections(client, database, name):
    make_collection(client, name)
    make_collection(database, name)
    insert(client, name, make_rows(1, range(3)))
    insert(database, name, make_rows(2, range(8)))
    assert count(client, name) == 3
    assert count(database, name) == 8
    assert database.list_collections() == [name]
    database.drop_collection(name)
    assert count(client, name) == 3


def test_aliases_belong_to_their_database(client, database, name):
    make_collection(database, "films")
    database.create_alias("films", "movies")
    assert database.has_collection("movies")
    assert not client.has_collection("movies")


def test_a_client_can_change_its_database(client, database, server, name):
    make_collection(database, "films")
    wanderer = connect(server)
    assert not wanderer.has_collection("films")
    wanderer.use_database(name)
    assert wanderer.has_collection("films")
    wanderer.close()


def test_collection_properties_are_told_back(client, name):
    make_collection(client, name, load=False)
    client.alter_collection_properties(name, {"collection.ttl.seconds": 86_400})
    assert client.describe_collection(name)["properties"]["collection.ttl.seconds"] == "86400"
    client.drop_collection_properties(name, ["collection.ttl.seconds"])
    assert "collection.ttl.seconds" not in client.describe_collection(name).get("properties", {})


def test_the_server_tells_its_version(client):
    assert client.get_server_version()


def test_connecting_to_a_missing_database_is_refused(server):
    with pytest.raises(MilvusException) as refused:
        MilvusClient(server.uri, db_name="no_such_database", timeout=10, dedicated=True).list_collections()
    assert "database not found" in str(refused.value)
