"""Wrong requests: each is refused with the code and the words that clients look for, and changes nothing.

They go out as raw protobuf, because pymilvus checks many of them itself.
"""

import math
import re

import numpy as np
import pytest
from pymilvus import DataType
from pymilvus.grpc_gen import common_pb2, milvus_pb2

import wire as raw
from refusal import Case, check
from support import contents, insert, make_collection, make_rows, vectors

DIM = 16
ROWS = 100
FILMS = "errors_films"  # id, tag VARCHAR(64), bucket INT32, vec 16; HNSW L2, loaded; 100 rows, half of them at rest
UNLOADED = "errors_unloaded"  # the same, indexed, released
BARE = "errors_bare"  # id, bucket and vec, without an index
TYPED = "errors_typed"  # INT8, FLOAT, DOUBLE and JSON fields
AUTOMATIC = "errors_automatic"  # automatic keys
TWO_VECTORS = "errors_two_vectors"  # vec and other; FLAT, loaded
ALIAS = "errors_alias"  # of FILMS
DATABASE = "errors_database"  # holds one collection
MISSING = "errors_missing"


def one_vector() -> np.ndarray:
    return vectors(5, 1, DIM)


def columns(**replaced):
    """The columns of one valid row for FILMS, some of them replaced, or left out by None."""
    valid = {
        "id": raw.long_column("id", [9_000]),
        "tag": raw.string_column("tag", ["new"]),
        "bucket": raw.int_column("bucket", [1]),
        "vec": raw.vector_column("vec", one_vector()),
    }
    return [column for column in (valid | replaced).values() if column is not None]


def typed_columns(**replaced):
    valid = {
        "id": raw.long_column("id", [9_000]),
        "tiny": raw.int_column("tiny", [1], DataType.INT8),
        "single": raw.float_column("single", [1.0]),
        "twofold": raw.double_column("twofold", [1.0]),
        "document": raw.json_column("document", [b"{}"]),
        "vec": raw.vector_column("vec", one_vector()),
    }
    return [column for column in (valid | replaced).values() if column is not None]


