"""Inserts from one pymilvus client into a server of this machine, and says whose time it was.

The client waits for each answer before it builds the next request, so what is not its own processor time is the server's
and the network's.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path

import numpy as np
from pymilvus import DataType, MilvusClient

from server import Server

COLLECTION = "rows"
DIM = 128
SEED = 7


def make_collection(client: MilvusClient) -> None:
    schema = client.create_schema()
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=DIM)
    client.create_collection(COLLECTION, schema=schema)


def processor_seconds(pid: int) -> float:
    """Of all threads of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def insert(client: MilvusClient, rows: int, batch: int) -> None:
    vectors = np.random.default_rng(SEED).random((batch, DIM), dtype=np.float32)
    for first in range(0, rows, batch):
        client.insert(COLLECTION, [{"id": first + i, "vector": vectors[i]} for i in range(batch)])


def measure(server: Server, client: MilvusClient, rows: int, batch: int) -> None:
    own, other, begin = time.process_time(), processor_seconds(server.pid), time.monotonic()
    insert(client, rows, batch)
    wall = time.monotonic() - begin
    own, other = time.process_time() - own, processor_seconds(server.pid) - other
    print(
        f"client, {batch} rows a request: {rows / wall:,.0f} rows/s; of {wall:.2f} s the client computed {own:.2f} s"
        f" ({own / wall:.0%}); the server's processor time {other:.2f} s, {other / rows * 1e6:.2f} us a row",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--batches", type=int, nargs="+", default=[1_000, 5_000, 20_000])
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="elanus-ingest-") as folder:
        server = Server(Path(folder)).start()
        try:
            client = MilvusClient(server.uri)
            make_collection(client)
            for _ in range(options.repeat):
                for batch in options.batches:
                    measure(server, client, options.rows, batch)
        finally:
            server.close()


if __name__ == "__main__":
    main()
