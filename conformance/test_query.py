"""Queries: filters, templates, counts, pages, iterators. The expected rows are computed in Python."""

import pytest
from pymilvus import DataType

from support import count, ids_of, index_vectors, insert, make_collection, make_rows, vectors

ROWS = 1_000
DIM = 4
FLUSHED = 600


def row(id: int) -> dict:
    return {
        "id": id,
        "number": id % 50 - 10,
        "price": id / 8,
        "flag": id % 3 == 0,
        "word": ["alpha", "beta", "gamma", "delta%", "under_score"][id % 5] + str(id % 7),
        "maybe": None if id % 4 == 0 else id % 6,
        "document": {"n": id % 9, "nested": {"text": f"t{id % 11}"}, "list": [id % 3, id % 5]} if id % 2 else {"other": True},
    }


TABLE = [row(id) for id in range(ROWS)]


@pytest.fixture(scope="module")
def table(client):
    """A collection that the tests only read; 600 rows at rest, 400 growing, in two shards."""
    name = "query_table"
    schema = client.create_schema(enable_dynamic_field=True)
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("number", DataType.INT32)
    schema.add_field("price", DataType.DOUBLE)
    schema.add_field("flag", DataType.BOOL)
    schema.add_field("word", DataType.VARCHAR, max_length=64)
    schema.add_field("maybe", DataType.INT16, nullable=True)
    schema.add_field("document", DataType.JSON)
    schema.add_field("vec", DataType.FLOAT_VECTOR, dim=DIM)
    client.create_collection(name, schema=schema, num_shards=2, consistency_level="Strong")
    index_vectors(client, name, "vec", "HNSW", "L2")
    client.load_collection(name)
    base = vectors(1, ROWS, DIM)
    rows = [each | {"vec": base[each["id"]].tolist(), "color": f"c{each['id'] % 4}"} for each in TABLE]
    client.insert(name, rows[:FLUSHED])
    client.flush(name)
    client.insert(name, rows[FLUSHED:])
    yield name
    client.drop_collection(name)


FILTERS = [
    ("number == 5", lambda r: r["number"] == 5),
    ("number != 5", lambda r: r["number"] != 5),
    ("number > 30", lambda r: r["number"] > 30),
    ("-5 <= number < 5", lambda r: -5 <= r["number"] < 5),
    ("number in [1, 2, 39]", lambda r: r["number"] in (1, 2, 39)),
    ("number not in [1, 2, 39]", lambda r: r["number"] not in (1, 2, 39)),
    ("number in []", lambda r: False),
    ("price >= 100.5", lambda r: r["price"] >= 100.5),
    ("price < 3", lambda r: r["price"] < 3),
    ("flag == true", lambda r: r["flag"]),
    ("flag != true", lambda r: not r["flag"]),
    ("number + 1 == 6", lambda r: r["number"] + 1 == 6),
    ("number * 2 > 60", lambda r: r["number"] * 2 > 60),
    ("number % 7 == 0", lambda r: r["number"] % 7 == 0),
    ('word == "beta3"', lambda r: r["word"] == "beta3"),
    ("word == 'beta3'", lambda r: r["word"] == "beta3"),
    ('word > "gamma"', lambda r: r["word"] > "gamma"),
    ('word in ["alpha0", "nothing"]', lambda r: r["word"] == "alpha0"),
    ('word like "al%"', lambda r: r["word"].startswith("al")),
    ('word like "%a5"', lambda r: r["word"].endswith("a5")),
    ('word like "%mm%"', lambda r: "mm" in r["word"]),
    ('word like "beta_"', lambda r: r["word"].startswith("beta") and len(r["word"]) == 5),
    (r'word like "delta\\%%"', lambda r: r["word"].startswith("delta%")),
    ('word like "gamma3"', lambda r: r["word"] == "gamma3"),
    ("maybe is null", lambda r: r["maybe"] is None),
    ("maybe is not null", lambda r: r["maybe"] is not None),
    ("maybe > 2", lambda r: r["maybe"] is not None and r["maybe"] > 2),
    ("not (maybe > 2)", lambda r: r["maybe"] is not None and not r["maybe"] > 2),
    ("maybe != 1", lambda r: r["maybe"] is not None and r["maybe"] != 1),
    ("maybe > 2 or id < 10", lambda r: (r["maybe"] is not None and r["maybe"] > 2) or r["id"] < 10),
    ('document["n"] == 4', lambda r: r["document"].get("n") == 4),
    ('document["n"] > 4', lambda r: r["document"].get("n", -1) > 4),
    ('document["nested"]["text"] == "t3"', lambda r: r["document"].get("nested", {}).get("text") == "t3"),
    ('document["nested"]["text"] like "t1%"', lambda r: r["document"].get("nested", {}).get("text", "").startswith("t1")),
    ('document["list"][1] == 2', lambda r: r["document"].get("list", [0, 0])[1] == 2),
    ('exists document["other"]', lambda r: "other" in r["document"]),
    ('json_contains(document["list"], 4)', lambda r: 4 in r["document"].get("list", [])),
    ('json_contains_all(document["list"], [1, 3])', lambda r: {1, 3} <= set(r["document"].get("list", []))),
    ('json_contains_any(document["list"], [3, 4])', lambda r: bool({3, 4} & set(r["document"].get("list", [])))),
    ('document["n"] in [1, 8]', lambda r: r["document"].get("n") in (1, 8)),
    ('color == "c2"', lambda r: r["id"] % 4 == 2),
    ("number > 0 and flag == true", lambda r: r["number"] > 0 and r["flag"]),
    ("number > 30 or price < 5", lambda r: r["number"] > 30 or r["price"] < 5),
    ("not (number > 30 or price < 5)", lambda r: not (r["number"] > 30 or r["price"] < 5)),
    ("number > 30 && !(flag == true)", lambda r: r["number"] > 30 and not r["flag"]),
    ("(number == 1 || number == 2) and id < 500", lambda r: r["number"] in (1, 2) and r["id"] < 500),
    ("number > 30 AND flag == True", lambda r: r["number"] > 30 and r["flag"]),
    ("id in [0, 599, 600, 999, 5000]", lambda r: r["id"] in (0, 599, 600, 999)),
]