def create_cases() -> list[Case]:
    key, vector = raw.key_field(), raw.vector_field()

    def refused(name, code, text, *fields, collection=None, **attributes):
        # A name of its own for each case: a request accepted by mistake must not disturb the next one.
        chosen = "errors_new_" + re.sub(r"\W", "_", name) if collection is None else collection
        return Case("create: " + name, "CreateCollection", raw.create(chosen, *fields, **attributes), code, text)

    def typed(name, code, text, type, params=None, **attributes):
        return refused(name, code, text, key, raw.field("x", type, params=params, **attributes), vector)

    garbage = milvus_pb2.CreateCollectionRequest(collection_name="errors_new_garbage", schema=b"\xff\xff\xff")
    numbers = [raw.field(f"f{n}", DataType.INT64) for n in range(64)]
    return [
        refused("empty name", 1100, "collection name should not be empty", key, vector, collection=""),
        refused(
            "name begins with a digit",
            1100,
            "the first character of a collection name must be an underscore or letter",
            key,
            vector,
            collection="1abc",
        ),
        refused(
            "name with a dash",
            1100,
            "collection name can only contain numbers, letters and underscores",
            key,
            vector,
            collection="a-b",
        ),
        refused(
            "name of 256 characters",
            1100,
            "the length of a collection name must be less than 255 characters",
            key,
            vector,
            collection="n" * 256,
        ),
        Case("create: schema is no schema", "CreateCollection", garbage, (1100, 105, 1803, 65535)),
        refused("no primary key", (1100, 1101), "primary key is not specified", raw.field("id", DataType.INT64), vector),
        refused("two primary keys", 1100, "there are more than one primary key", key, raw.key_field("id2"), vector),
        refused(
            "FLOAT primary key",
            1100,
            "the data type of primary key should be Int64 or VarChar",
            raw.key_field("id", DataType.FLOAT),
            vector,
        ),
        refused("nullable primary key", 1100, "", raw.key_field(nullable=True), vector),
        refused("no vector field", 1100, "schema does not contain vector field", key, raw.field("x", DataType.INT64)),
        refused("no dimension", 1100, "dimension is not defined in field type params", key, raw.vector_field(dim=None)),
        refused("dimension 1", 1100, "invalid dimension: 1", key, raw.vector_field(dim=1)),
        refused("dimension 0", 1100, "invalid dimension: 0", key, raw.vector_field(dim=0)),
        refused("dimension 32769", 1100, "invalid dimension: 32769", key, raw.vector_field(dim=32_769)),
        typed("VARCHAR without max_length", (1100, 1101), "type param(max_length) should be specified", DataType.VARCHAR),
        typed("max_length 0", 1100, "should be in (0, 65535]", DataType.VARCHAR, {"max_length": 0}),
        typed("max_length 65536", 1100, "should be in (0, 65535]", DataType.VARCHAR, {"max_length": 65_536}),
        typed("type None", 1100, "data type None is not valid", DataType.NONE),
        typed(
            "type String",
            1100,
            "string data type not supported yet, please use VarChar type instead",
            DataType.STRING,
            {"max_length": 10},
        ),
        typed(
            "automatic values off the key", 1100, "only primary field can speficy AutoID with true", DataType.INT64, autoID=True
        ),
        refused("two fields of one name", 1100, "duplicated field name", key, raw.field("id", DataType.INT32), vector),
        refused(
            "field name with a dash",
            1701,
            "Field name can only contain numbers, letters, and underscores.",
            key,
            raw.field("a-b", DataType.INT32),
            vector,
        ),
        refused(
            "field name begins with a digit",
            1701,
            "The first character of a field name must be an underscore or letter.",
            key,
            raw.field("1a", DataType.INT32),
            vector,
        ),
        refused("field name is a keyword", 1701, "is keyword in milvus", key, raw.field("like", DataType.INT32), vector),
        refused("empty field name", 1701, "", key, raw.field("", DataType.INT32), vector),
        refused("66 fields", 1100, "maximum field's number should be limited to 64", key, vector, *numbers),
        refused(
            "11 vector fields",
            1100,
            "maximum vector field's number should be limited to 10",
            key,
            *[raw.vector_field(f"v{n}") for n in range(11)],
        ),
        refused("17 shards", 1100, "maximum shards's number should be limited to 16", key, vector, shards_num=17),
        refused(
            "description of 1,025 bytes",
            1100,
            "the length of a collection description must not exceed 1024 bytes",
            key,
            vector,
            description="d" * 1_025,
        ),
        refused(
            "partitions without a partition key",
            1100,
            "num_partitions should only be specified with partition key field enabled",
            key,
            vector,
            num_partitions=4,
        ),
        refused(
            "another schema under a taken name",
            1100,
            "create duplicate collection with different parameters",
            key,
            vector,
            collection=FILMS,
        ),
    ]


def missing_collection_cases() -> list[Case]:
    """Every call that names a collection which does not exist."""
    named = f"[collection={MISSING}]"
    row = columns()
    requests = {
        "LoadCollection": milvus_pb2.LoadCollectionRequest(collection_name=MISSING),
        "ReleaseCollection": milvus_pb2.ReleaseCollectionRequest(collection_name=MISSING),
        "GetCollectionStatistics": milvus_pb2.GetCollectionStatisticsRequest(collection_name=MISSING),
        "AlterCollection": milvus_pb2.AlterCollectionRequest(
            collection_name=MISSING, properties=raw.pairs({"mmap.enabled": "true"})
        ),
        "RenameCollection": milvus_pb2.RenameCollectionRequest(oldName=MISSING, newName=MISSING + "2"),
        "CreatePartition": milvus_pb2.CreatePartitionRequest(collection_name=MISSING, partition_name="p"),
        "HasPartition": milvus_pb2.HasPartitionRequest(collection_name=MISSING, partition_name="p"),
        "ShowPartitions": milvus_pb2.ShowPartitionsRequest(collection_name=MISSING),
        "GetPartitionStatistics": milvus_pb2.GetPartitionStatisticsRequest(collection_name=MISSING, partition_name="p"),
        "LoadPartitions": milvus_pb2.LoadPartitionsRequest(collection_name=MISSING, partition_names=["p"]),
        "ReleasePartitions": milvus_pb2.ReleasePartitionsRequest(collection_name=MISSING, partition_names=["p"]),
        "CreateAlias": milvus_pb2.CreateAliasRequest(collection_name=MISSING, alias="errors_new"),
        "CreateIndex": raw.index(MISSING, "vec", index_type="FLAT", metric_type="L2"),
        "DescribeIndex": milvus_pb2.DescribeIndexRequest(collection_name=MISSING),
        "Insert": raw.insert(MISSING, 1, *row),
        "Upsert": raw.upsert(MISSING, 1, *row),
        "Delete": raw.delete(MISSING, "id in [1]"),
        "Search": raw.search(MISSING, one_vector()),
        "Query": raw.query(MISSING, "id >= 0"),
        "Flush": milvus_pb2.FlushRequest(collection_names=[MISSING]),
        "ManualCompaction": milvus_pb2.ManualCompactionRequest(collection_name=MISSING),
        "GetPersistentSegmentInfo": milvus_pb2.GetPersistentSegmentInfoRequest(collectionName=MISSING),
        "GetQuerySegmentInfo": milvus_pb2.GetQuerySegmentInfoRequest(collectionName=MISSING),
    }
    cases = [Case(f"missing collection: {rpc}", rpc, request, 100, named) for rpc, request in requests.items()]
    describe = milvus_pb2.DescribeCollectionRequest(collection_name=MISSING)
    by_id = milvus_pb2.DescribeCollectionRequest(collectionID=4_711)
    return cases + [
        # Milvus answers the deprecated error code alone here.
        Case("missing collection: DescribeCollection", "DescribeCollection", describe, (0, 100), "can't find collection"),
        Case("missing collection: DescribeCollection by id", "DescribeCollection", by_id, (0, 100)),
        Case(
            "missing collection: ManualCompaction by id",
            "ManualCompaction",
            milvus_pb2.ManualCompactionRequest(collectionID=4_711),
            100,
        ),
    ]


