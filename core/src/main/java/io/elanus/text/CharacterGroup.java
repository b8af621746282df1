package io.elanus.text;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Characters between tokens, by a name. */
enum CharacterGroup {
    WHITESPACE,
    LETTER,
    DIGIT,
    PUNCTUATION,
    SYMBOL,
    ASCII_WHITESPACE,
    ASCII_LETTER,
    ASCII_DIGIT,
    ASCII_PUNCTUATION;

    private static final Set<Integer> PUNCTUATION_TYPES = Set.of(
            (int) Character.CONNECTOR_PUNCTUATION,
            (int) Character.DASH_PUNCTUATION,
            (int) Character.START_PUNCTUATION,
            (int) Character.END_PUNCTUATION,
            (int) Character.INITIAL_QUOTE_PUNCTUATION,
            (int) Character.FINAL_QUOTE_PUNCTUATION,
            (int) Character.OTHER_PUNCTUATION);
    private static final Set<Integer> SYMBOL_TYPES =
            Set.of((int) Character.MATH_SYMBOL, (int) Character.CURRENCY_SYMBOL, (int) Character.MODIFIER_SYMBOL, (int)
                    Character.OTHER_SYMBOL);
    private static final Set<Integer> NUMBER_TYPES =
            Set.of((int) Character.DECIMAL_DIGIT_NUMBER, (int) Character.LETTER_NUMBER, (int) Character.OTHER_NUMBER);

    static Optional<CharacterGroup> named(String name) {
        return Stream.of(values())
                .filter(group -> group.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }

    /** Letters, and numbers of every kind, as Unicode has them. */
    static boolean isAlphanumeric(int codePoint) {
        return Character.isAlphabetic(codePoint) || NUMBER_TYPES.contains(Character.getType(codePoint));
    }

    static boolean isAsciiWhitespace(int codePoint) {
        return codePoint == ' ' || codePoint == '\t' || codePoint == '\n' || codePoint == '\r' || codePoint == '\f';
    }

    boolean contains(int codePoint) {
        return switch (this) {
            case WHITESPACE -> Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
            case LETTER -> Character.isAlphabetic(codePoint);
            case DIGIT, ASCII_DIGIT -> codePoint >= '0' && codePoint <= '9';
            case PUNCTUATION -> PUNCTUATION_TYPES.contains(Character.getType(codePoint));
            case SYMBOL -> SYMBOL_TYPES.contains(Character.getType(codePoint));
            case ASCII_WHITESPACE -> isAsciiWhitespace(codePoint);
            case ASCII_LETTER -> isAscii(codePoint) && Character.isAlphabetic(codePoint);
            case ASCII_PUNCTUATION -> codePoint > ' ' && codePoint < 0x7F && !Character.isLetterOrDigit(codePoint);
        };
    }

    private static boolean isAscii(int codePoint) {
        return codePoint < 0x80;
    }
}
