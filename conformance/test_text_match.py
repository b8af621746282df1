"""Filters that ask for the words of texts, and analyzers. The expected rows and tokens are computed or written down here."""

import json

import pytest
from pymilvus import DataType, MilvusException

from support import ids_of, index_vectors, insert, vectors

ROWS = 1_500
FLUSHED = 1_200
DIM = 4
WORDS = ["alpha", "beta", "gamma", "delta", "the"]
TITLES = [f"{WORDS[id % 5].title()}, {WORDS[id // 5 % 5]} and n{id}" for id in range(ROWS)]


def words(id: int) -> set[str]:
    return set(TITLES[id].lower().replace(",", "").split())


@pytest.fixture(scope="module")
def table(client):
    """A collection that the tests only read; 1,200 rows at rest, 300 growing. Every tenth note is null."""
    name = "text_match_table"
    schema = client.create_schema()
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("title", DataType.VARCHAR, max_length=200, enable_analyzer=True, enable_match=True)
    schema.add_field("plain", DataType.VARCHAR, max_length=200)
    schema.add_field(
        "note",
        DataType.VARCHAR,
        max_length=200,
        nullable=True,
        enable_analyzer=True,
        enable_match=True,
        analyzer_params={"type": "english"},
    )
    schema.add_field("vec", DataType.FLOAT_VECTOR, dim=DIM)
    client.create_collection(name, schema=schema, consistency_level="Strong")
    index_vectors(client, name, "vec", "FLAT", "L2")
    client.load_collection(name)
    rows = [
        {
            "id": id,
            "title": TITLES[id],
            "plain": TITLES[id],
            "note": None if id % 10 == 0 else f"Runners running {WORDS[id % 5]}s",
            "vec": vector.tolist(),
        }
        for id, vector in enumerate(vectors(1, ROWS, DIM))
    ]
    insert(client, name, rows[:FLUSHED])
    client.flush(name)
    insert(client, name, rows[FLUSHED:])
    yield name
    client.drop_collection(name)


def matching(test) -> list[int]:
    return [id for id in range(ROWS) if test(id)]


def found(client, table, filter, **templates) -> list[int]:
    return sorted(ids_of(client.query(table, filter=filter, filter_params=templates, output_fields=["id"], limit=16_000)))


def test_any_of_the_words(client, table):
    assert found(client, table, "text_match(title, 'ALPHA n7')") == matching(lambda id: words(id) & {"alpha", "n7"})
    assert found(client, table, "TEXT_MATCH(title, {q})", q="beta") == matching(lambda id: "beta" in words(id))
    assert found(client, table, "text_match(title, '')") == []
    assert found(client, table, "text_match(title, 'alph')") == []


def test_so_many_of_the_words(client, table):
    for minimum in (1, 2, 3, 1000):
        filter = f"text_match(title, 'alpha beta gamma', minimum_should_match={minimum})"
        assert found(client, table, filter) == matching(lambda id: len(words(id) & {"alpha", "beta", "gamma"}) >= minimum)


def test_phrases(client, table):
    assert found(client, table, "phrase_match(title, 'alpha beta')") == matching(
        lambda id: TITLES[id].startswith("Alpha, beta")
    )
    assert found(client, table, "phrase_match(title, 'alpha and')") == matching(
        lambda id: " alpha and" in TITLES[id]
    )
    # Two words exchanged are two moves.
    assert found(client, table, "phrase_match(title, 'beta alpha', 2)") == matching(
        lambda id: TITLES[id].startswith(("Alpha, beta", "Beta, alpha"))
    )


def test_null_is_unknown_and_stems_are_compared(client, table):
    assert found(client, table, "text_match(note, 'run')") == matching(lambda id: id % 10)
    assert found(client, table, "not text_match(note, 'gamma')") == matching(
        lambda id: id % 10 and WORDS[id % 5] != "gamma"
    )