def collection_cases() -> list[Case]:
    def rename(name, old, new, text):
        return Case(name, "RenameCollection", milvus_pb2.RenameCollectionRequest(oldName=old, newName=new), 1100, text)

    def ttl(value):
        properties = raw.pairs({"collection.ttl.seconds": value})
        return milvus_pb2.AlterCollectionRequest(collection_name=FILMS, properties=properties)

    return [
        rename("rename: to its own name", FILMS, FILMS, "collection name or database name should be different"),
        rename("rename: to a taken name", FILMS, BARE, "duplicated new collection name"),
        rename("rename: by an alias", ALIAS, MISSING, "unsupported use an alias to rename collection"),
        rename("rename: to a bad name", BARE, "a-b", "collection name can only contain numbers, letters and underscores"),
        Case(
            "drop: by an alias",
            "DropCollection",
            milvus_pb2.DropCollectionRequest(collection_name=ALIAS),
            1100,
            "cannot drop the collection via alias",
        ),
        Case(
            "drop: with an alias on it",
            "DropCollection",
            milvus_pb2.DropCollectionRequest(collection_name=FILMS),
            1100,
            "because it has associated aliases",
        ),
        Case(
            "alter: time to live out of range", "AlterCollection", ttl(3_155_760_001), 1100, "collection TTL is out of range"
        ),
        Case("alter: time to live is no number", "AlterCollection", ttl("soon"), 1100, "collection TTL is not a valid"),
        Case(
            "load: without an index",
            "LoadCollection",
            milvus_pb2.LoadCollectionRequest(collection_name=BARE),
            (700, 1100),
            ("index not found", "there is no vector index on field"),
        ),
    ]


def alias_cases() -> list[Case]:
    def create(collection, alias):
        return milvus_pb2.CreateAliasRequest(collection_name=collection, alias=alias)

    return [
        Case("alias: equals a collection", "CreateAlias", create(FILMS, BARE), 1601, "alias and collection name conflict"),
        Case(
            "alias: taken by another", "CreateAlias", create(BARE, ALIAS), 1602, f"{ALIAS} is alias to another collection: {FILMS}"
        ),
        Case("alias: bad name", "CreateAlias", create(FILMS, "a-b"), 1100),
        Case(
            "alias: alter a missing one",
            "AlterAlias",
            milvus_pb2.AlterAliasRequest(collection_name=FILMS, alias="errors_new"),
            1600,
            "alias not found[database=default][alias=errors_new]",
        ),
        Case(
            "alias: alter to a missing collection",
            "AlterAlias",
            milvus_pb2.AlterAliasRequest(collection_name=MISSING, alias=ALIAS),
            100,
            "collection not found",
        ),
        Case(
            "alias: describe a missing one",
            "DescribeAlias",
            milvus_pb2.DescribeAliasRequest(alias="errors_new"),
            1600,
            "alias not found",
        ),
        Case(
            "create: name of an alias",
            "CreateCollection",
            raw.create(ALIAS, raw.key_field(), raw.vector_field()),
            (1100, 1601),
        ),
    ]


