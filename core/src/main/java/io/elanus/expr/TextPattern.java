package io.elanus.expr;

import java.util.List;

/** What a text is matched with: the right side of {@code like} or of {@code =~}. Immutable and thread-safe. */
sealed interface TextPattern permits LikePattern, RegexPattern {
    /** Whether the first {@code length} bytes, in UTF-8, match. */
    boolean matches(byte[] bytes, int length);

    /** What every text that matches begins with; empty if nothing is known of it. */
    String prefix();

    /** What every text that matches has inside of it, as UTF-8; none if nothing is known of it. */
    List<byte[]> literals();

    default boolean matches(String value) {
        byte[] bytes = Texts.utf8(value);
        return matches(bytes, bytes.length);
    }
}
