package io.elanus.server.grpc;

import io.elanus.model.DatabaseException;
import io.elanus.wire.KeyValuePair;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The key-value pairs of a request. Of a key that comes twice the first one counts, as in Milvus. */
record KeyValues(Map<String, String> values) {
    KeyValues {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    static KeyValues of(List<KeyValuePair> pairs) {
        Map<String, String> values = new TreeMap<>();
        pairs.forEach(pair -> values.putIfAbsent(pair.getKey(), pair.getValue()));
        return new KeyValues(values);
    }

    static List<KeyValuePair> pairs(Map<String, String> values) {
        return new TreeMap<>(values)
                .entrySet().stream()
                        .map(entry -> pair(entry.getKey(), entry.getValue()))
                        .toList();
    }

    static KeyValuePair pair(String key, String value) {
        return KeyValuePair.newBuilder().setKey(key).setValue(value).build();
    }

    /** The value, unless it is absent or empty. */
    Optional<String> find(String key) {
        return Optional.ofNullable(values.get(key)).filter(value -> !value.isEmpty());
    }

    OptionalLong integer(String key) {
        Optional<String> text = find(key);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text.get().strip()));
        } catch (NumberFormatException e) {
            throw DatabaseException.invalid(key + " [" + text.get().strip() + "] is invalid");
        }
    }

    /** A switch that is off unless it is on; what is neither counts as off, as in Milvus. */
    boolean on(String key) {
        return find(key).flatMap(KeyValues::bool).orElse(false);
    }

    /** A truth value in any of the spellings that SDKs send: Python writes {@code True}. */
    static Optional<Boolean> bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "t", "1" -> Optional.of(true);
            case "false", "f", "0" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