def database_cases() -> list[Case]:
    def create(name):
        return milvus_pb2.CreateDatabaseRequest(db_name=name)

    def drop(name):
        return milvus_pb2.DropDatabaseRequest(db_name=name)

    return [
        Case("database: empty name", "CreateDatabase", create(""), 802, "invalid database name"),
        Case(
            "database: name begins with a digit",
            "CreateDatabase",
            create("1db"),
            802,
            "the first character of a database name must be an underscore or letter",
        ),
        Case("database: name of 256 characters", "CreateDatabase", create("d" * 256), 802, "invalid database name"),
        Case("database: taken name", "CreateDatabase", create(DATABASE), 1100, "database already exist"),
        Case("database: drop the default one", "DropDatabase", drop("default"), 1100, "can not drop default database"),
        Case(
            "database: drop one with a collection",
            "DropDatabase",
            drop(DATABASE),
            1100,
            "not empty, must drop all collections before drop database",
        ),
        Case(
            "database: describe a missing one",
            "DescribeDatabase",
            milvus_pb2.DescribeDatabaseRequest(db_name=MISSING),
            800,
            "database not found",
        ),
        Case(
            "database: list the collections of a missing one",
            "ShowCollections",
            milvus_pb2.ShowCollectionsRequest(db_name=MISSING),
            800,
            "database not found",
        ),
        Case(
            "database: query in a missing one, named by metadata",
            "Query",
            raw.query(FILMS, "id >= 0"),
            800,
            "database not found",
            metadata=(("dbname", MISSING),),
        ),
        Case(
            "database: connect to a missing one",
            "Connect",
            milvus_pb2.ConnectRequest(client_info=common_pb2.ClientInfo(sdk_type="Python")),
            800,
            "database not found",
            metadata=(("dbname", MISSING),),
        ),
    ]


def partition_cases() -> list[Case]:
    def create(collection, partition):
        return milvus_pb2.CreatePartitionRequest(collection_name=collection, partition_name=partition)

    def drop(collection, partition):
        return milvus_pb2.DropPartitionRequest(collection_name=collection, partition_name=partition)

    return [
        Case("partition: name with a space", "CreatePartition", create(FILMS, "a b"), 1100, "Invalid partition name"),
        Case("partition: empty name", "CreatePartition", create(FILMS, ""), 1100, "artition name"),
        Case("partition: drop the default one", "DropPartition", drop(BARE, "_default"), 1100, "default partition cannot be deleted"),
        Case(
            "partition: drop a loaded one",
            "DropPartition",
            drop(FILMS, "left"),
            1100,
            "partition cannot be dropped, partition is loaded, please release it first",
        ),
        Case("partition: insert into a missing one", "Insert", raw.insert(FILMS, 1, *columns(), partition_name=MISSING), 200, "partition not found"),
        Case(
            "partition: delete in a missing one",
            "Delete",
            raw.delete(FILMS, "id in [1]", partition_name=MISSING),
            (200, 1100),
            ("partition not found", f"partition name {MISSING} not found"),
        ),
        Case(
            "partition: search a missing one",
            "Search",
            raw.search(FILMS, one_vector(), partitions=[MISSING]),
            (200, 1100),
            (f"partition name {MISSING} not found", "partition not found"),
        ),
        Case(
            "partition: query a missing one",
            "Query",
            raw.query(FILMS, "id >= 0", partitions=[MISSING]),
            (200, 1100),
            (f"partition name {MISSING} not found", "partition not found"),
        ),
        Case(
            "partition: load a missing one",
            "LoadPartitions",
            milvus_pb2.LoadPartitionsRequest(collection_name=FILMS, partition_names=[MISSING]),
            200,
            "partition not found",
        ),
        Case(
            "partition: statistics of a missing one",
            "GetPartitionStatistics",
            milvus_pb2.GetPartitionStatisticsRequest(collection_name=FILMS, partition_name=MISSING),
            200,
            "partition not found",
        ),
    ]


