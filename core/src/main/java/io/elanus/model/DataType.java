package io.elanus.model;

/** What a field holds. The numbers are Milvus's, on the wire and on disk; never change them. */
public enum DataType {
    BOOL(1),
    INT8(2),
    INT16(3),
    INT32(4),
    INT64(5),
    FLOAT(10),
    DOUBLE(11),
    VARCHAR(21),
    ARRAY(22),
    JSON(23),
    GEOMETRY(24),
    TEXT(25),
    TIMESTAMPTZ(26),
    BINARY_VECTOR(100),
    FLOAT_VECTOR(101),
    FLOAT16_VECTOR(102),
    BFLOAT16_VECTOR(103),
    SPARSE_FLOAT_VECTOR(104),
    INT8_VECTOR(105),
    ARRAY_OF_VECTOR(106);

    private final int number;

    DataType(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** @throws IllegalArgumentException if no type has this number */
    public static DataType ofNumber(int number) {
        for (DataType type : values()) {
            if (type.number == number) {
                return type;
            }
        }
        throw new IllegalArgumentException("no data type has this number: number=" + number);
    }

    public boolean isVector() {
        return number >= 100;
    }

    /** Whether vectors of this type have a number of elements that the schema says. */
    public boolean hasDim() {
        return isVector() && this != SPARSE_FLOAT_VECTOR;
    }

    public boolean isInteger() {
        return this == INT8 || this == INT16 || this == INT32 || this == INT64;
    }

    public boolean isNumeric() {
        return isInteger() || this == FLOAT || this == DOUBLE;
    }

    /** The name that Milvus's messages use, for example {@code VarChar} or {@code FloatVector}. */
    public String wireName() {
        return switch (this) {
            case BOOL -> "Bool";
            case INT8 -> "Int8";
            case INT16 -> "Int16";
            case INT32 -> "Int32";
            case INT64 -> "Int64";
            case FLOAT -> "Float";
            case DOUBLE -> "Double";
            case VARCHAR -> "VarChar";
            case ARRAY -> "Array";
            case JSON -> "JSON";
            case GEOMETRY -> "Geometry";
            case TEXT -> "Text";
            case TIMESTAMPTZ -> "Timestamptz";
            case BINARY_VECTOR -> "BinaryVector";
            case FLOAT_VECTOR -> "FloatVector";
            case FLOAT16_VECTOR -> "Float16Vector";
            case BFLOAT16_VECTOR -> "BFloat16Vector";
            case SPARSE_FLOAT_VECTOR -> "SparseFloatVector";
            case INT8_VECTOR -> "Int8Vector";
            case ARRAY_OF_VECTOR -> "ArrayOfVector";
        };
    }
}
