package io.elanus.server.grpc;

import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.model.IndexParams.JsonCast;
import io.elanus.model.IndexParams.JsonTarget;
import io.elanus.model.IndexParams.NgramParams;
import io.elanus.model.IndexParams.ScalarParams;
import io.elanus.model.IndexParams.ValueParams;
import io.elanus.model.IndexParams.ValueParams.Family;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a client says of an index on scalar values. The texts are Milvus's; clients match them. */
final class ScalarIndexParams {
    private static final String JSON_PATH = "json_path";
    private static final String JSON_CAST_TYPE = "json_cast_type";
    private static final String JSON_CAST_FUNCTION = "json_cast_function";
    private static final String CARDINALITY_LIMIT = "bitmap_cardinality_limit";
    private static final int CARDINALITY_LIMIT_MAX = 1000;
    private static final String GRAM_MIN = "min_gram";
    private static final String GRAM_MAX = "max_gram";

    /** What may stand beside the type of an index that the product chooses. */
    static final Set<String> KEYS = Set.of(
            JSON_PATH,
            JSON_CAST_TYPE,
            JSON_CAST_FUNCTION,
            CARDINALITY_LIMIT,
            "mmap.enabled",
            "indexoffsetcache.enabled",
            "warmup");

    private ScalarIndexParams() {}

    /** @param name one of the names that Milvus has for such an index */
    static ScalarParams of(String name, TypedParams params) {
        Optional<JsonTarget> json = json(params);
        return switch (name) {
            case "NGRAM" -> ngram(params, json);
            case "INVERTED" -> new ValueParams(Family.INVERTED, json);
            case "BITMAP" -> new ValueParams(Family.BITMAP, json);
            case "STL_SORT", "Asceneding" -> new ValueParams(Family.STL_SORT, json);
            case "TRIE", "Trie", "marisa-trie" -> new ValueParams(Family.TRIE, json);
            case "HYBRID" -> new ValueParams(checkLimit(Family.HYBRID, params), json);
            case "AUTOINDEX" -> new ValueParams(checkLimit(Family.AUTOINDEX, params), json);
            default -> throw new IllegalArgumentException("not an index on scalar values: " + name);
        };
    }

    /** Which values get bitmaps is decided for each by how many rows it has, so the limit itself decides nothing. */
    private static Family checkLimit(Family family, TypedParams params) {
        Optional<String> limit = params.text(CARDINALITY_LIMIT);
        if (limit.isPresent() && !limit.get().matches("[1-9][0-9]{0,2}|" + CARDINALITY_LIMIT_MAX)) {
            throw DatabaseException.invalid(
                    "failed to check bitmap cardinality limit, should be larger than 0 and smaller than "
                            + CARDINALITY_LIMIT_MAX);
        }
        return family;
    }

    /** Empty without a type; then the path means nothing. */
    private static Optional<JsonTarget> json(TypedParams params) {
        return params.text(JSON_CAST_TYPE)
                .map(text -> cast(text.strip().toUpperCase(Locale.ROOT)))
                .map(cast -> new JsonTarget(params.text(JSON_PATH).orElse(""), cast, textsAsNumbers(params, cast)));
    }

    private static JsonCast cast(String name) {
        return Arrays.stream(JsonCast.values())
                .filter(cast -> cast.name().equals(name))
                .findFirst()
                .orElseThrow(() -> DatabaseException.invalid("json_cast_type " + name + " is not supported"));
    }

    private static boolean textsAsNumbers(TypedParams params, JsonCast cast) {
        Optional<String> function =
                params.text(JSON_CAST_FUNCTION).map(text -> text.strip().toUpperCase(Locale.ROOT));
        if (function.isEmpty()) {
            return false;
        }
        if (!function.get().equals("STRING_TO_DOUBLE")) {
            throw DatabaseException.invalid("json_cast_function " + function.get() + " is not supported");
        }
        if (cast != JsonCast.DOUBLE) {
            throw DatabaseException.invalid(
                    "json_cast_function " + function.get() + " is not supported for json_cast_type " + cast);
        }
        return true;
    }

    private static NgramParams ngram(TypedParams params, Optional<JsonTarget> json) {
        Optional<String> min = params.text(GRAM_MIN);
        Optional<String> max = params.text(GRAM_MAX);
        if (min.isEmpty() || max.isEmpty()) {
            throw new DatabaseException(
                    ErrorCode.MISSING_PARAMETER,
                    "Ngram index must specify both min_gram and max_gram: missing parameter");
        }
        int gramMin = integer(GRAM_MIN, min.get());
        int gramMax = integer(GRAM_MAX, max.get());
        if (gramMin <= 0 || gramMax <= 0 || gramMin > gramMax) {
            throw DatabaseException.invalid("invalid min_gram or max_gram value for Ngram index, min_gram: " + gramMin
                    + ", max_gram: " + gramMax);
        }
        return new NgramParams(gramMin, gramMax, json);
    }

    private static int integer(String key, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw DatabaseException.invalid(key + " for Ngram index must be an integer, got: " + text);
        }
    }
}
