"""The example of the reference page of `Collection.compact()`, taken further: five segments, a tenth of the rows deleted."""

import threading

import pytest
from pymilvus import Collection, CollectionSchema, DataType, FieldSchema, MilvusClient, connections, utility

from conftest import connect
from support import contents, count, persistent_ids, row_count, vectors, wait_until

NAME = "test_collection_compact"
SEGMENTS = 5
ROWS_PER_SEGMENT = 2_000
ROWS = SEGMENTS * ROWS_PER_SEGMENT
DELETED = list(range(0, ROWS, 10))
WIDE_DIM = 128


@pytest.fixture
def orm(own_server):
    connections.connect("default", uri=own_server.uri)
    yield
    connections.disconnect("default")


def page_collection(dim: int = 2) -> Collection:
    schema = CollectionSchema(
        [
            FieldSchema("film_id", DataType.INT64, is_primary=True),
            FieldSchema("films", dtype=DataType.FLOAT_VECTOR, dim=dim),
        ]
    )
    return Collection("test_collection_compact", schema)


def fill_and_delete(collection: Collection, dim: int = 2) -> None:
    """Five flushed segments, then a tenth of the rows deleted, all of it at rest; nobody else compacts them."""
    collection.set_properties({"collection.autocompaction.enabled": "false"})
    films = vectors(1, ROWS, dim)
    for start in range(0, ROWS, ROWS_PER_SEGMENT):
        end = start + ROWS_PER_SEGMENT
        collection.insert([list(range(start, end)), films[start:end]])
        collection.flush()
    collection.create_index("films", {"index_type": "HNSW", "metric_type": "L2", "params": {"M": 16, "efConstruction": 100}})
    collection.load()
    collection.delete(f"film_id in {DELETED}")
    collection.flush()


def test_the_example_as_the_page_shows_it(orm):
    collection = page_collection()
    collection.insert([[1, 2], [[1.0, 2.0], [3.0, 4.0]]])
    collection.insert([[3, 4], [[5.0, 6.0], [7.0, 8.0]]])

    collection.compact()
    state = collection.get_compaction_state()
    assert state.state_name in ("Executing", "Completed")
    assert collection.wait_for_compaction_completed() is True
    assert collection.get_compaction_state().state_name == "Completed"
    assert collection.get_compaction_plans().compaction_id == collection.compaction_id


def test_five_segments_become_one_and_nothing_else_changes(own_server, own_client, orm):
    collection = page_collection()
    fill_and_delete(collection)
    before = contents(own_client, NAME, key="film_id")
    assert len(before) == ROWS - len(DELETED)
    sources = persistent_ids(own_client, NAME)
    assert len(sources) == SEGMENTS

    with Watcher(own_server, before) as watcher:
        collection.compact()
        assert collection.wait_for_compaction_completed() is True
    assert watcher.samples > 0
    assert watcher.differences == []

    plans = collection.get_compaction_plans().plans
    assert len(plans) == 1
    assert set(plans[0].sources) == sources
    assert plans[0].target not in sources
    assert persistent_ids(own_client, NAME) == {plans[0].target}
    wait_until(
        lambda: [info.segmentID for info in utility.get_query_segment_info(NAME)] == [plans[0].target],
        "queries read the target alone",
    )
    assert contents(own_client, NAME, key="film_id") == before
    assert row_count(own_client, NAME) == ROWS - len(DELETED)


def test_the_folder_gets_smaller_by_the_deleted_share(own_server, own_client, orm):
    collection = page_collection(WIDE_DIM)
    fill_and_delete(collection, WIDE_DIM)
    before = own_server.folder_bytes()
    vector_bytes_deleted = len(DELETED) * WIDE_DIM * 4

    collection.compact()
    assert collection.wait_for_compaction_completed() is True

    wait_until(
        lambda: before - own_server.folder_bytes() >= vector_bytes_deleted,
        f"the folder of {before} bytes lost the {vector_bytes_deleted} bytes of the deleted vectors",
        seconds=10,
    )


def test_the_same_through_the_newer_client(own_server, own_client, orm):
    fill_and_delete(page_collection())
    before = contents(own_client, NAME, key="film_id")
    sources = persistent_ids(own_client, NAME)

    job = own_client.compact(NAME)
    wait_until(lambda: own_client.get_compaction_state(job) == "Completed", "the compaction completed")

    plans = own_client.get_compaction_plans(job)
    assert plans.compaction_id == job
    assert [set(plan.sources) for plan in plans.plans] == [sources]
    segments = own_client.list_persistent_segments(NAME)
    assert [segment.segment_id for segment in segments] == [plans.plans[0].target]
    assert segments[0].num_rows == ROWS - len(DELETED)
    assert contents(own_client, NAME, key="film_id") == before


def test_state_and_plans_are_still_known_after_a_restart(own_server, own_client, orm):
    fill_and_delete(page_collection())
    job = own_client.compact(NAME)
    wait_until(lambda: own_client.get_compaction_state(job) == "Completed", "the compaction completed")
    plans = own_client.get_compaction_plans(job).plans
    before = contents(own_client, NAME, key="film_id")

    assert own_server.stop() == 0
    own_server.start()

    again = connect(own_server)
    try:
        assert again.get_compaction_state(job) == "Completed"
        known = again.get_compaction_plans(job).plans
        assert [(list(plan.sources), plan.target) for plan in known] == [(list(plan.sources), plan.target) for plan in plans]
        wait_until(lambda: loaded(again), "the collection is loaded again")
        assert contents(again, NAME, key="film_id") == before
    finally:
        again.close()


def loaded(client: MilvusClient) -> bool:
    return client.get_load_state(NAME)["state"].name == "Loaded"


class Watcher:
    """Reads the whole collection over and over from a thread of its own and notes every difference."""

    def __init__(self, server, expected: list[tuple]):
        self.samples = 0
        self.differences: list[str] = []
        self._expected = expected
        self._client = connect(server)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> "Watcher":
        self._thread.start()
        return self

    def __exit__(self, *failure) -> None:
        self._stopped.set()
        self._thread.join()
        self._client.close()

    def _watch(self) -> None:
        while True:
            # Asked before the sample: the last sample is taken when the compaction is over.
            last = self._stopped.is_set()
            try:
                rows = contents(self._client, NAME, key="film_id")
                if rows != self._expected:
                    self.differences.append(f"sample {self.samples}: {len(rows)} rows, expected {len(self._expected)}")
                counted = count(self._client, NAME)
                if counted != len(self._expected):
                    self.differences.append(f"sample {self.samples}: count(*) {counted}, expected {len(self._expected)}")
            except Exception as failure:
                self.differences.append(f"sample {self.samples}: {failure!r}")
            self.samples += 1
            if last:
                return
