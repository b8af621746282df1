#!/usr/bin/env python3
"""The example of the pymilvus reference page of `Collection.compact()`, step by step, against a running Elanus.

Start a server with `./elanus serve`, install pymilvus, then: seed_page.py [HOST:PORT]
"""

import random
import sys

from pymilvus import Collection, CollectionSchema, DataType, FieldSchema, connections, utility

ADDRESS_DEFAULT = "127.0.0.1:19530"
NAME = "test_collection_compact"
SEGMENTS = 5
ROWS_PER_SEGMENT = 2_000


def main() -> None:
    address = sys.argv[1] if len(sys.argv) > 1 else ADDRESS_DEFAULT
    connections.connect("default", uri=f"http://{address}")
    print(f"connected to {address}, which calls itself {utility.get_server_version()}")

    utility.drop_collection(NAME)
    schema = CollectionSchema(
        [
            FieldSchema("film_id", DataType.INT64, is_primary=True),
            FieldSchema("films", dtype=DataType.FLOAT_VECTOR, dim=2),
        ]
    )
    collection = Collection(NAME, schema)
    print(f"made the collection {NAME}")

    rng = random.Random(1)
    for segment in range(SEGMENTS):
        ids = list(range(segment * ROWS_PER_SEGMENT, (segment + 1) * ROWS_PER_SEGMENT))
        collection.insert([ids, [[rng.random(), rng.random()] for _ in ids]])
        collection.flush()
    collection.create_index("films", {"index_type": "HNSW", "metric_type": "L2", "params": {"M": 16, "efConstruction": 200}})
    collection.load()
    print(f"inserted and flushed {SEGMENTS} times {ROWS_PER_SEGMENT:,} rows")

    deleted = list(range(0, SEGMENTS * ROWS_PER_SEGMENT, 10))
    collection.delete(f"film_id in {deleted}")
    collection.flush()
    print(f"deleted every tenth row, {len(deleted):,} in all")
    show_rows("before", collection)

    collection.compact()
    print(f"compact() began job {collection.compaction_id}")
    print(f"get_compaction_state(): {collection.get_compaction_state().state_name}")
    collection.wait_for_compaction_completed()
    print(f"wait_for_compaction_completed(): {collection.get_compaction_state().state_name}")
    for plan in collection.get_compaction_plans().plans:
        print(f"get_compaction_plans(): {list(plan.sources)} -> {plan.target}")
    show_rows("after", collection)

    query = [[0.5, 0.5]]
    hits = collection.search(query, "films", {"metric_type": "L2", "params": {"ef": 64}}, limit=3)[0]
    print(f"the three films nearest to {query[0]}: " + ", ".join(f"{hit.id} ({hit.distance:.6f})" for hit in hits))
    utility.drop_collection(NAME)


def show_rows(when: str, collection: Collection) -> None:
    visible = collection.query("", output_fields=["count(*)"], consistency_level="Strong")[0]["count(*)"]
    connection = connections._fetch_handler("default")
    segments = connection.get_persistent_segment_infos(NAME)
    stored = sum(segment.num_rows for segment in segments)
    print(f"{when}: {visible:,} rows are visible, {stored:,} are stored, in {len(segments)} segments")


if __name__ == "__main__":
    main()
