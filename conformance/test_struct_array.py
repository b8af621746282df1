"""Struct arrays: written, read back, filtered element by element, searched by lists of vectors and by single elements."""

import numpy as np
import pytest
from pymilvus import DataType, MilvusException
from pymilvus.client.embedding_list import EmbeddingList
from pymilvus.grpc_gen import milvus_pb2, schema_pb2

from support import compact, flushed_segments, insert

DIM = 8
ROWS = 240
CAPACITY = 5
SEED = 23
ALL = "id >= 0"

# Older clients know no struct arrays that may be null.
NULLS = "nullable" in schema_pb2.StructArrayFieldSchema.DESCRIPTOR.fields_by_name

needs_places_of_elements = pytest.mark.skipif(
    "element_indices" not in milvus_pb2.QueryResults.DESCRIPTOR.fields_by_name,
    reason="older clients do not read which elements match",
)


def make(client, name, metric="MAX_SIM_COSINE", nullable=NULLS):
    schema = client.create_schema()
    schema.add_field("id", DataType.INT64, is_primary=True)
    part = client.create_struct_field_schema()
    part.add_field("number", DataType.INT64)
    part.add_field("word", DataType.VARCHAR, max_length=20)
    part.add_field("flag", DataType.BOOL)
    part.add_field("vec", DataType.FLOAT_VECTOR, dim=DIM)
    schema.add_field(
        "parts",
        DataType.ARRAY,
        element_type=DataType.STRUCT,
        struct_schema=part,
        max_capacity=CAPACITY,
        nullable=nullable,
    )
    client.create_collection(name, schema=schema, consistency_level="Strong")
    params = client.prepare_index_params()
    params.add_index("parts[vec]", index_type="HNSW", metric_type=metric, params={"M": 8, "efConstruction": 40})
    client.create_index(name, params)
    client.load_collection(name)


def make_rows() -> list[dict]:
    rng = np.random.default_rng(SEED)
    return [
        {"id": id, "parts": None if NULLS and id % 11 == 5 else objects(rng, int(rng.integers(0, CAPACITY + 1)))}
        for id in range(ROWS)
    ]


def objects(rng, count: int) -> list[dict]:
    return [
        {
            "number": int(rng.integers(0, 20)),
            "word": f"word-{rng.integers(0, 4)}",
            "flag": bool(rng.integers(0, 2)),
            "vec": rng.standard_normal(DIM).astype(np.float32).tolist(),
        }
        for _ in range(count)
    ]


@pytest.fixture
def rows(client, name, request) -> list[dict]:
    """Rows at rest and growing ones, in the collection of the test."""
    make(client, name, getattr(request, "param", "MAX_SIM_COSINE"))
    made = make_rows()
    flushed_segments(client, name, [made[:90], made[90:180]])
    insert(client, name, made[180:])
    return made


def plain(parts: list[dict] | None) -> list[dict] | None:
    if parts is None:
        return None
    return [{key: list(map(float, value)) if key == "vec" else value for key, value in part.items()} for part in parts]


def check_contents(client, name, rows):
    found = client.query(name, filter=ALL, output_fields=["*"], limit=ROWS)
    assert {row["id"]: plain(row["parts"]) for row in found} == {row["id"]: plain(row["parts"]) for row in rows}


def test_rows_come_back_as_they_went_in(client, name, rows):
    check_contents(client, name, rows)
    client.flush(name)
    compact(client, name)
    check_contents(client, name, rows)

    for row in client.query(name, filter=ALL, output_fields=["parts[number]", "parts[word]"], limit=ROWS):
        expected = rows[row["id"]]["parts"]
        some = expected and [{key: part[key] for key in ("number", "word")} for part in expected]
        assert row["parts"] == some


def test_the_schema_is_described(client, name):
    make(client, name)
    parts = client.describe_collection(name)["fields"][-1]
    assert (parts["name"], parts["element_type"], parts.get("nullable", False)) == ("parts", DataType.STRUCT, NULLS)
    assert parts["params"]["max_capacity"] == CAPACITY
    assert [(part["name"], part["type"]) for part in parts["struct_fields"]] == [
        ("number", DataType.INT64),
        ("word", DataType.VARCHAR),
        ("flag", DataType.BOOL),
        ("vec", DataType.FLOAT_VECTOR),
    ]
    index = client.describe_index(name, "parts[vec]")
    assert (index["index_type"], index["metric_type"]) == ("HNSW", "MAX_SIM_COSINE")


