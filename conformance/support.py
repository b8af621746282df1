"""What the tests share: seeded data, exact truth, whole contents of a collection, bounded waiting."""

import time
from collections.abc import Callable, Iterable

import numpy as np
from pymilvus import DataType, MilvusClient

ROWS_PER_INSERT_MAX = 5_000
WINDOW_MAX = 16_384

# The level of a segment that holds deletes and no rows.
LEVEL_ZERO = 1


def vectors(seed: int, count: int, dim: int) -> np.ndarray:
    """float32[count, dim], normally distributed."""
    return np.random.default_rng(seed).standard_normal((count, dim), dtype=np.float32)


def scores(metric: str, base: np.ndarray, query: np.ndarray) -> np.ndarray:
    """What Milvus reports for every row: squared distance for L2, inner product for IP, cosine for COSINE."""
    base, query = base.astype(np.float64), query.astype(np.float64)
    if metric == "L2":
        return ((base - query) ** 2).sum(axis=1)
    products = base @ query
    if metric == "IP":
        return products
    return products / (np.linalg.norm(base, axis=1) * np.linalg.norm(query))


def nearest(metric: str, base: np.ndarray, query: np.ndarray, limit: int) -> np.ndarray:
    """Offsets of the best rows, best first; equal scores by offset."""
    values = scores(metric, base, query)
    return np.argsort(values if metric == "L2" else -values, kind="stable")[:limit]


def make_collection(
    client: MilvusClient,
    name: str,
    dim: int = 8,
    *,
    index: str = "HNSW",
    metric: str = "L2",
    shards: int = 1,
    partitions: Iterable[str] = (),
    dynamic: bool = False,
    load: bool = True,
    auto_compaction: bool = True,
) -> None:
    """A collection of id (INT64, primary), tag (VARCHAR), bucket (INT32) and vec; indexed, and loaded unless told otherwise."""
    schema = client.create_schema(enable_dynamic_field=dynamic)
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("tag", DataType.VARCHAR, max_length=64)
    schema.add_field("bucket", DataType.INT32)
    schema.add_field("vec", DataType.FLOAT_VECTOR, dim=dim)
    properties = {} if auto_compaction else {"collection.autocompaction.enabled": "false"}
    client.create_collection(name, schema=schema, num_shards=shards, consistency_level="Strong", properties=properties)
    for partition in partitions:
        client.create_partition(name, partition)
    index_vectors(client, name, "vec", index, metric)
    if load:
        client.load_collection(name)


def index_vectors(client: MilvusClient, name: str, field: str, index: str, metric: str) -> None:
    params = client.prepare_index_params()
    extra = {"HNSW": {"M": 16, "efConstruction": 100}, "IVF_FLAT": {"nlist": 64}, "IVF_SQ8": {"nlist": 64}}.get(index, {})
    params.add_index(field, index_type=index, metric_type=metric, params=extra)
    # pymilvus would wait for half a second at least; the load that follows is what has to wait for the index.
    client.create_index(name, params, sync=False)


def make_rows(seed: int, ids: Iterable[int], dim: int = 8) -> list[dict]:
    """Rows for `make_collection`: everything but the vector follows from the id."""
    ids = list(ids)
    return [
        {"id": id, "tag": f"tag-{id}", "bucket": id % 10, "vec": vector.tolist()}
        for id, vector in zip(ids, vectors(seed, len(ids), dim))
    ]


def insert(client: MilvusClient, name: str, rows: list[dict], partition: str = "") -> None:
    for start in range(0, len(rows), ROWS_PER_INSERT_MAX):
        part = rows[start : start + ROWS_PER_INSERT_MAX]
        written = client.insert(name, part, partition_name=partition)
        assert written["insert_count"] == len(part)


def flushed_segments(client: MilvusClient, name: str, batches: Iterable[list[dict]], partition: str = "") -> None:
    """Inserts and flushes batch after batch, so that each becomes a segment of its own (in every shard)."""
    for rows in batches:
        insert(client, name, rows, partition)
        client.flush(name)


def count(client: MilvusClient, name: str, filter: str = "", partitions: list[str] | None = None) -> int:
    answer = client.query(
        name, filter=filter, output_fields=["count(*)"], partition_names=partitions, consistency_level="Strong"
    )
    return answer[0]["count(*)"]


def row_count(client: MilvusClient, name: str) -> int:
    """What the statistics say: rows that take space, deleted ones included until they are compacted away."""
    return int(client.get_collection_stats(name)["row_count"])


def contents(client: MilvusClient, name: str, key: str = "id", filter: str = "", limit: int = WINDOW_MAX) -> list[tuple]:
    """Every row of a collection of at most 16,384 rows with all its fields, vectors as bytes, in a canonical order."""
    rows = client.query(name, filter=filter, output_fields=["*"], limit=limit, consistency_level="Strong")
    return sorted((canonical(row) for row in rows), key=lambda row: (dict(row)[key], row))


def canonical(row: dict) -> tuple:
    return tuple((field, _plain(value)) for field, value in sorted(row.items()))


def _plain(value):
    if isinstance(value, np.ndarray) or (isinstance(value, list) and value and isinstance(value[0], (float, np.floating))):
        return np.asarray(value, dtype=np.float32).tobytes()
    if isinstance(value, (dict, list)):
        return repr(value)
    return value


def ids_of(rows: Iterable[dict], key: str = "id") -> list:
    return sorted(row[key] for row in rows)


def hit_ids(hits: Iterable[dict], key: str = "id") -> list:
    """The keys of one query's hits, best first."""
    return [hit[key] for hit in hits]


def recall(found: Iterable, truth: Iterable) -> float:
    truth = set(truth)
    return len(truth.intersection(found)) / len(truth)


def wait_until(condition: Callable[[], bool], what: str, seconds: float = 30, step_seconds: float = 0.02) -> None:
    """Polls until the condition holds; fails with `what` when the time is over."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(step_seconds)


def compact(client: MilvusClient, name: str, seconds: float = 60, **options) -> int:
    """Runs a compaction to its end and answers its job id."""
    job = client.compact(name, **options)
    wait_until(lambda: client.get_compaction_state(job) == "Completed", f"compaction {job} of {name} completed", seconds)
    return job


def persistent_ids(client: MilvusClient, name: str) -> set[int]:
    """The segments of rows at rest."""
    return {segment.segment_id for segment in client.list_persistent_segments(name) if segment.level != LEVEL_ZERO}


def waiting_deletes(client: MilvusClient, name: str) -> set[int]:
    """Deletes at rest that are not attached to any segment: clients see them as segments without rows."""
    segments = [segment for segment in client.list_persistent_segments(name) if segment.level == LEVEL_ZERO]
    assert all(segment.num_rows == 0 for segment in segments)
    return {segment.segment_id for segment in segments}