def index_cases() -> list[Case]:
    def refused(name, text, field="vec", index_name="", code=1100, collection=BARE, **params):
        return Case("index: " + name, "CreateIndex", raw.index(collection, field, index_name, **params), code, text)

    hnsw = {"index_type": "HNSW", "metric_type": "L2"}
    lists = {"metric_type": "L2"}
    twice = raw.index(BARE, "vec", index_type="FLAT", metric_type="L2")
    twice.extra_params.extend(raw.pairs({"metric_type": "IP"}))
    return [
        refused("missing field", "cannot create index on non-exist field: nope", field="nope", **hnsw),
        refused("unknown type", "invalid index type: NOPE", index_type="NOPE", metric_type="L2"),
        refused("no metric", "metric type not set for vector index", index_type="HNSW", params={"M": 16, "efConstruction": 64}),
        refused(
            "binary metric on a float vector",
            "float vector index does not support metric type: HAMMING",
            index_type="FLAT",
            metric_type="HAMMING",
        ),
        refused("unknown metric", "", index_type="FLAT", metric_type="XYZ"),
        refused("M 1", "param 'M' (1) should be in range [2, 2048]", **hnsw, params={"M": 1, "efConstruction": 64}),
        refused("M 2049", "param 'M' (2049) should be in range [2, 2048]", **hnsw, params={"M": 2_049, "efConstruction": 64}),
        refused(
            "efConstruction 0",
            "param 'efConstruction' (0) should be in range [1, 2147483647]",
            **hnsw,
            params={"M": 16, "efConstruction": 0},
        ),
        refused(
            "M is a word",
            ("invalid integer value, key: 'M', value: 'many'", "wrong data type in json, key: 'M'", "Type conflict in json: param 'M'"),
            **hnsw,
            params={"M": "many", "efConstruction": 64},
        ),
        *(
            refused(f"{family} nlist {count}", text, index_type=family, **lists, params={"nlist": count})
            for family in ("IVF_FLAT", "IVF_SQ8")
            for count, text in (
                (0, "param 'nlist' (0) should be in range [1, 65536]"),
                (65_537, "param 'nlist' (65537) should be in range [1, 65536]"),
                ("64.0", "wrong data type in json, key: 'nlist', value: '64.0'"),
            )
        ),
        refused("lists on a number", "can't build with this index IVF_SQ8", field="bucket", index_type="IVF_SQ8", **lists),
        refused(
            "AUTOINDEX with parameters",
            "only metric type can be passed when use AutoIndex",
            index_type="AUTOINDEX",
            metric_type="L2",
            params={"M": 16},
        ),
        refused("bad name", "Invalid index name: 1-a.", index_name="1-a", **hnsw),
        refused("graph on a number", "can't build with this index HNSW", field="bucket", **hnsw),
        Case("index: parameter given twice", "CreateIndex", twice, 1100, "duplicated index param"),
        refused(
            "other parameters on an indexed field",
            "at most one distinct index is allowed per field",
            collection=UNLOADED,
            index_type="FLAT",
            metric_type="L2",
        ),
        refused(
            "another name on an indexed field",
            ("creating multiple indexes on same field is not supported", "at most one distinct index is allowed per field"),
            collection=UNLOADED,
            index_name="second",
            index_type="FLAT",
            metric_type="L2",
        ),
        Case(
            "index: drop on a loaded collection",
            "DropIndex",
            milvus_pb2.DropIndexRequest(collection_name=FILMS, index_name="vec"),
            1100,
            "vector index cannot be dropped on loaded collection",
        ),
        Case("index: describe without one", "DescribeIndex", milvus_pb2.DescribeIndexRequest(collection_name=BARE), 700, "index not found"),
        Case(
            "index: describe a missing one",
            "DescribeIndex",
            milvus_pb2.DescribeIndexRequest(collection_name=FILMS, index_name="nope"),
            700,
            "index not found",
        ),
    ]


