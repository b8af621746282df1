"""The types of vectors beside 32-bit floats: written, read back, searched against exact truth computed by numpy."""

from dataclasses import dataclass

import numpy as np
import pytest
from ml_dtypes import bfloat16
from pymilvus import DataType, MilvusException
from scipy.sparse import csr_array

from support import flushed_segments, insert

DIM = 32
ROWS = 600
LIMIT = 20
SEED = 11
DISTANCES = {"L2", "HAMMING", "JACCARD", "SUBSTRUCTURE", "SUPERSTRUCTURE"}
NUMBERS = {"FLOAT16": np.float16, "BFLOAT16": bfloat16, "INT8": np.int8}


@dataclass(frozen=True)
class Kind:
    """How a type is declared, and an index that Milvus has for it."""

    type: DataType
    index: str
    metrics: tuple[str, ...]


KINDS = {
    "FLOAT16": Kind(DataType.FLOAT16_VECTOR, "HNSW", ("L2", "IP", "COSINE")),
    "BFLOAT16": Kind(DataType.BFLOAT16_VECTOR, "IVF_FLAT", ("L2", "IP", "COSINE")),
    "INT8": Kind(DataType.INT8_VECTOR, "HNSW", ("L2", "IP", "COSINE")),
    "BINARY": Kind(DataType.BINARY_VECTOR, "BIN_FLAT", ("HAMMING", "JACCARD", "SUBSTRUCTURE", "SUPERSTRUCTURE")),
    "SPARSE": Kind(DataType.SPARSE_FLOAT_VECTOR, "SPARSE_INVERTED_INDEX", ("IP",)),
}
CASES = [(kind, metric) for kind in KINDS for metric in KINDS[kind].metrics]


def random_vectors(kind: str, seed: int, count: int) -> list:
    rng = np.random.default_rng(seed)
    if kind == "INT8":
        return list(rng.integers(-128, 128, (count, DIM)).astype(np.int8))
    if kind == "BINARY":
        # Few bits are set, so that some rows contain others.
        return [np.packbits(row).tobytes() for row in rng.random((count, DIM)) < 0.1]
    if kind == "SPARSE":
        return [sparse(rng) for _ in range(count)]
    return list(rng.standard_normal((count, DIM)).astype(NUMBERS[kind]))


def sparse(rng) -> dict[int, float]:
    places = rng.choice(100, size=rng.integers(1, 12), replace=False)
    return {int(place): float(np.float32(rng.random())) for place in places}


def dense(kind: str, vector) -> np.ndarray:
    if kind == "SPARSE":
        values = np.zeros(100)
        for place, value in vector.items():
            values[place] = value
        return values
    if kind == "BINARY":
        return np.unpackbits(np.frombuffer(vector, np.uint8)).astype(bool)
    return vector.astype(np.float64)


def exact(metric: str, query: np.ndarray, row: np.ndarray) -> float | None:
    """What clients see, or None for a row that is no hit."""
    match metric:
        case "L2":
            return float(((query - row) ** 2).sum())
        case "IP":
            return float(query @ row)
        case "COSINE":
            return float(query @ row / np.linalg.norm(query) / np.linalg.norm(row))
        case "HAMMING":
            return float((query ^ row).sum())
        case "JACCARD":
            either = (query | row).sum()
            return 1.0 if either == 0 else float((query ^ row).sum() / either)
        case "SUBSTRUCTURE":
            return None if (query & ~row).any() else 0.0
        case "SUPERSTRUCTURE":
            return None if (row & ~query).any() else 0.0


def truth(kind: str, metric: str, query, rows: dict[int, object]) -> dict[int, float]:
    """The score of every row that can be a hit, best first."""
    wanted = dense(kind, query)
    scores = {id: exact(metric, wanted, dense(kind, vector)) for id, vector in rows.items()}
    hits = {id: score for id, score in scores.items() if score is not None and not (kind == "SPARSE" and score <= 0)}
    return dict(sorted(hits.items(), key=lambda hit: hit[1] if metric in DISTANCES else -hit[1]))


def make(client, name: str, kind: str, metric: str | None = None, index: str | None = None, nullable: bool = False):
    schema = client.create_schema()
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("bucket", DataType.INT32)
    dim = {} if kind == "SPARSE" else {"dim": DIM}
    schema.add_field("vec", KINDS[kind].type, nullable=nullable, **dim)
    client.create_collection(name, schema=schema, consistency_level="Strong")
    params = client.prepare_index_params()
    params.add_index("vec", index_type=index or KINDS[kind].index, metric_type=metric or KINDS[kind].metrics[0])
    client.create_index(name, params, sync=False)
    client.load_collection(name)


