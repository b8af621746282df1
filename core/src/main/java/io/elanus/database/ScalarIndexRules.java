package io.elanus.database;

import io.elanus.expr.JsonPlace;
import io.elanus.model.CollectionSchema;
import io.elanus.model.CreateIndexRequest;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.model.FieldSchema;
import io.elanus.model.IndexParams;
import io.elanus.model.IndexParams.AutoParams;
import io.elanus.model.IndexParams.JsonCast;
import io.elanus.model.IndexParams.JsonTarget;
import io.elanus.model.IndexParams.NgramParams;
import io.elanus.model.IndexParams.ScalarParams;
import io.elanus.model.IndexParams.TokenParams;
import io.elanus.model.IndexParams.ValueParams;
import io.elanus.model.IndexParams.ValueParams.Family;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Which index a field of scalar values may have. The texts are Milvus's; clients match them. */
final class ScalarIndexRules {
    private ScalarIndexRules() {}

    /**
     * Checks what is asked for.
     *
     * @return the index as it will be: of a JSON field with the place where it looks
     */
    static ScalarParams resolved(CollectionSchema schema, FieldSchema field, CreateIndexRequest request) {
        if (field.type() == DataType.TEXT) {
            throw DatabaseException.invalid("TEXT field does not support user-created scalar index");
        }
        ScalarParams params = scalar(field, request.params());
        switch (params) {
            case ValueParams values -> checkType(values.family(), field);
            case NgramParams _ -> checkNgramType(field.type());
            case TokenParams _ -> throw notForUsers();
        }
        if (field.type() != DataType.JSON) {
            return params.withJson(Optional.empty());
        }
        JsonTarget target = params.json().orElseThrow(() -> castMissing(params));
        checkCast(params, target.cast());
        return params.withJson(Optional.of(placed(schema, field, request.fieldName(), target)));
    }

    private static ScalarParams scalar(FieldSchema field, IndexParams requested) {
        if (requested instanceof ScalarParams scalar) {
            return scalar;
        }
        if (requested instanceof AutoParams) {
            return new ValueParams(Family.AUTOINDEX);
        }
        throw DatabaseException.invalid(
                "data type " + field.type().wireName() + " can't build with this index " + requested.indexType());
    }

    private static void checkType(Family family, FieldSchema field) {
        DataType type = field.type();
        if (type == DataType.JSON && family != Family.TRIE) {
            return;
        }
        if (type == DataType.ARRAY && family != Family.TRIE) {
            checkElements(family, field);
            return;
        }
        switch (family) {
            case INVERTED -> require(isPlain(type), "INVERTED are not supported on " + type.wireName() + " field");
            case BITMAP -> {
                require(!field.primaryKey(), "create bitmap index on primary key not supported");
                require(
                        type == DataType.BOOL || type.isInteger() || type == DataType.VARCHAR,
                        "bitmap index are only supported on bool, int, string and array field");
            }
            case STL_SORT ->
                require(
                        type.isNumeric() || type == DataType.VARCHAR || type == DataType.TIMESTAMPTZ,
                        "STL_SORT are only supported on numeric, varchar or timestamptz field, got " + type.wireName());
            case TRIE -> require(type == DataType.VARCHAR, "TRIE are only supported on varchar field");
            case HYBRID ->
                require(isPlain(type), "hybrid index are only supported on bool, int, float, string and array field");
            case AUTOINDEX ->
                require(
                        isPlain(type) || type == DataType.TIMESTAMPTZ,
                        "create auto index on type:" + type.wireName() + " is not supported");
        }
    }

    private static void checkElements(Family family, FieldSchema field) {
        DataType element = field.element();
        switch (family) {
            case INVERTED, TRIE -> {}
            case BITMAP ->
                require(
                        isPlain(element) && element != DataType.FLOAT && element != DataType.DOUBLE,
                        "bitmap index are only supported on bool, int, string for array field");
            case STL_SORT -> {
                require(
                        field.structName().isPresent(),
                        "STL_SORT are only supported on numeric, varchar or timestamptz field, got Array");
                require(
                        element.isNumeric() || element == DataType.VARCHAR,
                        "STL_SORT are only supported on numeric, varchar or timestamptz field, got struct sub-field of "
                                + element.wireName());
            }
            case HYBRID ->
                require(
                        isPlain(element),
                        "hybrid index are only supported on bool, int, float, string for array field");
            case AUTOINDEX ->
                require(isPlain(element), "create auto index on type:" + element.wireName() + " is not supported");
        }
    }

    private static boolean isPlain(DataType type) {
        return type == DataType.BOOL || type.isNumeric() || type == DataType.VARCHAR;
    }

    private static void checkNgramType(DataType type) {
        require(
                type == DataType.VARCHAR || type == DataType.JSON,
                "ngram index can only be created on VARCHAR or JSON field");
    }

    private static void require(boolean allowed, String message) {
        if (!allowed) {
            throw DatabaseException.invalid(message);
        }
    }

    private static DatabaseException castMissing(ScalarParams params) {
        String message = params instanceof NgramParams
                ? "JSON field with ngram index must specify json_cast_type"
                : "json index must specify cast type";
        return new DatabaseException(ErrorCode.MISSING_PARAMETER, message + ": missing parameter");
    }

    private static void checkCast(ScalarParams params, JsonCast cast) {
        switch (params) {
            case NgramParams _ ->
                require(
                        cast == JsonCast.VARCHAR,
                        "JSON field with ngram index only supports VARCHAR cast type, got: " + cast);
            case TokenParams _ -> throw notForUsers();
            case ValueParams values ->
                require(
                        casts(values.family()).contains(cast),
                        "json_cast_type " + cast + " is not supported for " + values.family() + " index");
        }
    }

    private static IllegalStateException notForUsers() {
        return new IllegalStateException("an index on tokens is made with its field");
    }

    private static Set<JsonCast> casts(Family family) {
        return switch (family) {
            case INVERTED -> EnumSet.allOf(JsonCast.class);
            case BITMAP -> EnumSet.of(JsonCast.BOOL, JsonCast.VARCHAR);
            case STL_SORT -> EnumSet.of(JsonCast.DOUBLE, JsonCast.VARCHAR);
            case TRIE -> EnumSet.noneOf(JsonCast.class);
            case HYBRID -> EnumSet.of(JsonCast.BOOL, JsonCast.DOUBLE, JsonCast.VARCHAR);
            case AUTOINDEX -> EnumSet.of(JsonCast.BOOL, JsonCast.DOUBLE, JsonCast.VARCHAR, JsonCast.JSON);
        };
    }

    private static JsonTarget placed(CollectionSchema schema, FieldSchema field, String fieldName, JsonTarget target) {
        JsonPlace place = JsonPlace.parse(target.path().isEmpty() ? fieldName : target.path(), schema);
        if (place.field().id() != field.id()) {
            throw DatabaseException.invalid("fieldID not match with field name");
        }
        return new JsonTarget(place.pointer(), target.cast(), target.textsAsNumbers());
    }
}