def write_cases() -> list[Case]:
    def refused(name, text, *fields, rows=1, code=1100, collection=FILMS, rpc="Insert", **attributes):
        make = raw.insert if rpc == "Insert" else raw.upsert
        return Case(f"{rpc.lower()}: {name}", rpc, make(collection, rows, *fields, **attributes), code, text)

    short = raw.vector_column("vec", vectors(5, 1, 8))
    holes = one_vector()
    holes[0, 3] = math.nan
    endless = one_vector()
    endless[0, 3] = math.inf
    nan, infinity = raw.vector_column("vec", holes), raw.vector_column("vec", endless)
    long_text = raw.string_column("tag", ["x" * 65])
    nobody = "has no corresponding fieldData pass in"
    huge = b'{"text": "' + b"x" * 65_536 + b'"}'
    return [
        refused("wrong dimension", "dim", *columns(vec=short)),
        refused(
            "fewer values than rows",
            "the num_rows (1) of field (bucket) is not equal to passed num_rows (2)",
            *columns(
                id=raw.long_column("id", [9_000, 9_001]),
                tag=raw.string_column("tag", ["a", "b"]),
                vec=raw.vector_column("vec", vectors(5, 2, DIM)),
            ),
            rows=2,
        ),
        refused("no rows", ("num_rows should be greater than 0", "invalid num_rows"), rows=0),
        refused("column missing", nobody, *columns(bucket=None)),
        refused("vector missing", nobody, *columns(vec=None)),
        refused("key missing", "", *columns(id=None)),
        refused(
            "unknown column",
            ("more fieldData has pass in", "fieldName nope not exist in collection schema"),
            *columns(nope=raw.int_column("nope", [1])),
        ),
        refused("column of another type", "", *columns(bucket=raw.string_column("bucket", ["one"]))),
        refused(
            "text too long",
            "length of varchar field tag exceeds max length, row number: 0, length: 65, max length: 64",
            *columns(tag=long_text),
        ),
        refused(
            "text too long in bytes, not in characters",
            "length of varchar field tag exceeds max length, row number: 0, length: 66, max length: 64",
            *columns(tag=raw.string_column("tag", ["ß" * 33])),
        ),
        refused("NaN in a vector", "is not a number or infinity", *columns(vec=nan)),
        refused("infinity in a vector", "is not a number or infinity", *columns(vec=infinity)),
        refused("null in a field that has none", "", *columns(bucket=raw.int_column("bucket", [], valid_data=[False]))),
        refused(
            "INT8 out of range",
            "the 0th element (200) out of range: [-128, 127]",
            *typed_columns(tiny=raw.int_column("tiny", [200], DataType.INT8)),
            collection=TYPED,
        ),
        refused(
            "NaN in a FLOAT",
            "is not a number or infinity",
            *typed_columns(single=raw.float_column("single", [math.nan])),
            collection=TYPED,
        ),
        refused(
            "infinity in a DOUBLE",
            "is not a number or infinity",
            *typed_columns(twofold=raw.double_column("twofold", [-math.inf])),
            collection=TYPED,
        ),
        refused(
            "JSON too long",
            "of json field (document) exceeds max length (65536)",
            *typed_columns(document=raw.json_column("document", [huge])),
            collection=TYPED,
        ),
        refused(
            "JSON is no JSON", "", *typed_columns(document=raw.json_column("document", [b"{not json"])), collection=TYPED
        ),
        refused(
            "automatic key given",
            "",
            raw.long_column("id", [1]),
            raw.vector_column("vec", one_vector()),
            collection=AUTOMATIC,
        ),
        refused("older schema", "collection schema mismatch", *columns(), code=109, schema_timestamp=1),
        refused("without a key", ("must assign pk when upsert", nobody), *columns(id=None), rpc="Upsert"),
        refused(
            "one key twice",
            "duplicate primary keys are not allowed in the same batch",
            *columns(
                id=raw.long_column("id", [9_000, 9_000]),
                tag=raw.string_column("tag", ["a", "b"]),
                bucket=raw.int_column("bucket", [1, 2]),
                vec=raw.vector_column("vec", vectors(5, 2, DIM)),
            ),
            rows=2,
            rpc="Upsert",
        ),
        refused("wrong dimension", "dim", *columns(vec=short), rpc="Upsert"),
        Case("delete: empty filter", "Delete", raw.delete(FILMS, ""), 1100, "delete plan can't be empty or always true"),
        Case(
            "delete: always true",
            "Delete",
            raw.delete(FILMS, "true"),
            1100,
            ("delete plan can't be empty or always true", "predicate is not a boolean expression"),
        ),
        Case(
            "delete: filter is no filter",
            "Delete",
            raw.delete(FILMS, "bucket ?? 3"),
            1100,
            "failed to create delete plan: cannot parse expression",
        ),
        Case("delete: unknown field", "Delete", raw.delete(FILMS, "nope == 1"), 1100, "field nope not exist"),
    ]


