"""Vector search against exact truth computed by numpy."""

import numpy as np
import pytest

from support import (
    count,
    flushed_segments,
    hit_ids,
    insert,
    make_collection,
    make_rows,
    nearest,
    recall,
    scores,
    vectors,
)

DIM = 16
ROWS = 3_000
QUERIES = 20
LIMIT = 10
SEED = 42
INDEXES = ["FLAT", "HNSW", "IVF_FLAT", "IVF_SQ8", "AUTOINDEX"]
METRICS = ["L2", "IP", "COSINE"]
RECALL_MIN = {"FLAT": 1.0, "HNSW": 0.95, "IVF_FLAT": 0.95, "IVF_SQ8": 0.95, "AUTOINDEX": 0.95}
WIDE = {"params": {"ef": 200}}


@pytest.fixture(scope="module")
def base():
    return vectors(SEED, ROWS, DIM)


@pytest.fixture(scope="module")
def queries():
    return vectors(SEED + 1, QUERIES, DIM)


@pytest.fixture(scope="module")
def films(client, base):
    """One collection for the tests that only read: three segments at rest and 500 growing rows, HNSW, L2."""
    name = "search_films"
    make_collection(client, name, DIM, partitions=["left"])
    rows = make_rows(SEED, range(ROWS), DIM)
    flushed_segments(client, name, [rows[:1000], rows[1000:2000]])
    flushed_segments(client, name, [rows[2000:2500]], partition="left")
    insert(client, name, rows[2500:])
    yield name
    client.drop_collection(name)


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("index", INDEXES)
def test_hits_are_the_nearest_rows(client, name, base, queries, index, metric):
    make_collection(client, name, DIM, index=index, metric=metric)
    rows = make_rows(SEED, range(ROWS), DIM)
    flushed_segments(client, name, [rows[:1500], rows[1500:]])

    params = WIDE if index == "HNSW" else {"params": {"nprobe": 32}} if index.startswith("IVF") else {}
    found = client.search(name, queries.tolist(), limit=LIMIT, search_params={"metric_type": metric, **params})

    recalls = []
    for query, hits in zip(queries, found):
        assert len(hits) == LIMIT
        exact = scores(metric, base, query)
        for hit in hits:
            assert hit["distance"] == pytest.approx(exact[hit["id"]], rel=1e-4, abs=1e-4)
        distances = [hit["distance"] for hit in hits]
        assert distances == sorted(distances, reverse=metric != "L2")
        recalls.append(recall(hit_ids(hits), nearest(metric, base, query, LIMIT).tolist()))
    assert np.mean(recalls) >= RECALL_MIN[index], f"seed={SEED}, recalls={recalls}"


@pytest.mark.parametrize("index", INDEXES)
def test_growing_rows_are_found_at_once(client, name, base, index):
    make_collection(client, name, DIM, index=index)
    insert(client, name, make_rows(SEED, range(200), DIM))
    for i in (0, 99, 199):
        hit = client.search(name, [base[i].tolist()], limit=1)[0][0]
        assert hit["id"] == i
        assert hit["distance"] == pytest.approx(0, abs=1e-5)


def test_rows_at_rest_and_growing_rows_are_merged(client, films, base, queries):
    found = client.search(films, queries.tolist(), limit=LIMIT, search_params=WIDE)
    recalls = [recall(hit_ids(hits), nearest("L2", base, query, LIMIT).tolist()) for query, hits in zip(queries, found)]
    assert np.mean(recalls) >= 0.95
    everything = client.search(films, base[[0, 1500, 2200, 2900]].tolist(), limit=1)
    assert [hits[0]["id"] for hits in everything] == [0, 1500, 2200, 2900]


def test_pages_of_offset_and_limit_make_up_the_whole(client, films, queries):
    whole = hit_ids(client.search(films, [queries[0].tolist()], limit=60, search_params=WIDE)[0])
    assert len(set(whole)) == 60
    pages = []
    for offset in range(0, 60, 20):
        pages += hit_ids(client.search(films, [queries[0].tolist()], limit=20, offset=offset, search_params=WIDE)[0])
    assert recall(pages, whole) >= 0.95
    assert pages[:20] == whole[:20]


