package io.elanus.expr;

import java.util.ArrayList;
import java.util.List;

/** The way from the root of a JSON value to one inside of it; no steps for the root itself. */
record JsonPath(List<Step> steps) {
    static final JsonPath ROOT = new JsonPath(List.of());

    JsonPath {
        steps = List.copyOf(steps);
    }

    /** @param pointer of RFC 6901: empty for the root */
    static JsonPath ofPointer(String pointer) {
        JsonPath path = ROOT;
        for (String key :
                pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/", -1)) {
            path = path.then(key.replace("~1", "/").replace("~0", "~"));
        }
        return path;
    }

    /** As in RFC 6901. */
    String pointer() {
        StringBuilder pointer = new StringBuilder();
        for (Step step : steps) {
            pointer.append('/').append(step.key().replace("~", "~0").replace("/", "~1"));
        }
        return pointer.toString();
    }

    JsonPath then(String key) {
        return then(List.of(key));
    }

    JsonPath then(List<String> keys) {
        List<Step> longer = new ArrayList<>(steps);
        keys.forEach(key -> longer.add(Step.of(key)));
        return new JsonPath(longer);
    }

    boolean isRoot() {
        return steps.isEmpty();
    }

    /**
     * From an object to the value of a key, or from an array to an element. Whether {@code "0"} is a key or a place depends
     * on what is found in the row, as in Milvus.
     *
     * @param index the key as a place in an array, or -1
     */
    record Step(String key, int index) {
        static Step of(String key) {
            return new Step(key, key.matches("0|[1-9][0-9]{0,8}") ? Integer.parseInt(key) : -1);
        }
    }
}