def filter_cases() -> list[Case]:
    def refused(name, expression, text):
        return Case("filter: " + name, "Query", raw.query(FILMS, expression), (1100, 2201), text)

    plan = "failed to create query plan"
    return [
        refused("no filter at all", "bucket >>> 3", "cannot parse expression"),
        refused("a single equals sign", "bucket = 3", "cannot parse expression"),
        refused("an open parenthesis", "(bucket == 3", "cannot parse expression"),
        refused("an open text", 'tag == "a', "cannot parse expression"),
        refused("unknown field", "nope > 3", "field nope not exist"),
        refused("number against text", "bucket > 'a'", plan),
        refused("text against number", "tag == 5", plan),
        refused("a vector", "vec > 3", plan),
        refused("not a condition", "bucket + 1", "predicate is not a boolean expression"),
        refused("in without a list", "bucket in 5", ("the right-hand side of 'in' must be a list", "cannot parse expression")),
        refused("in with a foreign value", "bucket in ['a']", "cannot be casted to Int32"),
        refused("like on a number", 'bucket like "1%"', "like operation on non-string or no-json field is unsupported"),
        refused("null literal", "bucket == null", ""),
        refused("empty range", "10 < bucket < 5", "invalid range: lowerbound is greater than upperbound"),
        refused("missing template value", "bucket == {n}", "the value of expression template variable name {n} is not found"),
        refused("division by zero", "bucket / 0 == 1", plan),
        refused("json function on a number", "json_contains(bucket, 1)", plan),
    ]


def search_cases() -> list[Case]:
    def refused(name, text, queries=None, code=1100, collection=FILMS, **options):
        queries = one_vector() if queries is None else queries
        return Case("search: " + name, "Search", raw.search(collection, queries, **options), code, text)

    no_vectors = raw.search(FILMS, one_vector())
    no_vectors.placeholder_group = b""
    window = "it should be in range [1, 16384]"
    ring = {"radius": 1.0, "range_filter": 5.0}
    return [
        refused("topk 0", f"topk [0] is invalid, {window}, but got 0", topk=0),
        refused("topk 16385", f"topk [16385] is invalid, {window}, but got 16385", topk=16_385),
        refused("topk is a word", "", topk="many"),
        refused("topk missing", "", topk=None, code=(1100, 1101)),
        refused("offset -1", "offset [-1] is invalid", offset=-1),
        refused("offset behind the window", "offset+topk [16385] is invalid", topk=16_384, offset=1),
        refused(
            "16385 queries",
            "nq (number of search vector per search request) should be in range [1, 16384], but got 16385",
            queries=vectors(5, 16_385, DIM),
        ),
        Case("search: no queries", "Search", no_vectors, 1100),
        refused("round_decimal 7", "should be -1 or an integer in range [0, 6]", round_decimal=7),
        refused("another metric", "metric type not match: invalid parameter[expected=L2][actual=IP]", metric_type="IP"),
        refused("unknown metric", "metric type not match", metric_type="XYZ"),
        refused("wrong dimension", "dimension", queries=vectors(5, 1, 8)),
        refused("binary query", "vector type must be the same", placeholder_type=int(DataType.BINARY_VECTOR)),
        refused("unknown vector field", "", anns_field="nope", code=(1100, 1700)),
        refused("field without vectors", "is not of vector data type", anns_field="bucket"),
        refused(
            "vector field not named",
            "multiple anns_fields exist, please specify a anns_field in search_params",
            collection=TWO_VECTORS,
            anns_field=None,
        ),
        refused("filter is no filter", "failed to create query plan: cannot parse expression", filter="bucket >>> 3", code=(1100, 2201)),
        refused("unknown field in the filter", "field nope not exist", filter="nope == 1", code=(1100, 2201)),
        refused("unknown output field", "nope not exist", output=["nope"]),
        refused("range_filter without radius", "range_filter requires radius to be set", params={"range_filter": 1.0}),
        refused("range_filter outside radius", "must be less than radius", params=ring),
        refused("ef below the limit", "should be larger than k(10)", params={"ef": 5}),
        refused("ef is a word", ("param 'ef'", "key: 'ef'"), params={"ef": "wide"}),
        refused("not loaded", "collection not loaded", collection=UNLOADED, code=101),
        refused("without an index", "collection not loaded", collection=BARE, code=101),
    ]


def query_cases() -> list[Case]:
    def refused(name, text, expression="id >= 0", code=1100, collection=FILMS, **options):
        return Case("query: " + name, "Query", raw.query(collection, expression, **options), code, text)

    window = "(offset+limit) should be in range [1, 16384], but got 16385"
    return [
        refused("no filter and no limit", "empty expression should be used with limit", expression=""),
        refused("limit 0", "limit [0] is invalid, should be greater than 0", limit=0),
        refused("limit 16385", window, limit=16_385),
        refused("offset behind the window", window, limit=16_384, offset=1),
        refused("offset -1", "offset [-1] is invalid", limit=10, offset=-1),
        refused("count with a limit", "count entities with pagination is not allowed", output=["count(*)"], limit=10),
        refused("unknown output field", "nope not exist", output=["nope"]),
        refused("not loaded", "collection not loaded", collection=UNLOADED, code=101),
    ]


