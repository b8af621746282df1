"""The kinds of compaction that users ask for by name: attached deletes, forced merges, optimize."""

import pytest
from pymilvus import MilvusException

from support import (
    compact,
    contents,
    count,
    flushed_segments,
    hit_ids,
    insert,
    make_collection,
    make_rows,
    nearest,
    persistent_ids,
    recall,
    row_count,
    vectors,
    waiting_deletes,
)

SEED = 11
DIM = 8
BATCH = 400
AS_LARGE_AS_POSSIBLE = 2**63 - 1


def three_segments(client, name, **options):
    """3 x 400 rows at rest, a fifth of them deleted, in two flushes; answers the ids that are left."""
    make_collection(client, name, DIM, auto_compaction=False, **options)
    rows = make_rows(SEED, range(3 * BATCH), DIM)
    flushed_segments(client, name, [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)])
    for bucket in (0, 5):
        client.delete(name, filter=f"bucket == {bucket}")
        client.flush(name)
    return [id for id in range(3 * BATCH) if id % 5 != 0]


# Deletes


def test_deletes_that_wait_are_listed_as_segments_of_level_zero_and_go_when_they_are_attached(client, name):
    left = three_segments(client, name)
    segments, before = persistent_ids(client, name), contents(client, name)
    waiting = waiting_deletes(client, name)
    assert len(waiting) == 2

    job = compact(client, name, is_l0=True)

    plans = client.get_compaction_plans(job).plans
    assert {source for plan in plans for source in plan.sources} == waiting
    assert [plan.target for plan in plans] == [-1] * len(plans)
    assert waiting_deletes(client, name) == set()
    assert persistent_ids(client, name) == segments
    assert row_count(client, name) == 3 * BATCH
    assert count(client, name) == len(left)
    assert contents(client, name) == before


def test_attached_deletes_hold_through_load_and_a_rewrite(client, name):
    left = three_segments(client, name)
    compact(client, name, is_l0=True)
    client.release_collection(name)
    client.load_collection(name)
    assert count(client, name) == len(left)
    compact(client, name)
    assert count(client, name) == row_count(client, name) == len(left)


def test_rows_written_again_after_an_attached_delete_are_there(client, name):
    left = three_segments(client, name)
    compact(client, name, is_l0=True)
    insert(client, name, make_rows(SEED + 1, [0, 5, 10], DIM))
    client.flush(name)
    compact(client, name, is_l0=True)
    assert count(client, name) == len(left) + 3
    compact(client, name)
    assert count(client, name) == len(left) + 3


@pytest.mark.parametrize("case", ["empty", "no deletes", "deletes in memory"])
def test_without_deletes_at_rest_there_is_nothing_to_attach(client, name, case):
    make_collection(client, name, DIM, auto_compaction=False)
    if case != "empty":
        flushed_segments(client, name, [make_rows(SEED, range(100), DIM)])
    if case == "deletes in memory":
        client.delete(name, ids=[1])
    job = client.compact(name, is_l0=True)
    assert job == -1
    assert client.get_compaction_state(job) == "Completed"


# Forced merges


@pytest.mark.parametrize(
    "size",
    [{"target_size": 2_048}, {"target_size": 2, "target_size_unit": "gb"}, {"target_size": AS_LARGE_AS_POSSIBLE}],
    ids=["megabytes", "gigabytes", "as large as possible"],
)
def test_a_forced_merge_makes_one_segment_of_small_ones(client, name, size):
    left = three_segments(client, name)
    before, sources = contents(client, name), persistent_ids(client, name)
    job = compact(client, name, **size)
    assert job > 0
    plans = client.get_compaction_plans(job).plans
    assert [set(plan.sources) for plan in plans] == [sources]
    assert persistent_ids(client, name) == {plan.target for plan in plans}
    assert row_count(client, name) == len(left)
    assert contents(client, name) == before


def test_a_forced_merge_of_what_is_merged_covers_every_segment_and_leaves_it(client, name):
    three_segments(client, name, shards=2)
    compact(client, name, target_size=AS_LARGE_AS_POSSIBLE)
    segments = persistent_ids(client, name)
    job = compact(client, name, target_size=AS_LARGE_AS_POSSIBLE)
    assert job > 0
    plans = client.get_compaction_plans(job).plans
    assert {source for plan in plans for source in plan.sources} == segments
    assert persistent_ids(client, name) == segments


@pytest.mark.parametrize("size", [1, 512, 1_023])
def test_a_size_below_that_of_a_segment_is_refused_also_by_an_empty_collection(client, name, size):
    make_collection(client, name, DIM, auto_compaction=False)
    why = f"targetSize {size} MB should be greater than or equal to configMaxSize 1024 MB"
    with pytest.raises(MilvusException, match=why) as refused:
        client.compact(name, target_size=size)
    assert refused.value.code == 1100


def test_a_forced_merge_of_an_empty_collection_is_over_at_once(client, name):
    make_collection(client, name, DIM, auto_compaction=False)
    job = client.compact(name, target_size=2_048)
    assert client.get_compaction_state(job) == "Completed"


# Optimize


@pytest.mark.parametrize("size", [None, "2GB"])
def test_optimize_leaves_one_indexed_segment_and_the_same_answers(client, name, size):
    left = three_segments(client, name, index="HNSW")
    base, queries = vectors(SEED, 3 * BATCH, DIM), vectors(SEED + 1, 10, DIM)

    result = client.optimize(name, target_size=size, timeout=120)

    assert result.status == "success"
    assert result.compaction_id > 0
    assert len(persistent_ids(client, name)) == 1
    assert count(client, name) == row_count(client, name) == len(left)
    found = client.search(name, queries.tolist(), limit=10, search_params={"params": {"ef": 100}})
    truth = [[left[offset] for offset in nearest("L2", base[left], query, 10)] for query in queries]
    assert sum(recall(hit_ids(hits), exact) for hits, exact in zip(found, truth)) / len(truth) >= 0.95


def test_optimize_of_an_empty_collection_succeeds(client, name):
    make_collection(client, name, DIM, auto_compaction=False)
    assert client.optimize(name, timeout=60).status == "success"


def test_optimize_can_be_watched(client, name):
    three_segments(client, name)
    task = client.optimize(name, wait=False)
    assert task.result(timeout=120).status == "success"
    assert task.done()
