package io.elanus.text;

import java.util.regex.Pattern;

/** What filters with a name of their own look for in a token. */
final class Patterns {
    static final Pattern HAN = Pattern.compile("\\p{IsHan}");
    static final Pattern HAN_OR_ALPHANUMERIC = Pattern.compile("[\\p{IsHan}a-zA-Z0-9]");
    static final Pattern ALPHANUMERIC = Pattern.compile("[a-zA-Z0-9]+");
    static final Pattern PUNCTUATION_OR_BLANK = Pattern.compile("[\\p{IsPunctuation}\\p{IsWhite_Space}]");

    private Patterns() {}
}
