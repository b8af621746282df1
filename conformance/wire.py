"""Raw protobuf requests: what a client other than pymilvus, or a broken one, may send."""

import json

import grpc
import numpy as np
from pymilvus import DataType
from pymilvus.grpc_gen import common_pb2, milvus_pb2, milvus_pb2_grpc, schema_pb2

CALL_SECONDS_MAX = 30


class Wire:
    """A plain channel to the server. Every call has a deadline and goes out once."""

    def __init__(self, address: str):
        unlimited = [("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)]
        self._channel = grpc.insecure_channel(address, options=unlimited)
        self._stub = milvus_pb2_grpc.MilvusServiceStub(self._channel)

    def call(self, rpc: str, request, metadata: tuple = ()):
        return getattr(self._stub, rpc)(request, timeout=CALL_SECONDS_MAX, metadata=metadata)

    def close(self) -> None:
        self._channel.close()


def status_of(reply) -> common_pb2.Status:
    return reply if isinstance(reply, common_pb2.Status) else reply.status


def pairs(values: dict) -> list[common_pb2.KeyValuePair]:
    return [common_pb2.KeyValuePair(key=key, value=text(value)) for key, value in values.items()]


def text(value) -> str:
    return json.dumps(value) if isinstance(value, dict) else str(value)


# Schema


def field(name: str, type: DataType, *, params: dict | None = None, **attributes) -> schema_pb2.FieldSchema:
    return schema_pb2.FieldSchema(name=name, data_type=int(type), type_params=pairs(params or {}), **attributes)


def key_field(name: str = "id", type: DataType = DataType.INT64, **attributes) -> schema_pb2.FieldSchema:
    return field(name, type, is_primary_key=True, **attributes)


def vector_field(name: str = "vec", dim: int | None = 16) -> schema_pb2.FieldSchema:
    return field(name, DataType.FLOAT_VECTOR, params={} if dim is None else {"dim": dim})


def create(name: str, *fields: schema_pb2.FieldSchema, description: str = "", **attributes) -> milvus_pb2.CreateCollectionRequest:
    schema = schema_pb2.CollectionSchema(name=name, description=description, fields=fields)
    return milvus_pb2.CreateCollectionRequest(collection_name=name, schema=schema.SerializeToString(), **attributes)


def index(collection: str, field_name: str, name: str = "", **params) -> milvus_pb2.CreateIndexRequest:
    return milvus_pb2.CreateIndexRequest(
        collection_name=collection, field_name=field_name, index_name=name, extra_params=pairs(params)
    )


# Columns


def int_column(name: str, values: list[int], type: DataType = DataType.INT32, **attributes) -> schema_pb2.FieldData:
    scalars = schema_pb2.ScalarField(int_data=schema_pb2.IntArray(data=values))
    return schema_pb2.FieldData(type=int(type), field_name=name, scalars=scalars, **attributes)


def long_column(name: str, values: list[int], **attributes) -> schema_pb2.FieldData:
    scalars = schema_pb2.ScalarField(long_data=schema_pb2.LongArray(data=values))
    return schema_pb2.FieldData(type=int(DataType.INT64), field_name=name, scalars=scalars, **attributes)


def float_column(name: str, values: list[float], **attributes) -> schema_pb2.FieldData:
    scalars = schema_pb2.ScalarField(float_data=schema_pb2.FloatArray(data=values))
    return schema_pb2.FieldData(type=int(DataType.FLOAT), field_name=name, scalars=scalars, **attributes)


def double_column(name: str, values: list[float], **attributes) -> schema_pb2.FieldData:
    scalars = schema_pb2.ScalarField(double_data=schema_pb2.DoubleArray(data=values))
    return schema_pb2.FieldData(type=int(DataType.DOUBLE), field_name=name, scalars=scalars, **attributes)


def string_column(name: str, values: list[str], **attributes) -> schema_pb2.FieldData:
    scalars = schema_pb2.ScalarField(string_data=schema_pb2.StringArray(data=values))
    return schema_pb2.FieldData(type=int(DataType.VARCHAR), field_name=name, scalars=scalars, **attributes)


def json_column(name: str, values: list[bytes], **attributes) -> schema_pb2.FieldData:
    scalars = schema_pb2.ScalarField(json_data=schema_pb2.JSONArray(data=values))
    return schema_pb2.FieldData(type=int(DataType.JSON), field_name=name, scalars=scalars, **attributes)


def vector_column(name: str, rows: np.ndarray, **attributes) -> schema_pb2.FieldData:
    flat = schema_pb2.FloatArray(data=np.asarray(rows, dtype=np.float32).ravel().tolist())
    vectors = schema_pb2.VectorField(dim=np.asarray(rows).shape[1], float_vector=flat)
    return schema_pb2.FieldData(type=int(DataType.FLOAT_VECTOR), field_name=name, vectors=vectors, **attributes)


def insert(collection: str, rows: int, *columns: schema_pb2.FieldData, **attributes) -> milvus_pb2.InsertRequest:
    return milvus_pb2.InsertRequest(collection_name=collection, num_rows=rows, fields_data=columns, **attributes)


def upsert(collection: str, rows: int, *columns: schema_pb2.FieldData, **attributes) -> milvus_pb2.UpsertRequest:
    return milvus_pb2.UpsertRequest(collection_name=collection, num_rows=rows, fields_data=columns, **attributes)


def delete(collection: str, expression: str, **attributes) -> milvus_pb2.DeleteRequest:
    return milvus_pb2.DeleteRequest(collection_name=collection, expr=expression, **attributes)


# Reads


def search(collection: str, queries: np.ndarray, *, filter: str = "", placeholder_type: int | None = None, output=(),
           partitions=(), **params) -> milvus_pb2.SearchRequest:
    """A search whose every parameter can be left out (None) or be wrong."""
    queries = np.asarray(queries, dtype=np.float32)
    kind = int(DataType.FLOAT_VECTOR) if placeholder_type is None else placeholder_type
    placeholder = common_pb2.PlaceholderValue(tag="$0", type=kind, values=[query.tobytes() for query in queries])
    group = common_pb2.PlaceholderGroup(placeholders=[placeholder])
    settings = {"anns_field": "vec", "topk": 10, "params": {}, "round_decimal": -1, **params}
    return milvus_pb2.SearchRequest(
        collection_name=collection,
        dsl=filter,
        dsl_type=common_pb2.BoolExprV1,
        placeholder_group=group.SerializeToString(),
        nq=len(queries),
        output_fields=output,
        partition_names=partitions,
        search_params=pairs({key: value for key, value in settings.items() if value is not None}),
        use_default_consistency=True,
    )


def query(collection: str, expression: str, *, output=("id",), partitions=(), **params) -> milvus_pb2.QueryRequest:
    return milvus_pb2.QueryRequest(
        collection_name=collection,
        expr=expression,
        output_fields=output,
        partition_names=partitions,
        query_params=pairs(params),
        use_default_consistency=True,
    )