def compaction_cases() -> list[Case]:
    def sized(size):
        return milvus_pb2.ManualCompactionRequest(collection_name=FILMS, target_size=size)

    neither = milvus_pb2.ManualCompactionRequest()
    return [
        Case("compact: neither name nor id", "ManualCompaction", neither, (100, 1100, 1101)),
        Case("compact: target size 100 MB", "ManualCompaction", sized(100), 1100, "targetSize"),
        Case("compact: negative target size", "ManualCompaction", sized(-1), 1100, "targetSize"),
    ]


CASES = [
    *create_cases(),
    *missing_collection_cases(),
    *alias_cases(),
    *database_cases(),
    *partition_cases(),
    *index_cases(),
    *write_cases(),
    *filter_cases(),
    *search_cases(),
    *query_cases(),
    *compaction_cases(),
    # Last, because they would take away what the others aim at.
    *collection_cases(),
]


@pytest.fixture(scope="module")
def world(client, wire):
    """The collections that the cases aim at."""
    make_collection(client, FILMS, DIM, partitions=["left"])
    rows = make_rows(1, range(ROWS), DIM)
    insert(client, FILMS, rows[: ROWS // 2])
    client.flush(FILMS)
    insert(client, FILMS, rows[ROWS // 2 :])
    make_collection(client, UNLOADED, DIM, load=False)
    setups = {
        BARE: [raw.key_field(), raw.field("bucket", DataType.INT32), raw.vector_field()],
        TYPED: [
            raw.key_field(),
            raw.field("tiny", DataType.INT8),
            raw.field("single", DataType.FLOAT),
            raw.field("twofold", DataType.DOUBLE),
            raw.field("document", DataType.JSON),
            raw.vector_field(),
        ],
        AUTOMATIC: [raw.key_field(autoID=True), raw.vector_field()],
        TWO_VECTORS: [raw.key_field(), raw.vector_field(), raw.vector_field("other")],
    }
    for name, fields in setups.items():
        accepted(wire, "CreateCollection", raw.create(name, *fields))
    for field in ("vec", "other"):
        accepted(wire, "CreateIndex", raw.index(TWO_VECTORS, field, index_type="FLAT", metric_type="L2"))
    client.load_collection(TWO_VECTORS)
    client.create_alias(FILMS, ALIAS)
    client.create_database(DATABASE)
    inside = milvus_pb2.CreateCollectionRequest()
    inside.CopyFrom(raw.create("films", raw.key_field(), raw.vector_field()))
    inside.db_name = DATABASE
    accepted(wire, "CreateCollection", inside)
    yield
    accepted(wire, "DropCollection", milvus_pb2.DropCollectionRequest(db_name=DATABASE, collection_name="films"))
    client.drop_database(DATABASE)
    client.drop_alias(ALIAS)
    for name in (FILMS, UNLOADED, *setups):
        client.drop_collection(name)


@pytest.fixture(scope="module")
def before(client, world):
    return observed(client)


def accepted(wire, rpc: str, request) -> None:
    status = raw.status_of(wire.call(rpc, request))
    assert (status.code, status.error_code) == (0, 0), status.reason


def observed(client) -> dict:
    """All that a wrong request might have changed."""
    names = sorted(client.list_collections())
    return {
        "collections": {name: client.describe_collection(name) for name in names},
        "databases": sorted(client.list_databases()),
        "partitions": {name: client.list_partitions(name) for name in names},
        "aliases": {name: client.list_aliases(name) for name in names},
        "indexes": {name: [client.describe_index(name, index) for index in client.list_indexes(name)] for name in names},
        "loads": {name: client.get_load_state(name)["state"].name for name in names},
        "rows": contents(client, FILMS),
        "segments": sorted(segment.segment_id for segment in client.list_persistent_segments(FILMS)),
    }


def test_there_are_many_cases_and_each_has_a_name_of_its_own():
    assert len(CASES) >= 80
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_wrong_request_is_refused_with_its_code_and_words(wire, before, case):
    check(wire, case)


def test_nothing_has_changed_by_all_these_requests(client, before):
    assert observed(client) == before
