"""Writes 5 x 2,000 rows, deletes a tenth, compacts, and prints what each file takes on the way.

Log files begin at a position of the log, segments are named by ids: the names differ from run to run, the sizes do not.
"""

import tempfile
import time
from pathlib import Path

import numpy as np
from pymilvus import DataType, MilvusClient

from server import Server

COLLECTION = "worked"
BATCHES, ROWS, DIM = 5, 2_000, 128
SEED = 1
WAIT_SECONDS_MAX = 60


def make_collection(client: MilvusClient) -> None:
    schema = client.create_schema()
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("bucket", DataType.INT32)
    schema.add_field("vec", DataType.FLOAT_VECTOR, dim=DIM)
    index = client.prepare_index_params()
    index.add_index("vec", index_type="HNSW", metric_type="L2", params={"M": 16, "efConstruction": 200})
    client.create_collection(COLLECTION, schema=schema, index_params=index)


def insert(client: MilvusClient, batch: int, generator: np.random.Generator) -> None:
    vectors = generator.random((ROWS, DIM), dtype=np.float32)
    first = batch * ROWS
    client.insert(COLLECTION, [{"id": first + i, "bucket": i % 10, "vec": vectors[i]} for i in range(ROWS)])


def wait_until(done) -> None:
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while not done():
        if time.monotonic() > deadline:
            raise SystemExit("waited too long")
        time.sleep(0.02)


def show(title: str, folder: Path) -> None:
    """Prints the files of logs and segments, and their sum."""
    print(title)
    files = sorted(path for part in ("log", "objects") for path in (folder / part).rglob("*") if path.is_file())
    for path in files:
        print(f"  {path.stat().st_size:>10,}  {path.relative_to(folder)}")
    print(f"  {sum(path.stat().st_size for path in files):>10,}  in all")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="elanus-storage-") as folder:
        server = Server(Path(folder)).start()
        try:
            client = MilvusClient(server.uri)
            make_collection(client)
            generator = np.random.default_rng(SEED)
            for batch in range(BATCHES):
                insert(client, batch, generator)
                if batch == 0:
                    show("one insert, not flushed", server.data)
                client.flush(COLLECTION)
            client.delete(COLLECTION, filter="bucket == 3")
            client.flush(COLLECTION)
            wait_until(lambda: client.describe_index(COLLECTION, "vec")["pending_index_rows"] == 0)
            show("five segments, a tenth deleted", server.data)
            job = client.compact(COLLECTION)
            wait_until(lambda: client.get_compaction_state(job) == "Completed")
            show("compacted", server.data)
        finally:
            server.close()


if __name__ == "__main__":
    main()
