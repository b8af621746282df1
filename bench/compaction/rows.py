"""Rows of a made-up collection, and what every server is asked to do with them: the same in all parts that use a client."""

import time
from typing import Callable

import numpy as np
from pymilvus import DataType, MilvusClient

DIM = 128
BATCH = 1_000
DELETE_BATCH = 10_000
BUCKETS = 10
INDEX = {"M": 16, "efConstruction": 200}
WAIT_SECONDS_MAX = 900


def create(client: MilvusClient, name: str) -> None:
    """A collection with an index that is loaded, without rows. What nobody asks for is not compacted."""
    schema = client.create_schema()
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("bucket", DataType.INT64)
    schema.add_field("price", DataType.DOUBLE)
    schema.add_field("vec", DataType.FLOAT_VECTOR, dim=DIM)
    index = client.prepare_index_params()
    index.add_index("vec", index_type="HNSW", metric_type="L2", params=INDEX)
    quiet = {"collection.autocompaction.enabled": "false"}
    client.create_collection(name, schema=schema, index_params=index, properties=quiet)


def insert(client: MilvusClient, name: str, ids: range, seed: int) -> None:
    """Inserts rows with these keys and flushes."""
    random = np.random.default_rng((seed, ids.start))
    for at in range(0, len(ids), BATCH):
        part = ids[at : at + BATCH]
        vectors = random.standard_normal((len(part), DIM), dtype=np.float32)
        prices = random.random(len(part))
        client.insert(
            name,
            [{"id": key, "bucket": key % BUCKETS, "price": prices[i], "vec": vectors[i]} for i, key in enumerate(part)],
        )
    client.flush(name)


def delete(client: MilvusClient, name: str, ids: list[int]) -> None:
    """Deletes rows by their keys and flushes."""
    for at in range(0, len(ids), DELETE_BATCH):
        client.delete(name, ids=ids[at : at + DELETE_BATCH])
    client.flush(name)


def wait_for_index(client: MilvusClient, name: str, rows: int) -> None:
    wait_until(lambda: client.describe_index(name, "vec")["indexed_rows"] == rows, "the index is finished")


def wait_until(done: Callable[[], bool], what: str, pause: float = 0.05) -> None:
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while not done():
        if time.monotonic() > deadline:
            raise RuntimeError(f"waited {WAIT_SECONDS_MAX} s in vain until {what}")
        time.sleep(pause)
