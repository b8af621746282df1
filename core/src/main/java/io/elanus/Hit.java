package io.elanus;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row that a search found: its key, its score, and the output fields that were asked for. */
public final class Hit extends Row {
    private final Object key;
    private final float score;

    Hit(Object key, float score, Map<String, @Nullable Object> values) {
        super(values);
        this.key = key;
        this.score = score;
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

    @Override
    public String toString() {
        return key + " " + score + " " + values();
    }
}
