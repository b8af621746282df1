"""Compaction through MilvusClient: the same rows at every instant, plans that tell the truth, space that comes back."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from pymilvus import DataType
from pymilvus.grpc_gen import milvus_pb2

from conftest import connect
from support import (
    compact,
    contents,
    count,
    flushed_segments,
    hit_ids,
    ids_of,
    index_vectors,
    insert,
    make_collection,
    make_rows,
    nearest,
    persistent_ids,
    recall,
    row_count,
    vectors,
    wait_until,
)

SEED = 7
DIM = 8
BATCH = 1_000
UNKNOWN_JOB = 4_611_686_018_427_387_904


def make_films(client, name, dim=DIM, **options):
    """A collection that only the test compacts, so that its segments are those that the test made."""
    make_collection(client, name, dim, auto_compaction=False, **options)


def five_segments(client, name, **options):
    """5 x 1,000 rows at rest, a fifth of them deleted; answers the ids that are left."""
    make_films(client, name, **options)
    rows = make_rows(SEED, range(5 * BATCH), DIM)
    flushed_segments(client, name, [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)])
    client.delete(name, filter="bucket in [0, 5]")
    client.flush(name)
    return [id for id in range(5 * BATCH) if id % 5 != 0]


class Sampler:
    """Runs a check over and over on a thread and a client of its own while the block lasts, and once after it."""

    def __init__(self, server, check):
        self.samples = 0
        self.failures: list[str] = []
        self._check = check
        self._client = connect(server)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *failure):
        self._stopped.set()
        self._thread.join()
        self._client.close()
        if failure[0] is None:
            assert self.samples > 0
            assert self.failures == []

    def _run(self):
        last = False
        while not last:
            last = self._stopped.is_set()
            try:
                self._check(self._client)
            except Exception as failure:
                self.failures.append(f"sample {self.samples}: {failure!r}")
                return
            self.samples += 1


# The same rows at every instant


def test_count_never_changes_while_compaction_runs(server, client, name):
    left = five_segments(client, name)

    def counts(other):
        assert count(other, name) == len(left)

    with Sampler(server, counts):
        for _ in range(3):
            compact(client, name)


def test_every_field_of_every_row_is_the_same_before_during_and_after(server, client, name):
    schema = client.create_schema(enable_dynamic_field=True)
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("maybe", DataType.INT32, nullable=True)
    schema.add_field("grade", DataType.INT32, default_value=5)
    schema.add_field("document", DataType.JSON)
    schema.add_field("vec", DataType.FLOAT_VECTOR, dim=DIM)
    client.create_collection(name, schema=schema, consistency_level="Strong")
    index_vectors(client, name, "vec", "HNSW", "L2")
    client.load_collection(name)
    base = vectors(SEED, 3_000, DIM)
    for start in range(0, 3_000, 600):
        rows = [
            {"id": i, "document": {"n": i}, "vec": base[i].tolist(), "extra": f"e{i}"} | ({"maybe": i} if i % 2 else {})
            for i in range(start, start + 600)
        ]
        insert(client, name, rows)
        client.flush(name)
    client.delete(name, filter="id % 10 == 3")
    before = contents(client, name)
    assert len(before) == 2_700

    def same(other):
        assert contents(other, name) == before

    with Sampler(server, same):
        compact(client, name)


def test_exact_search_answers_the_same_while_compaction_runs(server, client, name):
    five_segments(client, name, index="FLAT")
    queries = vectors(SEED + 1, 5, DIM).tolist()

    def answer(other):
        found = other.search(name, queries, limit=20, output_fields=["tag"])
        return [[(hit["id"], hit["distance"], hit["entity"]["tag"]) for hit in hits] for hits in found]

    before = answer(client)

    def same(other):
        assert answer(other) == before

    with Sampler(server, same):
        compact(client, name)


def test_graph_search_keeps_its_recall_while_compaction_runs(server, client, name):
    left = five_segments(client, name, index="HNSW")
    base = vectors(SEED, 5 * BATCH, DIM)
    queries = vectors(SEED + 1, 20, DIM)
    truth = [[left[offset] for offset in nearest("L2", base[left], query, 10)] for query in queries]

    def good(other):
        found = other.search(name, queries.tolist(), limit=10, search_params={"params": {"ef": 100}})
        assert all(len(hits) == 10 for hits in found)
        assert sum(recall(hit_ids(hits), exact) for hits, exact in zip(found, truth)) / len(truth) >= 0.95

    with Sampler(server, good):
        for _ in range(2):
            compact(client, name)


def test_a_deleted_key_never_comes_back(server, client, name):
    left = five_segments(client, name)

    def gone(other):
        assert other.query(name, filter="id in [0, 5, 10, 4995]", output_fields=["id"], consistency_level="Strong") == []

    with Sampler(server, gone):
        compact(client, name)
        compact(client, name)
        insert(client, name, make_rows(1, range(10_000, 10_100), DIM))
        client.flush(name)
        compact(client, name)
    client.release_collection(name)
    client.load_collection(name)
    assert ids_of(client.query(name, filter="id < 10000", output_fields=["id"], limit=16_384)) == left


def test_deletes_during_compaction_hold_from_their_acknowledgement_on(client, name):
    left = set(five_segments(client, name))
    victims = [id for id in sorted(left) if id % 7 == 1]
    job = client.compact(name)
    for start in range(0, len(victims), 50):
        part = victims[start : start + 50]
        client.delete(name, ids=part)
        left.difference_update(part)
        assert count(client, name) == len(left)
    wait_until(lambda: client.get_compaction_state(job) == "Completed", "the compaction completed", 60)
    compact(client, name)
    client.flush(name)
    compact(client, name)
    assert ids_of(client.query(name, filter="id >= 0", output_fields=["id"], limit=16_384)) == sorted(left)


def test_a_row_written_again_after_its_delete_survives_compaction(client, name):
    five_segments(client, name)
    again = [row | {"tag": "again"} for row in make_rows(SEED + 2, range(0, 500, 5), DIM)]
    insert(client, name, again[:50])
    client.upsert(name, again[50:])
    client.upsert(name, [row | {"tag": "upserted"} for row in make_rows(SEED + 3, [1, 2, 3], DIM)])
    before = contents(client, name)
    compact(client, name)
    client.flush(name)
    compact(client, name)
    assert contents(client, name) == before
    assert count(client, name, 'tag == "again"') == 100
    assert count(client, name, 'tag == "upserted"') == 3


def test_rows_inserted_while_compaction_runs_are_all_there(client, name):
    left = five_segments(client, name)
    sources = persistent_ids(client, name)
    job = client.compact(name)
    for start in range(20_000, 20_500, 100):
        insert(client, name, make_rows(start, range(start, start + 100), DIM))
    client.flush(name)
    wait_until(lambda: client.get_compaction_state(job) == "Completed", "the compaction completed", 60)
    assert {source for plan in client.get_compaction_plans(job).plans for source in plan.sources} <= sources
    assert count(client, name) == len(left) + 500
    compact(client, name)
    assert count(client, name, "id >= 20000") == 500


def test_rows_that_share_a_key_are_all_kept(client, name):
    make_films(client, name)
    flushed_segments(client, name, [make_rows(seed, range(200), DIM) for seed in range(3)])
    before = contents(client, name)
    compact(client, name)
    assert count(client, name) == 600
    assert row_count(client, name) == 600
    assert contents(client, name) == before


# Plans


def test_plans_are_known_at_once_and_name_flushed_segments_of_one_shard_each(client, name):
    five_segments(client, name, shards=2)
    sources = persistent_ids(client, name)
    job = client.compact(name)
    plans = client.get_compaction_plans(job).plans
    assert len(plans) == 2
    named = [source for plan in plans for source in plan.sources]
    assert len(named) == len(set(named))
    assert set(named) == sources
    wait_until(lambda: client.get_compaction_state(job) == "Completed", "the compaction completed", 60)


def test_targets_replace_their_sources_and_hold_the_rows_that_are_left(client, name):
    left = five_segments(client, name)
    sources = persistent_ids(client, name)
    job = compact(client, name)
    plan = only_plan(client, job)
    assert set(plan.sources) == sources
    assert plan.target not in sources
    segments = client.list_persistent_segments(name)
    assert [(segment.segment_id, segment.num_rows) for segment in segments] == [(plan.target, len(left))]
    assert row_count(client, name) == len(left)


def test_target_is_minus_one_until_the_job_completes(client, name):
    five_segments(client, name)
    sources = persistent_ids(client, name)
    job = client.compact(name)
    while True:
        # The plans are read between two reads of the state; only if both agree is the plan known to be of that state.
        first, plan, second = client.get_compaction_state(job), only_plan(client, job), client.get_compaction_state(job)
        if first == second == "Executing":
            assert plan.target == -1
        if first == "Completed":
            assert second == "Completed"
            assert plan.target > 0
            assert plan.target not in sources
            return


def test_segment_ids_are_never_used_again(client, name):
    five_segments(client, name)
    seen = persistent_ids(client, name)
    for _ in range(3):
        compact(client, name)
        now = persistent_ids(client, name)
        assert len(now) == 1
        assert not now & seen
        seen |= now


def test_a_single_segment_is_rewritten_by_a_plan_of_one_source(client, name):
    make_films(client, name)
    flushed_segments(client, name, [make_rows(SEED, range(500), DIM)])
    source = persistent_ids(client, name)
    plan = only_plan(client, compact(client, name))
    assert set(plan.sources) == source
    assert plan.target not in source
    assert count(client, name) == 500


def test_every_partition_and_shard_gets_a_plan_of_its_own(client, name):
    make_films(client, name, shards=2, partitions=["left", "right"])
    for number, partition in enumerate(["_default", "left", "right"]):
        start = number * 1_000
        batches = [make_rows(start + half, range(start + half * 200, start + half * 200 + 200), DIM) for half in range(2)]
        flushed_segments(client, name, batches, partition=partition)
    assert len(persistent_ids(client, name)) == 12
    before = contents(client, name)

    plans = client.get_compaction_plans(compact(client, name)).plans

    assert sorted(len(plan.sources) for plan in plans) == [2] * 6
    assert persistent_ids(client, name) == {plan.target for plan in plans}
    assert contents(client, name) == before
    assert [count(client, name, partitions=[each]) for each in ("_default", "left", "right")] == [400, 400, 400]


@pytest.mark.parametrize("case", ["empty", "growing", "all_deleted_and_compacted"])
def test_with_nothing_at_rest_there_is_nothing_to_do(client, name, case):
    make_films(client, name)
    if case == "growing":
        insert(client, name, make_rows(SEED, range(50), DIM))
    if case == "all_deleted_and_compacted":
        flushed_segments(client, name, [make_rows(SEED, range(50), DIM)])
        client.delete(name, filter="id >= 0")
        client.flush(name)
        compact(client, name)
        assert client.list_persistent_segments(name) == []

    job = client.compact(name)

    assert job == -1
    assert client.get_compaction_state(job) == "Completed"
    assert list(client.get_compaction_plans(job).plans) == []
    assert count(client, name) == (50 if case == "growing" else 0)


def test_a_collection_whose_rows_are_all_deleted_ends_without_segments(client, name):
    make_films(client, name)
    flushed_segments(client, name, [make_rows(SEED, range(300), DIM), make_rows(SEED, range(300, 600), DIM)])
    client.delete(name, filter="id >= 0")
    client.flush(name)
    compact(client, name)
    assert client.list_persistent_segments(name) == []
    assert count(client, name) == 0
    assert row_count(client, name) == 0


# States


@pytest.mark.parametrize("job", [-1, 0, 12_345, UNKNOWN_JOB])
def test_an_unknown_job_is_completed_and_has_no_plans(wire, job):
    state = wire.call("GetCompactionState", milvus_pb2.GetCompactionStateRequest(compactionID=job))
    assert (state.status.code, state.state, state.executingPlanNo, state.failedPlanNo) == (0, 2, 0, 0)
    plans = wire.call("GetCompactionStateWithPlans", milvus_pb2.GetCompactionPlansRequest(compactionID=job))
    assert (plans.status.code, plans.state, len(plans.mergeInfos)) == (0, 2, 0)


def test_executing_means_executing_plans_and_completed_is_final(client, wire, name):
    five_segments(client, name)
    job = client.compact(name)
    seen = []

    def completed():
        reply = wire.call("GetCompactionState", milvus_pb2.GetCompactionStateRequest(compactionID=job))
        assert reply.state in (1, 2)
        assert (reply.state == 1) == (reply.executingPlanNo > 0)
        seen.append(reply.state)
        return reply.state == 2

    wait_until(completed, "the compaction completed", 60)
    for _ in range(20):
        completed()
    assert seen == sorted(seen)


def test_a_job_ends_when_its_collection_is_dropped(client, name):
    five_segments(client, name)
    job = client.compact(name)
    client.drop_collection(name)
    wait_until(lambda: client.get_compaction_state(job) == "Completed", "the job of the dropped collection completed")
    make_films(client, name)
    assert client.list_persistent_segments(name) == []
    assert count(client, name) == 0


def test_a_job_ends_when_its_collection_is_released(client, name):
    left = five_segments(client, name)
    job = client.compact(name)
    client.release_collection(name)
    wait_until(lambda: client.get_compaction_state(job) == "Completed", "the job of the released collection completed", 60)
    client.load_collection(name)
    assert count(client, name) == len(left)


def test_a_partition_dropped_during_the_job_stays_dropped(client, name):
    make_films(client, name, partitions=["left"])
    flushed_segments(client, name, [make_rows(seed, range(seed * 500, seed * 500 + 500), DIM) for seed in range(3)], "left")
    flushed_segments(client, name, [make_rows(9, range(9_000, 9_100), DIM)])
    client.release_partitions(name, ["left"])
    job = client.compact(name)
    client.drop_partition(name, "left")
    wait_until(lambda: client.get_compaction_state(job) == "Completed", "the compaction completed", 60)
    assert count(client, name) == 100
    assert sum(segment.num_rows for segment in client.list_persistent_segments(name)) == 100


# Ways to ask


def test_by_name_by_id_and_by_alias_reach_the_same_collection_and_no_other(client, wire, name):
    alias, bystander = name + "_alias", name + "_bystander"
    left = five_segments(client, name)
    make_films(client, bystander)
    try:
        flushed_segments(client, bystander, [make_rows(SEED, range(100), DIM), make_rows(SEED, range(100, 200), DIM)])
        untouched = persistent_ids(client, bystander)
        client.create_alias(name, alias)
        id = client.describe_collection(name)["collection_id"]
        for request in ({"collection_name": name}, {"collectionID": id}, {"collection_name": alias}):
            sources = persistent_ids(client, name)
            reply = wire.call("ManualCompaction", milvus_pb2.ManualCompactionRequest(**request))
            assert reply.status.code == 0, request
            assert reply.compactionID > 0, request
            wait_until(lambda: client.get_compaction_state(reply.compactionID) == "Completed", f"{request} completed", 60)
            assert set(only_plan(client, reply.compactionID).sources) == sources, request
            assert count(client, name) == len(left)
        assert persistent_ids(client, bystander) == untouched
    finally:
        client.drop_collection(bystander)


def test_in_another_database_the_metadata_names_it(client, server, wire, name):
    client.create_database(name)
    inside = connect(server, db_name=name)
    try:
        five_segments(inside, "films")
        request = milvus_pb2.ManualCompactionRequest(collection_name="films")
        assert wire.call("ManualCompaction", request).status.code == 100
        reply = wire.call("ManualCompaction", request, metadata=(("dbname", name),))
        assert reply.status.code == 0
        wait_until(lambda: inside.get_compaction_state(reply.compactionID) == "Completed", "the compaction completed", 60)
        assert len(persistent_ids(inside, "films")) == 1
    finally:
        inside.drop_collection("films")
        inside.close()
        client.drop_database(name)


def test_neither_name_nor_id_touches_any_collection(client, wire, name):
    five_segments(client, name)
    before = persistent_ids(client, name)
    for request in ({}, {"collection_name": name + "_missing"}, {"collectionID": 4_711}):
        reply = wire.call("ManualCompaction", milvus_pb2.ManualCompactionRequest(**request))
        assert reply.status.code != 0, request
    assert persistent_ids(client, name) == before


def test_one_partition_can_be_compacted_alone(client, wire, name):
    make_films(client, name, partitions=["left"])
    flushed_segments(client, name, [make_rows(1, range(100), DIM), make_rows(2, range(100, 200), DIM)])
    default = persistent_ids(client, name)
    flushed_segments(client, name, [make_rows(3, range(200, 300), DIM), make_rows(4, range(300, 400), DIM)], "left")
    left = persistent_ids(client, name) - default
    partitions = wire.call("ShowPartitions", milvus_pb2.ShowPartitionsRequest(collection_name=name))
    id = partitions.partitionIDs[list(partitions.partition_names).index("left")]

    reply = wire.call("ManualCompaction", milvus_pb2.ManualCompactionRequest(collection_name=name, partition_id=id))

    assert reply.status.code == 0
    wait_until(lambda: client.get_compaction_state(reply.compactionID) == "Completed", "the compaction completed", 60)
    assert set(only_plan(client, reply.compactionID).sources) == left
    assert default < persistent_ids(client, name)
    assert count(client, name) == 400


# Repetition and concurrency


def test_calls_at_the_same_time_never_share_a_segment(client, server, name):
    left = five_segments(client, name)
    clients = [connect(server) for _ in range(4)]
    try:
        with ThreadPoolExecutor(len(clients)) as pool:
            jobs = list(pool.map(lambda each: each.compact(name), clients))
    finally:
        for each in clients:
            each.close()
    running = [job for job in set(jobs) if job != -1]
    assert running
    for job in running:
        wait_until(lambda: client.get_compaction_state(job) == "Completed", f"{job} completed", 60)
    sources = [source for job in running for plan in client.get_compaction_plans(job).plans for source in plan.sources]
    assert len(sources) == len(set(sources))
    assert count(client, name) == len(left)
    assert row_count(client, name) == len(left)


def test_compacting_over_and_over_keeps_every_row(client, name):
    left = five_segments(client, name)
    before = contents(client, name)
    for _ in range(5):
        compact(client, name)
    assert contents(client, name) == before
    assert len(before) == len(left)


def test_space_of_deleted_rows_comes_back(own_server, own_client):
    name, dim = "space", 128
    make_films(own_client, name, dim)
    rows = make_rows(SEED, range(8_000), dim)
    flushed_segments(own_client, name, [rows[start : start + 2_000] for start in range(0, 8_000, 2_000)])
    own_client.delete(name, filter="bucket != 3")
    own_client.flush(name)
    before = own_server.folder_bytes()
    compact(own_client, name)
    assert count(own_client, name) == 800
    # Nine tenths of the rows are gone; a fifth of the space is allowed to remain, for what does not grow with the rows.
    wait_until(
        lambda: own_server.folder_bytes() < before / 5, f"the folder of {before} bytes shrank to a fifth", seconds=10
    )


def only_plan(client, job):
    plans = client.get_compaction_plans(job).plans
    assert len(plans) == 1
    return plans[0]