def as_rows(vectors: list, first: int = 0) -> list[dict]:
    return [{"id": first + i, "bucket": i % 5, "vec": vector} for i, vector in enumerate(vectors)]


def check(hits, expected: dict[int, float], limit: int = LIMIT) -> None:
    best = list(expected.values())[:limit]
    assert [hit["distance"] for hit in hits] == pytest.approx(best, rel=1e-3, abs=1e-3)
    for hit in hits:
        assert hit["distance"] == pytest.approx(expected[hit["id"]], rel=1e-3, abs=1e-3)


@pytest.mark.parametrize("kind, metric", CASES)
def test_hits_are_the_nearest_rows(client, name, kind, metric):
    make(client, name, kind, metric)
    vectors = random_vectors(kind, SEED, ROWS)
    rows = as_rows(vectors)
    flushed_segments(client, name, [rows[:200], rows[200:400]])
    insert(client, name, rows[400:])
    client.delete(name, ids=list(range(0, ROWS, 10)))
    alive = {row["id"]: row["vec"] for row in rows if row["id"] % 10 != 0}
    some = {id: vector for id, vector in alive.items() if id % 5 < 2}

    for query in random_vectors(kind, SEED + 1, 3):
        every = truth(kind, metric, query, alive)
        check(client.search(name, [query], limit=LIMIT)[0], every)
        check(client.search(name, [query], limit=LIMIT, filter="bucket < 2")[0], truth(kind, metric, query, some))

        scores = list(every.values())
        if metric in DISTANCES - {"SUBSTRUCTURE", "SUPERSTRUCTURE"} or metric not in DISTANCES:
            radius = (scores[9] + scores[-1]) / 2 if scores[9] != scores[-1] else scores[9]
            within = {id: s for id, s in every.items() if (s < radius if metric in DISTANCES else s > radius)}
            found = client.search(name, [query], limit=LIMIT, search_params={"params": {"radius": radius}})[0]
            check(found, within)


@pytest.mark.parametrize("kind", KINDS)
def test_vectors_come_back_as_they_went_in(client, name, kind):
    make(client, name, kind, nullable=True)
    vectors = random_vectors(kind, SEED, 50)
    vectors[7] = None
    insert(client, name, as_rows(vectors))
    for _ in range(2):
        found = client.query(name, filter="id >= 0", output_fields=["vec"], limit=50)
        for row in found:
            assert plain(kind, row["vec"]) == plain(kind, vectors[row["id"]])
        client.flush(name)


def plain(kind: str, vector):
    if vector is None:
        return None
    if kind == "SPARSE":
        return {int(place): float(value) for place, value in vector.items()}
    if isinstance(vector, list):
        vector = vector[0]
    return vector if isinstance(vector, bytes) else np.asarray(vector, NUMBERS[kind]).tobytes()


@pytest.mark.parametrize("kind", ["FLOAT16", "BFLOAT16"])
def test_floats_find_halves(client, name, kind):
    make(client, name, kind, "L2")
    vectors = random_vectors(kind, SEED, 100)
    insert(client, name, as_rows(vectors))
    for id in (0, 50, 99):
        hit = client.search(name, [vectors[id].astype(np.float32).tolist()], limit=1)[0][0]
        assert (hit["id"], hit["distance"]) == (id, 0)


def test_sparse_rows_may_be_written_in_many_forms(client, name):
    make(client, name, "SPARSE")
    matrix = csr_array(([0.5, 1.5], ([0, 0], [3, 70_000])), shape=(1, 70_001))
    forms = [{70_000: 1.5, 3: 0.5}, [(3, 0.5), (70_000, 1.5)], matrix, {4_294_967_294: 2.0}]
    for id, form in enumerate(forms):
        insert(client, name, [{"id": id, "bucket": 0, "vec": form}])

    found = client.query(name, filter="id in [0, 1, 2]", output_fields=["vec"])
    assert [plain("SPARSE", row["vec"]) for row in found] == [{3: 0.5, 70_000: 1.5}] * 3
    assert [hit["id"] for hit in client.search(name, [{4_294_967_294: 1.0}], limit=10)[0]] == [3]
    hits = client.search(name, [csr_array(([2.0], ([0], [3])), shape=(1, 4))], limit=10)[0]
    assert sorted((hit["id"], hit["distance"]) for hit in hits) == [(0, 1.0), (1, 1.0), (2, 1.0)]