FILTERS = [
    ("match_any(parts, $[number] > 15)", lambda parts: any(p["number"] > 15 for p in parts)),
    (
        "MATCH_ANY(parts, $[number] > 12 && $[word] == 'word-1')",
        lambda parts: any(p["number"] > 12 and p["word"] == "word-1" for p in parts),
    ),
    ("match_all(parts, $[flag] == true)", lambda parts: all(p["flag"] for p in parts)),
    ("MATCH_LEAST(parts, $[flag] == true, threshold=2)", lambda parts: sum(p["flag"] for p in parts) >= 2),
    ("match_most(parts, $[word] like 'word-1%', threshold=0)", lambda parts: all(p["word"] != "word-1" for p in parts)),
    ("match_exact(parts, not ($[number] > 9), threshold=1)", lambda parts: sum(p["number"] <= 9 for p in parts) == 1),
    ("not match_any(parts, $[flag] == true)", lambda parts: not any(p["flag"] for p in parts)),
    ("parts[0][number] == 7", lambda parts: bool(parts) and parts[0]["number"] == 7),
    ("array_contains(parts[word], 'word-2')", lambda parts: any(p["word"] == "word-2" for p in parts)),
    ("array_length(parts) == 3", lambda parts: len(parts) == 3),
    ("parts is not null", lambda parts: True),
]


@pytest.mark.parametrize("filter, test", FILTERS)
def test_filters_look_at_each_element(client, name, rows, filter, test):
    found = client.query(name, filter=filter, output_fields=["id"], limit=ROWS)
    assert [row["id"] for row in found] == [row["id"] for row in rows if row["parts"] is not None and test(row["parts"])]


def matching(rows) -> list[tuple[int, int]]:
    return [
        (row["id"], place)
        for row in rows
        for place, part in enumerate(row["parts"] or [])
        if part["flag"] and part["number"] > 4
    ]


ELEMENTS = "id >= 0 && element_filter(parts, $[flag] == true && $[number] > 4)"


@needs_places_of_elements
def test_element_filter_tells_which_elements_match(client, name, rows):
    expected = matching(rows)
    found = client.query(name, filter=ELEMENTS, output_fields=["id"], limit=1000)
    assert [(row["id"], row["offset"]) for row in found] == expected
    page = client.query(name, filter=ELEMENTS, output_fields=["id"], limit=10, offset=25)
    assert [(row["id"], row["offset"]) for row in page] == expected[25:35]


@needs_places_of_elements
def test_a_query_iterator_brings_each_element_once(client, name, rows):
    iterator = client.query_iterator(name, filter=ELEMENTS, output_fields=["id"], batch_size=7)
    found = []
    while batch := iterator.next():
        found += [(row["id"], row["offset"]) for row in batch]
    assert found == matching(rows)


def similarity(metric: str, query: np.ndarray, row: np.ndarray) -> float:
    """Larger is nearer."""
    if metric.endswith("L2"):
        return -float(((query - row) ** 2).sum())
    product = float(query @ row)
    return product if metric.endswith("IP") else product / float(np.linalg.norm(query) * np.linalg.norm(row))


@pytest.mark.parametrize("rows", ["MAX_SIM", "MAX_SIM_COSINE", "MAX_SIM_IP", "MAX_SIM_L2"], indirect=True)
def test_lists_find_the_rows_with_the_best_elements(client, name, rows):
    metric = client.describe_index(name, "parts[vec]")["metric_type"]
    rng = np.random.default_rng(SEED + 1)
    queries = [rng.standard_normal((count, DIM)).astype(np.float32) for count in (1, 4)]
    lists = []
    for query in queries:
        lists.append(EmbeddingList())
        for vector in query:
            lists[-1].add(vector)
    for query, hits in zip(queries, client.search(name, lists, anns_field="parts[vec]", limit=15)):
        truth = {
            row["id"]: sum(
                max(similarity(metric, vector, np.array(part["vec"])) for part in row["parts"]) for vector in query
            )
            for row in rows
            if row["parts"]
        }
        best = sorted(truth, key=lambda id: -truth[id])[:15]
        assert [hit["id"] for hit in hits] == best
        assert [abs(hit["distance"]) for hit in hits] == pytest.approx([abs(truth[id]) for id in best], rel=1e-4)