@pytest.mark.parametrize(
    "filter, matches",
    [
        ("bucket == 3", lambda id: id % 10 == 3),
        ("bucket != 3", lambda id: id % 10 != 3),
        ("bucket in [1, 5] and id < 1500", lambda id: id % 10 in (1, 5) and id < 1500),
        ('tag like "tag-29%"', lambda id: str(id).startswith("29")),
        ("id in [5, 77, 1999, 2999]", lambda id: id in (5, 77, 1999, 2999)),
        ("not (id > 20)", lambda id: id <= 20),
        ("id == 2750", lambda id: id == 2750),
        ("id < 0", lambda id: False),
    ],
)
def test_only_rows_that_match_the_filter_are_hits_and_none_is_missed(client, films, base, queries, filter, matches):
    ids = np.array([id for id in range(ROWS) if matches(id)])
    found = client.search(films, queries.tolist(), filter=filter, limit=LIMIT, search_params=WIDE)
    recalls = []
    for query, hits in zip(queries, found):
        assert all(matches(id) for id in hit_ids(hits))
        assert len(hits) == min(LIMIT, len(ids))
        if len(ids):
            recalls.append(recall(hit_ids(hits), ids[nearest("L2", base[ids], query, LIMIT)].tolist()))
    assert not recalls or np.mean(recalls) >= 0.95, f"seed={SEED}, recalls={recalls}"


def test_filter_templates_are_filled_in(client, films, queries):
    found = client.search(
        films,
        queries.tolist(),
        filter="bucket in {buckets} and tag != {tag}",
        filter_params={"buckets": [2, 4], "tag": "tag-2"},
        limit=LIMIT,
    )
    assert all(len(hits) == LIMIT for hits in found)
    assert all(id % 10 in (2, 4) and id != 2 for hits in found for id in hit_ids(hits))


def test_output_fields_come_with_the_hits(client, films, base):
    hits = client.search(films, [base[123].tolist(), base[2600].tolist()], limit=5, output_fields=["tag", "bucket", "vec"])
    for each in hits:
        assert len(each) == 5
        for hit in each:
            entity = hit["entity"]
            assert set(entity) == {"tag", "bucket", "vec"}
            assert entity["tag"] == f"tag-{hit['id']}"
            assert entity["bucket"] == hit["id"] % 10
            assert np.array_equal(np.asarray(entity["vec"], dtype=np.float32), base[hit["id"]])


def test_a_star_asks_for_every_field(client, films, base):
    hit = client.search(films, [base[7].tolist()], limit=1, output_fields=["*"])[0][0]
    assert set(hit["entity"]) == {"id", "tag", "bucket", "vec"}


def test_only_the_named_partitions_are_searched(client, films, base, queries):
    found = client.search(films, queries.tolist(), limit=LIMIT, partition_names=["left"], search_params=WIDE)
    for query, hits in zip(queries, found):
        expected = 2000 + nearest("L2", base[2000:2500], query, LIMIT)
        assert recall(hit_ids(hits), expected.tolist()) >= 0.9
        assert all(2000 <= id < 2500 for id in hit_ids(hits))


def test_each_of_many_queries_gets_its_own_hits(client, films, base):
    found = client.search(films, base[:500].tolist(), limit=3, search_params=WIDE)
    assert len(found) == 500
    assert [hits[0]["id"] for hits in found] == list(range(500))


@pytest.mark.parametrize("level", ["Strong", "Bounded", "Session", "Eventually"])
def test_every_consistency_level_is_answered(client, films, base, level):
    hits = client.search(films, [base[10].tolist()], limit=5, consistency_level=level)[0]
    assert hits[0]["id"] == 10


def test_a_limit_above_the_number_of_rows_returns_all_of_them(client, name):
    make_collection(client, name, DIM)
    flushed_segments(client, name, [make_rows(SEED, range(30), DIM)])
    insert(client, name, make_rows(SEED + 1, range(30, 37), DIM))
    hits = client.search(name, vectors(1, 2, DIM).tolist(), limit=100, search_params=WIDE)
    assert [sorted(hit_ids(each)) for each in hits] == [list(range(37))] * 2


