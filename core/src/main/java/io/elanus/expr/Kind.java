package io.elanus.expr;

import io.elanus.model.DataType;
import io.elanus.model.Value;

/** The families of types within which values can be compared. */
enum Kind {
    BOOL,
    NUMBER,
    TEXT,
    ARRAY,
    JSON,
    OTHER;

    static Kind of(DataType type) {
        return switch (type) {
            case BOOL -> BOOL;
            case INT8, INT16, INT32, INT64, FLOAT, DOUBLE -> NUMBER;
            case VARCHAR -> TEXT;
            case ARRAY -> ARRAY;
            case JSON -> JSON;
            case GEOMETRY,
                    TEXT,
                    TIMESTAMPTZ,
                    BINARY_VECTOR,
                    FLOAT_VECTOR,
                    FLOAT16_VECTOR,
                    BFLOAT16_VECTOR,
                    SPARSE_FLOAT_VECTOR,
                    INT8_VECTOR,
                    ARRAY_OF_VECTOR -> OTHER;
        };
    }

    static Kind of(Value value) {
        return switch (value) {
            case Value.Bool _ -> BOOL;
            case Value.Int _, Value.Real _ -> NUMBER;
            case Value.Text _ -> TEXT;
            case Value.Array _ -> ARRAY;
        };
    }

    /** Whether values of the two may be compared at all; JSON only shows in each row what it holds. */
    boolean comparesWith(Kind other) {
        return switch (this) {
            case BOOL, NUMBER, TEXT -> other == this || other == JSON;
            case JSON -> other != OTHER;
            case ARRAY -> other == JSON;
            case OTHER -> false;
        };
    }
}
