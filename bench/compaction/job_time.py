"""The time of a job: five segments with an index become one with an index, until searches use it."""

import time

import rows as made
from pymilvus import MilvusClient

COLLECTION = "job"
SEGMENTS = 5
POLL_SECONDS = 0.05


def measure(uri: str, segment_rows: int, seed: int) -> dict[str, float]:
    """Seconds from compact() until the job says that it is completed, and until every loaded segment is new and indexed."""
    client = MilvusClient(uri, timeout=300)
    made.create(client, COLLECTION)
    for number in range(SEGMENTS):
        made.insert(client, COLLECTION, range(number * segment_rows, (number + 1) * segment_rows), seed)
    rows = SEGMENTS * segment_rows
    made.wait_for_index(client, COLLECTION, rows)
    made.wait_until(lambda: searched_by_index(client, rows), "all rows are searched by an index")
    sources = {segment.segment_id for segment in client.list_loaded_segments(COLLECTION)}
    if len(sources) != SEGMENTS:
        raise RuntimeError(f"there are {len(sources)} segments to compact, not {SEGMENTS}: {sources}")

    def swapped() -> bool:
        loaded = {segment.segment_id for segment in client.list_loaded_segments(COLLECTION)}
        return sources.isdisjoint(loaded) and searched_by_index(client, rows)

    began = time.monotonic()
    job = client.compact(COLLECTION)
    made.wait_until(lambda: client.get_compaction_state(job) == "Completed", "the job is completed", POLL_SECONDS)
    completed = time.monotonic() - began
    made.wait_until(swapped, "searches use the new segment", POLL_SECONDS)
    searched = time.monotonic() - began
    segments = len(client.list_loaded_segments(COLLECTION))
    client.close()
    return {"job_completed_seconds": completed, "job_searched_seconds": searched, "job_segments_after": segments}


def searched_by_index(client: MilvusClient, rows: int) -> bool:
    """Whether the segments that searches read hold these rows, and each has an index."""
    loaded = client.list_loaded_segments(COLLECTION)
    return sum(segment.num_rows for segment in loaded) == rows and all(segment.index_name for segment in loaded)