def test_an_empty_collection_has_no_hits(client, name):
    make_collection(client, name, DIM)
    found = client.search(name, vectors(1, 3, DIM).tolist(), limit=5)
    assert [list(hits) for hits in found] == [[], [], []]


def test_radius_and_range_filter_cut_a_ring_out_for_l2(client, films, base, queries):
    exact = np.sort(scores("L2", base, queries[0]))
    inner, outer = float(exact[20]), float(exact[120])
    params = {"params": {"ef": 400, "radius": outer, "range_filter": inner}}
    hits = client.search(films, [queries[0].tolist()], limit=200, search_params=params)[0]
    assert all(inner <= hit["distance"] * (1 + 1e-5) and hit["distance"] < outer * (1 + 1e-5) for hit in hits)
    assert 90 <= len(hits) <= 101


@pytest.mark.parametrize("metric", ["IP", "COSINE"])
def test_radius_and_range_filter_cut_a_ring_out_for_similarities(client, name, base, queries, metric):
    make_collection(client, name, DIM, index="FLAT", metric=metric)
    flushed_segments(client, name, [make_rows(SEED, range(ROWS), DIM)])
    exact = np.sort(scores(metric, base, queries[0]))[::-1]
    nearer, farther = (float(exact[20]) + float(exact[21])) / 2, (float(exact[120]) + float(exact[121])) / 2
    params = {"params": {"radius": farther, "range_filter": nearer}}
    hits = client.search(name, [queries[0].tolist()], limit=200, search_params=params)[0]
    assert all(farther < hit["distance"] <= nearer for hit in hits)
    assert len(hits) == 100


def test_round_decimal_rounds_the_distances(client, films, queries):
    exact = client.search(films, [queries[0].tolist()], limit=5)[0]
    rounded = client.search(films, [queries[0].tolist()], limit=5, round_decimal=2)[0]
    assert [hit["distance"] for hit in rounded] == pytest.approx([round(hit["distance"], 2) for hit in exact], abs=1e-6)


def test_the_iterator_returns_every_row_once_and_in_order(client, name, base, queries):
    make_collection(client, name, DIM, index="FLAT")
    flushed_segments(client, name, [make_rows(SEED, range(1000), DIM)])
    insert(client, name, [row | {"id": row["id"]} for row in make_rows(SEED, range(ROWS), DIM)[1000:1500]])
    found = drain(client.search_iterator(name, [queries[0].tolist()], batch_size=128, output_fields=["tag"]))
    assert len(found) == 1500
    assert len({hit["id"] for hit in found}) == 1500
    distances = [hit["distance"] for hit in found]
    assert distances == sorted(distances)
    assert [hit["id"] for hit in found[:10]] == nearest("L2", base[:1500], queries[0], 10).tolist()


def test_the_iterator_obeys_filter_and_limit(client, films, queries):
    iterator = client.search_iterator(
        films, [queries[0].tolist()], batch_size=50, limit=120, filter="bucket == 4", search_params=WIDE
    )
    found = drain(iterator)
    assert len(found) == 120
    assert len({hit["id"] for hit in found}) == 120
    assert all(hit["id"] % 10 == 4 for hit in found)


def test_equal_distances_are_ordered_by_key(client, name):
    make_collection(client, name, DIM, index="FLAT")
    same = [0.5] * DIM
    insert(client, name, [row | {"vec": same} for row in make_rows(1, range(50, 0, -1), DIM)])
    client.flush(name)
    hits = client.search(name, [same], limit=10)[0]
    assert hit_ids(hits) == list(range(1, 11))


def test_searching_changes_nothing(client, films, queries):
    client.search(films, queries.tolist(), limit=LIMIT)
    assert count(client, films) == ROWS


def drain(iterator) -> list:
    """All hits of an iterator, which is closed afterwards."""
    found = []
    while batch := iterator.next():
        found += list(batch)
    iterator.close()
    return found