@pytest.mark.parametrize("filter, matches", FILTERS, ids=[filter for filter, _ in FILTERS])
def test_filter_returns_exactly_the_rows_that_match(client, table, filter, matches):
    expected = [each["id"] for each in TABLE if matches(each)]
    assert ids_of(client.query(table, filter=filter, output_fields=["id"])) == expected
    assert count(client, table, filter) == len(expected)


TEMPLATES = [
    ("number == {n}", {"n": 5}, lambda r: r["number"] == 5),
    ("price > {p}", {"p": 100.25}, lambda r: r["price"] > 100.25),
    ("flag == {f}", {"f": True}, lambda r: r["flag"]),
    ("word == {w}", {"w": "under_score4"}, lambda r: r["word"] == "under_score4"),
    ("id in {ids}", {"ids": [1, 700, 999]}, lambda r: r["id"] in (1, 700, 999)),
    ("word in {words}", {"words": ["alpha0", "beta1"]}, lambda r: r["word"] in ("alpha0", "beta1")),
    ("word like {pattern}", {"pattern": "gam%"}, lambda r: r["word"].startswith("gam")),
    ("number > {low} and number <= {high}", {"low": 3, "high": 6}, lambda r: 3 < r["number"] <= 6),
    ('document["n"] == {n}', {"n": 3}, lambda r: r["document"].get("n") == 3),
]


@pytest.mark.parametrize("filter, values, matches", TEMPLATES, ids=[filter for filter, _, _ in TEMPLATES])
def test_template_values_are_filled_in(client, table, filter, values, matches):
    found = client.query(table, filter=filter, filter_params=values, output_fields=["id"])
    assert ids_of(found) == [each["id"] for each in TABLE if matches(each)]


def test_rows_are_fetched_by_key_with_all_their_fields(client, table):
    found = client.get(table, ids=[3, 4, 999], output_fields=["*"])
    assert ids_of(found) == [3, 4, 999]
    for each in found:
        expected = TABLE[each["id"]] | {"color": f"c{each['id'] % 4}"}
        assert {field: each[field] for field in expected} == expected


def test_unknown_keys_are_left_out(client, table):
    assert ids_of(client.get(table, ids=[1, 5_000], output_fields=["id"])) == [1]
    assert client.get(table, ids=[5_000], output_fields=["id"]) == []


def test_count_without_a_filter_counts_everything(client, table):
    assert count(client, table) == ROWS


def test_count_of_no_match_is_zero(client, table):
    assert count(client, table, "number > 1000") == 0


def test_pages_make_up_the_whole_in_key_order(client, table):
    pages = []
    for offset in range(0, ROWS, 150):
        page = client.query(table, filter="id >= 0", output_fields=["id"], limit=150, offset=offset)
        pages += [each["id"] for each in page]
    assert pages == list(range(ROWS))


def test_an_empty_filter_needs_and_takes_a_limit(client, table):
    found = client.query(table, filter="", output_fields=["id"], limit=10)
    assert len(ids_of(found)) == 10


def test_an_offset_behind_the_end_returns_nothing(client, table):
    assert client.query(table, filter="id >= 0", output_fields=["id"], limit=10, offset=ROWS) == []


def test_the_key_always_comes_with_the_asked_fields(client, table):
    found = client.query(table, filter="id == 8", output_fields=["word"])
    assert found == [{"id": 8, "word": TABLE[8]["word"]}]


def test_vectors_are_returned_when_asked_for(client, table):
    found = client.query(table, filter="id in [5, 900]", output_fields=["vec"])
    base = vectors(1, ROWS, DIM)
    assert {each["id"]: [float(x) for x in each["vec"]] for each in found} == {id: base[id].tolist() for id in (5, 900)}


def test_the_iterator_returns_every_row_once_in_key_order(client, table):
    iterator = client.query_iterator(table, batch_size=90, output_fields=["id"])
    found = []
    while batch := iterator.next():
        found += [each["id"] for each in batch]
    iterator.close()
    assert found == list(range(ROWS))


def test_the_iterator_obeys_filter_and_limit(client, table):
    iterator = client.query_iterator(table, batch_size=20, limit=50, filter="flag == true", output_fields=["id"])
    found = []
    while batch := iterator.next():
        found += [each["id"] for each in batch]
    iterator.close()
    assert found == [each["id"] for each in TABLE if each["flag"]][:50]


def test_the_iterator_does_not_see_rows_written_after_it_began(client, name):
    make_collection(client, name)
    insert(client, name, make_rows(1, range(0, 400, 2)))
    iterator = client.query_iterator(name, batch_size=50, output_fields=["id"])
    found = [each["id"] for each in iterator.next()]
    insert(client, name, make_rows(2, range(1, 400, 2)))
    client.delete(name, ids=[398])
    while batch := iterator.next():
        found += [each["id"] for each in batch]
    iterator.close()
    assert found == list(range(0, 400, 2))


@pytest.mark.parametrize("level", ["Strong", "Bounded", "Session", "Eventually"])
def test_every_consistency_level_is_answered(client, table, level):
    assert ids_of(client.query(table, filter="id < 5", output_fields=["id"], consistency_level=level)) == list(range(5))
