package io.elanus;

import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A row that a search found: its key, its score, and the output fields that were asked for. */
public final class Hit extends Row {
    private final Object key;
    private final float score;
    private final OptionalInt element;

    Hit(Object key, float score, OptionalInt element, Map<String, @Nullable Object> values) {
        super(values);
        this.key = key;
        this.score = score;
        this.element = element;
    }

    /** @throws IllegalStateException if keys of the collection are texts */
    public long id() {
        if (key instanceof Long number) {
            return number;
        }
        throw new IllegalStateException("key is a text: key=" + key + "; call textId()");
    }

    /** @throws IllegalStateException if keys of the collection are numbers */
    public String textId() {
        if (key instanceof String text) {
            return text;
        }
        throw new IllegalStateException("key is a number: key=" + key + "; call id()");
    }

    /** Squared Euclidean distance for L2, where smaller is nearer; dot product for IP and cosine for COSINE. */
    public float score() {
        return score;
    }

    /** The place in its list of the element that was found, if elements of a struct array were searched. */
    public OptionalInt element() {
        return element;
    }

    @Override
    public String toString() {
        return key + " " + score + " " + values();
    }
}
