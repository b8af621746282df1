package io.elanus.database;

import io.elanus.model.DatabaseException;
import io.elanus.model.IndexParams;
import io.elanus.model.IndexParams.NgramParams;
import io.elanus.model.IndexParams.ScalarParams;
import io.elanus.model.IndexParams.TokenParams;
import io.elanus.model.IndexParams.ValueParams;
import io.elanus.model.IndexParams.ValueParams.Family;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/**
 * What clients may say of an index beside how it is built. Index files are always mapped to memory and read in as they are
 * needed, so none of it changes anything; it is checked and remembered. The texts are Milvus's; clients match them.
 */
final class IndexPropertyRules {
    private static final String MMAP = "mmap.enabled";
    private static final String OFFSET_CACHE = "indexoffsetcache.enabled";
    private static final String WARMUP = "warmup";
    private static final Set<String> ALTERABLE = Set.of(MMAP, OFFSET_CACHE, WARMUP);
    private static final Set<String> WARMUP_POLICIES = Set.of("disable", "sync", "async");

    private IndexPropertyRules() {}

    static void checkAlterable(Collection<String> keys) {
        for (String key : keys) {
            if (!ALTERABLE.contains(key)) {
                throw DatabaseException.invalid(key + " is not a configable index property");
            }
        }
    }

    /** @param properties among others */
    static void check(IndexParams params, Map<String, String> properties) {
        String mmap = properties.get(MMAP);
        if (mmap != null && isOn(MMAP, mmap, "invalid mmap index params: ") && !canMap(params)) {
            throw DatabaseException.invalid(
                    "invalid mmap index params: index type " + params.indexType() + " does not support mmap");
        }
        String cache = properties.get(OFFSET_CACHE);
        if (cache != null && isOn(OFFSET_CACHE, cache, "invalid offset cache index params: ") && !isBitmap(params)) {
            throw DatabaseException.invalid(
                    "invalid offset cache index params: only bitmap index support " + OFFSET_CACHE + " now");
        }
        String warmup = properties.get(WARMUP);
        if (warmup != null && !WARMUP_POLICIES.contains(warmup)) {
            throw DatabaseException.invalid("invalid warmup params: invalid warmup policy: " + warmup
                    + ", must be 'disable', 'sync' or 'async'");
        }
    }

    private static boolean isOn(String key, String value, String prefix) {
        return switch (value) {
            case "1", "t", "T", "true", "True", "TRUE" -> true;
            case "0", "f", "F", "false", "False", "FALSE" -> false;
            default ->
                throw DatabaseException.invalid(
                        prefix + "invalid " + key + " value: " + value + ", expected: true, false");
        };
    }

    private static boolean canMap(IndexParams params) {
        return !(params instanceof ScalarParams scalar)
                || switch (scalar) {
                    case NgramParams _, TokenParams _ -> true;
                    case ValueParams values -> values.family() != Family.STL_SORT;
                };
    }

    private static boolean isBitmap(IndexParams params) {
        return params instanceof ValueParams values && values.family() == Family.BITMAP;
    }
}
