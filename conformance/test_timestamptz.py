"""Fields that hold times: text in ISO 8601 both ways, in the zone of the request, the collection or the database."""

import pytest
from pymilvus import DataType, MilvusException

from support import index_vectors, insert

DIM = 4


def make_times(client, name, default=None, **properties):
    schema = client.create_schema()
    schema.add_field("id", DataType.INT64, is_primary=True)
    if default is None:
        schema.add_field("ts", DataType.TIMESTAMPTZ, nullable=True)
    else:
        schema.add_field("ts", DataType.TIMESTAMPTZ, nullable=True, default_value=default)
    schema.add_field("vec", DataType.FLOAT_VECTOR, dim=DIM)
    client.create_collection(name, schema=schema, consistency_level="Strong", properties=properties)
    index_vectors(client, name, "vec", "FLAT", "L2")
    client.load_collection(name)


def row(id: int, ts: str | None) -> dict:
    return {"id": id, "ts": ts, "vec": [float(id)] * DIM}


def times(client, name, filter="id >= 0", **options) -> list:
    return [found["ts"] for found in client.query(name, filter=filter, output_fields=["ts"], **options)]


def ids(client, name, filter, **options) -> list[int]:
    return [found["id"] for found in client.query(name, filter=filter, output_fields=["id"], **options)]


@pytest.mark.parametrize("flushed", [True, False], ids=["sealed", "growing"])
def test_times_come_back_in_the_zone_of_the_request_or_of_the_collection(client, name, flushed):
    make_times(client, name)
    insert(
        client,
        name,
        [
            row(0, "2024-12-31T22:00:00Z"),
            row(1, "2024-12-31T22:00:00.120+08:00"),
            row(2, "2024-12-31 22:00:00"),
            row(3, "1969-07-20T20:17:40.000001-04:00"),
            row(4, None),
        ],
    )
    if flushed:
        client.flush(name)
    assert times(client, name) == [
        "2024-12-31T22:00:00Z",
        "2024-12-31T14:00:00.12Z",
        "2024-12-31T22:00:00Z",
        "1969-07-21T00:17:40.000001Z",
        None,
    ]
    assert times(client, name, "id == 0", timezone="Asia/Shanghai") == ["2025-01-01T06:00:00+08:00"]
    client.alter_collection_properties(name, {"timezone": "America/New_York"})
    assert times(client, name, "id == 0") == ["2024-12-31T17:00:00-05:00"]
    hits = client.search(name, [[0.0] * DIM], anns_field="vec", limit=1, output_fields=["ts"], timezone="Asia/Kolkata")
    assert hits[0][0]["ts"] == "2025-01-01T03:30:00+05:30"


def test_times_without_an_offset_are_read_in_the_zone_of_the_collection(client, name):
    make_times(client, name, default="2020-01-01T00:00:00", timezone="Asia/Shanghai")
    insert(client, name, [row(0, "2025-01-01 06:00:00"), {"id": 1, "vec": [0.0] * DIM}])
    assert times(client, name) == ["2025-01-01T06:00:00+08:00", "2020-01-01T00:00:00+08:00"]
    assert ids(client, name, "ts == ISO '2025-01-01 06:00:00'") == [0]
    assert ids(client, name, "ts == ISO '2024-12-31 22:00:00'", timezone="UTC") == [0]
    assert ids(client, name, "ts == ISO '2025-01-01 06:00:00'", timezone="UTC") == []
    [described] = [field for field in client.describe_collection(name)["fields"] if field["name"] == "ts"]
    assert described["type"] == DataType.TIMESTAMPTZ
    assert "2020-01-01T00:00:00+08:00" in str(described["default_value"])


def test_a_collection_takes_its_zone_from_the_database(client, server, name):
    client.create_database(name, properties={"timezone": "America/New_York"})
    client.use_database(name)
    try:
        make_times(client, "times")
        insert(client, "times", [row(0, "2024-12-31T22:00:00Z")])
        assert client.describe_collection("times")["properties"]["timezone"] == "America/New_York"
        assert times(client, "times") == ["2024-12-31T17:00:00-05:00"]
        client.drop_collection("times")
    finally:
        client.use_database("default")
        client.drop_database(name)


def test_filters_compare_times(client, name):
    make_times(client, name)
    insert(client, name, [row(day, f"2025-01-0{day}T00:00:00Z") for day in (1, 2, 3)] + [row(4, None)])
    for flush in (False, True):
        if flush:
            client.flush(name)
        assert ids(client, name, "ts > ISO '2025-01-02T08:00:00+08:00'") == [3]
        assert ids(client, name, "ts >= ISO '2025-01-02T00:00:00Z'") == [2, 3]
        assert ids(client, name, "ISO '2025-01-02T00:00:00Z' >= ts") == [1, 2]
        assert ids(client, name, "ts != ISO '2025-01-02T00:00:00Z'") == [1, 3]
        assert ids(client, name, "ts is null") == [4]
        assert ids(client, name, "ts > ISO '2025-01-01T00:00:00Z' and ts < ISO '2025-01-03T00:00:00Z'") == [2]


def test_parts_of_times_are_numbers(client, name):
    make_times(client, name)
    insert(client, name, [row(0, "2024-12-31T22:00:01.5Z")])
    [parts] = times(client, name, timezone="Asia/Shanghai", time_fields="year, month, day, hour, minute, second, microsecond")
    assert list(parts) == [2025, 1, 1, 6, 0, 1, 500_000]


@pytest.mark.parametrize("text", ["invalid_time_format", "2025-13-01T00:00:00Z", "2025-02-29T00:00:00Z", "2025-01-01T00:00:00+24:00"])
def test_what_is_no_time_is_refused(client, name, text):
    make_times(client, name)
    with pytest.raises(MilvusException) as refused:
        client.insert(name, [row(0, text)])
    assert refused.value.code == 1100
    assert f"got invalid timestamptz string '{text}'" in refused.value.message


def test_a_default_is_a_time(client, name):
    with pytest.raises(MilvusException, match="invalid timestamp string: 'timestamp'. Does not match any known format"):
        make_times(client, name, default="timestamp")
    with pytest.raises(MilvusException, match="is not equal to the type.*of default_value"):
        make_times(client, name, default=10)


def test_a_zone_is_a_name_of_the_iana_database(client, name):
    make_times(client, name)
    with pytest.raises(MilvusException, match="unknown or invalid IANA Time Zone ID: Mars/Olympus"):
        times(client, name, timezone="Mars/Olympus")
    with pytest.raises(MilvusException, match="unknown or invalid IANA Time Zone ID: Mars/Olympus"):
        client.alter_collection_properties(name, {"timezone": "Mars/Olympus"})