def test_words_beside_other_conditions(client, table):
    assert found(client, table, "text_match(title, 'alpha') and not text_match(title, 'beta') and id < 50") == [
        id for id in range(50) if "alpha" in words(id) and "beta" not in words(id)
    ]
    hits = client.search(table, vectors(2, 1, DIM).tolist(), filter="phrase_match(title, 'gamma gamma')", limit=100)[0]
    assert sorted(hit["id"] for hit in hits) == matching(lambda id: TITLES[id].startswith("Gamma, gamma"))[:100]


def test_words_near_enough(client, table):
    assert found(client, table, "text_match_fuzzy(title, 'gama', max_edit_distance=1)") == matching(
        lambda id: "gamma" in words(id)
    )


def test_the_answers_stay_when_segments_are_merged(client, table):
    filter = "phrase_match(title, 'delta the') or text_match(note, 'beta')"
    before = found(client, table, filter)
    client.flush(table)
    client.compact(table)
    assert found(client, table, filter) == before


@pytest.mark.parametrize(
    ("filter", "text"),
    [
        ("text_match(plain, 'a')", 'field \\"plain\\" does not enable match'),
        ("text_match(id, 'a')", "operation on non-string is unsupported"),
        ("text_match(title, 'a', minimum_should_match=0)", "minimum_should_match should be >= 1"),
        ("text_match(title, 'a', minimum_should_match=1001)", "minimum_should_match should be <= 1000"),
        ("phrase_match(title, 'a', -1)", "should not be a negative interger"),
        ("phrase_match(title, 'a', 4294967296)", "exceeds the range"),
    ],
)
def test_refusals(client, table, filter, text):
    with pytest.raises(MilvusException) as refused:
        client.query(table, filter=filter)
    assert refused.value.code == 1100
    assert text.replace('\\"', '"') in refused.value.message.replace('\\"', '"')


def test_matching_needs_an_analyzer_that_there_is(client, name):
    for options, text in [
        ({"enable_match": True}, "must also enable_analyzer"),
        (
            {"enable_match": True, "enable_analyzer": True, "analyzer_params": {"tokenizer": "none"}},
            "unsupported tokenizer: none",
        ),
    ]:
        schema = client.create_schema()
        schema.add_field("id", DataType.INT64, is_primary=True)
        schema.add_field("title", DataType.VARCHAR, max_length=200, **options)
        schema.add_field("vec", DataType.FLOAT_VECTOR, dim=DIM)
        with pytest.raises(MilvusException, match=text):
            client.create_collection(name, schema=schema)


def tokens(client, text, params) -> list[str]:
    return client.run_analyzer([text], json.dumps(params))[0].tokens


@pytest.mark.parametrize(
    ("params", "text", "expected"),
    [
        ({}, "An efficient SYSTEM relies on it.", ["an", "efficient", "system", "relies", "on", "it"]),
        ({"type": "english"}, "The cats are running", ["cat", "run"]),
        ({"type": "chinese"}, "清华大学!", ["清华", "清华大学", "华大", "大学"]),
        ({"tokenizer": "whitespace"}, "a-b C", ["a-b", "C"]),
        ({"tokenizer": "standard", "filter": ["lowercase", {"type": "length", "max": 2}]}, "A BB ccc", ["a", "bb"]),
        ({"tokenizer": "standard", "filter": [{"type": "stop", "stop_words": ["of", "_english_"]}]}, "of all the", ["all"]),
    ],
)
def test_analyzers(client, params, text, expected):
    assert list(tokens(client, text, params)) == expected


def test_details_of_tokens(client, table):
    token = client.run_analyzer(["é END"], "{}", with_detail=True, with_hash=True)[0].tokens[1]
    assert (token["token"], token["start_offset"], token["end_offset"], token["position"]) == ("end", 3, 6, 1)
    assert list(client.run_analyzer(["Running"], collection_name=table, field_name="note")[0].tokens) == ["run"]