def test_a_sparse_vector_of_zeros_finds_nothing(client, name):
    make(client, name, "SPARSE")
    insert(client, name, as_rows([{1: 1.0}, {}]))
    assert client.search(name, [{}], limit=10)[0] == []
    assert [hit["id"] for hit in client.search(name, [{1: 1.0}], limit=10)[0]] == [0]


def test_an_iterator_sees_every_row_once(client, name):
    make(client, name, "INT8", "L2")
    vectors = random_vectors("INT8", SEED, 300)
    insert(client, name, as_rows(vectors))
    pages = client.search_iterator(name, [vectors[0]], batch_size=70, anns_field="vec", search_params={"metric_type": "L2"})
    seen = []
    while page := pages.next():
        seen += [hit["id"] for hit in page]
    pages.close()
    assert seen == list(truth("INT8", "L2", vectors[0], dict(enumerate(vectors))))


REFUSED_INDEXES = [
    ("FLOAT16", "FLAT", "JACCARD", "float vector index does not support metric type: JACCARD"),
    ("INT8", "HNSW", "HAMMING", "int vector index does not support metric type: HAMMING"),
    ("BINARY", "BIN_FLAT", "L2", "binary vector index does not support metric type: L2"),
    ("BINARY", "BIN_IVF_FLAT", "SUPERSTRUCTURE", "metric type SUPERSTRUCTURE not found or not supported"),
    ("BINARY", "IVF_FLAT", "HAMMING", "data type BinaryVector can't build with this index IVF_FLAT"),
    ("SPARSE", "SPARSE_WAND", "L2", "only IP&BM25 is the supported metric type for sparse index"),
    ("SPARSE", "SPARSE_INVERTED_INDEX", "BM25", "only BM25 Function output field support BM25 metric type"),
    ("SPARSE", "HNSW", "IP", "data type SparseFloatVector can't build with this index HNSW"),
]


@pytest.mark.parametrize("kind, index, metric, text", REFUSED_INDEXES)
def test_indexes_that_do_not_suit_the_type_are_refused(client, name, kind, index, metric, text):
    with pytest.raises(MilvusException, match=text) as refusal:
        make(client, name, kind, metric, index)
    assert refusal.value.code == 1100


@pytest.mark.parametrize("kind, metric", [("FLOAT16", "COSINE"), ("INT8", "COSINE"), ("BINARY", "HAMMING"), ("SPARSE", "IP")])
def test_an_index_without_type_gets_the_default_metric(client, name, kind, metric):
    make(client, name, kind)
    client.release_collection(name)
    client.drop_index(name, "vec")
    params = client.prepare_index_params()
    params.add_index("vec", index_type="AUTOINDEX")
    client.create_index(name, params, sync=False)
    described = client.describe_index(name, "vec")
    assert (described["index_type"], described["metric_type"]) == ("AUTOINDEX", metric)


def test_a_description_says_what_the_user_gave(client, name):
    make(client, name, "BINARY")
    client.release_collection(name)
    client.drop_index(name, "vec")
    params = client.prepare_index_params()
    params.add_index("vec", index_type="BIN_IVF_FLAT", metric_type="JACCARD", params={"nlist": 64})
    client.create_index(name, params, sync=False)
    described = client.describe_index(name, "vec")
    assert {key: described[key] for key in ("index_type", "metric_type", "nlist")} == {
        "index_type": "BIN_IVF_FLAT",
        "metric_type": "JACCARD",
        "nlist": "64",
    }


REFUSED_DIMS = [
    (DataType.BINARY_VECTOR, 12, "binary vector dimension should be multiple of 8"),
    (DataType.FLOAT16_VECTOR, 32_769, "should be in range 2 ~ 32768"),
    (DataType.BINARY_VECTOR, 32_768 * 8 + 8, "should be in range 2 ~ 262144"),
]


@pytest.mark.parametrize("type, dim, text", REFUSED_DIMS)
def test_dims_that_the_type_does_not_have_are_refused(client, name, type, dim, text):
    schema = client.create_schema()
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("vec", type, dim=dim)
    with pytest.raises(MilvusException, match=text):
        client.create_collection(name, schema=schema)


def test_vectors_of_another_length_are_refused(client, name):
    make(client, name, "BINARY")
    with pytest.raises(MilvusException, match="num_rows .8. of field .vec. is not equal to passed num_rows .1."):
        client.insert(name, [{"id": 1, "bucket": 0, "vec": bytes(DIM)}])
    with pytest.raises(MilvusException, match="vector dimension mismatch, expected vector size.byte. 4, actual 5"):
        client.search(name, [bytes(5)], limit=1)
    with pytest.raises(MilvusException, match="vector type must be the same"):
        client.search(name, [[0.5] * DIM], limit=1)
