package io.elanus.expr;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The right side of {@code like}: {@code %} stands for any text, {@code _} for any one character, a backslash takes the
 * special meaning from what follows it.
 *
 * <p>Matches UTF-8 bytes. On a mismatch the search goes back to the last {@code %} only, which is enough because a later
 * {@code %} can always take over what an earlier one might have held.
 */
final class LikePattern {
    private static final int ANY_TEXT = -1;
    private static final int ANY_CHARACTER = -2;

    private final String text;
    /** Bytes 0 to 255, ANY_TEXT or ANY_CHARACTER. */
    private final int[] symbols;

    private LikePattern(String text, int[] symbols) {
        this.text = text;
        this.symbols = symbols;
    }

    /** @throws FilterException if the last backslash has nothing behind it */
    static LikePattern of(String text) {
        byte[] bytes = Texts.utf8(text);
        List<Integer> symbols = new ArrayList<>(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            switch (bytes[i]) {
                case '%' -> symbols.add(ANY_TEXT);
                case '_' -> symbols.add(ANY_CHARACTER);
                case '\\' -> {
                    if (++i == bytes.length) {
                        throw new FilterException("invalid like pattern, nothing follows the last backslash: " + text);
                    }
                    symbols.add(bytes[i] & 0xFF);
                }
                default -> symbols.add(bytes[i] & 0xFF);
            }
        }
        return new LikePattern(
                text, symbols.stream().mapToInt(Integer::intValue).toArray());
    }

    /** What every text that matches begins with. */
    String prefix() {
        int length = 0;
        while (length < symbols.length && symbols[length] >= 0) {
            length++;
        }
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) symbols[i];
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** What every text that matches has inside of it, as UTF-8. */
    List<byte[]> literals() {
        List<byte[]> literals = new ArrayList<>();
        ByteArrayOutputStream literal = new ByteArrayOutputStream();
        for (int symbol : symbols) {
            if (symbol >= 0) {
                literal.write(symbol);
            } else if (literal.size() > 0) {
                literals.add(literal.toByteArray());
                literal.reset();
            }
        }
        if (literal.size() > 0) {
            literals.add(literal.toByteArray());
        }
        return literals;
    }

    boolean matches(String value) {
        byte[] bytes = Texts.utf8(value);
        return matches(bytes, bytes.length);
    }

    /** Whether the first {@code length} bytes, in UTF-8, match. */
    boolean matches(byte[] bytes, int length) {
        int at = 0;
        int symbol = 0;
        int retrySymbol = -1;
        int retryAt = 0;
        while (at < length) {
            if (symbol < symbols.length && symbols[symbol] == ANY_TEXT) {
                retrySymbol = ++symbol;
                retryAt = at;
            } else if (symbol < symbols.length && symbols[symbol] == ANY_CHARACTER) {
                symbol++;
                at = next(bytes, length, at);
            } else if (symbol < symbols.length && symbols[symbol] == (bytes[at] & 0xFF)) {
                symbol++;
                at++;
            } else if (retrySymbol >= 0) {
                symbol = retrySymbol;
                retryAt = next(bytes, length, retryAt);
                at = retryAt;
            } else {
                return false;
            }
        }
        while (symbol < symbols.length && symbols[symbol] == ANY_TEXT) {
            symbol++;
        }
        return symbol == symbols.length;
    }

    /** Where the next character begins: behind the continuation bytes, 10xxxxxx. */
    private static int next(byte[] bytes, int length, int at) {
        int next = at + 1;
        while (next < length && (bytes[next] & 0xC0) == 0x80) {
            next++;
        }
        return next;
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof LikePattern other && text.equals(other.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
