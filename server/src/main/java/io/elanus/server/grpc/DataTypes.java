package io.elanus.server.grpc;

import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import java.util.Optional;

/** Data types by the numbers of the wire. */
final class DataTypes {
    private DataTypes() {}

    /** @throws DatabaseException (1100) if fields of this type cannot be made yet */
    static DataType decode(int number) {
        return switch (io.elanus.wire.DataType.forNumber(number)) {
            case Bool -> DataType.BOOL;
            case Int8 -> DataType.INT8;
            case Int16 -> DataType.INT16;
            case Int32 -> DataType.INT32;
            case Int64 -> DataType.INT64;
            case Float -> DataType.FLOAT;
            case Double -> DataType.DOUBLE;
            case VarChar -> DataType.VARCHAR;
            case Timestamptz -> DataType.TIMESTAMPTZ;
            case JSON -> DataType.JSON;
            case FloatVector -> DataType.FLOAT_VECTOR;
            case String ->
                throw DatabaseException.invalid("string data type not supported yet, please use VarChar type instead");
            case null -> throw DatabaseException.invalid("data type " + number + " is not valid");
            case None -> throw DatabaseException.invalid("data type None is not valid");
            case Array -> DataType.ARRAY;
            case Geometry -> DataType.GEOMETRY;
            case Text -> DataType.TEXT;
            case BinaryVector -> DataType.BINARY_VECTOR;
            case Float16Vector -> DataType.FLOAT16_VECTOR;
            case BFloat16Vector -> DataType.BFLOAT16_VECTOR;
            case SparseFloatVector -> DataType.SPARSE_FLOAT_VECTOR;
            case Int8Vector -> DataType.INT8_VECTOR;
            case ArrayOfVector -> DataType.ARRAY_OF_VECTOR;
            case ArrayOfStruct, Struct, UNRECOGNIZED ->
                throw DatabaseException.invalid(
                        "data type " + io.elanus.wire.DataType.forNumber(number) + " is not valid for a field");
        };
    }

    /** The type of elements; empty if the client does not say it. */
    static Optional<DataType> decodeElement(int number) {
        return number == io.elanus.wire.DataType.None_VALUE ? Optional.empty() : Optional.of(decode(number));
    }

    static io.elanus.wire.DataType encode(DataType type) {
        return io.elanus.wire.DataType.forNumber(type.number());
    }
}
