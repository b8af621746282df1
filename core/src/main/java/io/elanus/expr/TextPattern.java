package io.elanus.expr;

/** What a text is matched with: the right side of {@code like} or of {@code =~}. Immutable and thread-safe. */
sealed interface TextPattern permits LikePattern, RegexPattern {
    /** Whether the first {@code length} bytes, in UTF-8, match. */
    boolean matches(byte[] bytes, int length);

    /** What every text that matches begins with; empty if nothing is known of it. */
    String prefix();

    default boolean matches(String value) {
        byte[] bytes = Texts.utf8(value);
        return matches(bytes, bytes.length);
    }
}