@pytest.mark.parametrize("rows", ["COSINE", "L2"], indirect=True)
@pytest.mark.parametrize("filter", ["", ELEMENTS])
def test_single_vectors_find_elements(client, name, rows, filter):
    metric = client.describe_index(name, "parts[vec]")["metric_type"]
    query = np.random.default_rng(SEED + 2).standard_normal(DIM).astype(np.float32)
    some = set(matching(rows))
    truth = {
        (row["id"], place): similarity(metric, query, np.array(part["vec"]))
        for row in rows
        for place, part in enumerate(row["parts"] or [])
        if not filter or (row["id"], place) in some
    }
    best = sorted(truth, key=lambda element: -truth[element])
    hits = client.search(name, [query.tolist()], anns_field="parts[vec]", limit=12, offset=3, filter=filter)[0]
    assert [(hit["id"], hit["offset"]) for hit in hits] == best[3:15]

    radius = abs(truth[best[9]] + truth[best[10]]) / 2
    near = client.search(
        name, [query.tolist()], anns_field="parts[vec]", limit=50, filter=filter, search_params={"params": {"radius": radius}}
    )[0]
    assert [(hit["id"], hit["offset"]) for hit in near] == best[:10]


REFUSED = [
    ("$[number] > 1", "can only be used inside element_filter or match_"),
    ("match_any(parts, match_all(parts, $[number] > 0))", "nested match_all is not supported"),
    ("element_filter(parts)", "needs a struct array and a predicate"),
    ("element_filter(none, $[number] > 0)", "struct array field not found: none"),
    ("element_filter(parts, $[none] > 0)", "array field not found: parts[none]"),
    ("element_filter(parts, $[number] > 0) && id > 1", "can only be the last expression in the logical and"),
    ("not element_filter(parts, $[number] > 0)", "cannot be used in unary expression"),
    ("match_least(parts, $[number] > 0, threshold=0)", "count in MATCH_LEAST must be positive"),
    ("match_exact(parts, $[number] > 0, threshold=-1)", "needs threshold=<integer>"),
    ("match_any(parts, id > 3)", "only the parts of an element"),
    ("parts == 1", "can not comparisons array fields directly"),
]


@pytest.mark.parametrize("filter, message", REFUSED)
def test_filters_that_make_no_sense_are_refused(client, name, filter, message):
    make(client, name)
    with pytest.raises(MilvusException) as refused:
        client.query(name, filter=filter, output_fields=["id"], limit=1)
    assert refused.value.code == 1100
    assert message in refused.value.message


def test_searches_that_make_no_sense_are_refused(client, name):
    make(client, name)
    single = np.ones(DIM, dtype=np.float32)
    many = EmbeddingList()
    many.add(single)

    def refused(message, data, **options):
        with pytest.raises(MilvusException) as error:
            client.search(name, [data], anns_field="parts[vec]", limit=3, **options)
        assert error.value.code == 1100
        assert message in error.value.message

    refused("compares lists of vectors", single.tolist())
    refused("range search is not supported", many, search_params={"params": {"radius": 0.5}})
    refused("element_filter is only supported for element-level search", many, filter=ELEMENTS)
    refused("metric type not match", many, search_params={"metric_type": "COSINE"})


@pytest.mark.parametrize(
    "index, metric, message",
    [
        ("FLAT", "MAX_SIM", "can't build with this index FLAT"),
        ("HNSW", "MAX_SIM_HAMMING", "does not support metric type: MAX_SIM_HAMMING"),
        ("INVERTED", "", "can't build with this index INVERTED"),
    ],
)
def test_indexes_that_do_not_suit_are_refused(client, name, index, metric, message):
    make(client, name)
    client.release_collection(name)
    client.drop_index(name, "parts[vec]")
    params = client.prepare_index_params()
    params.add_index("parts[vec]", index_type=index, metric_type=metric)
    with pytest.raises(MilvusException, match=message):
        client.create_index(name, params)
