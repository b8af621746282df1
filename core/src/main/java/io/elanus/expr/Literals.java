package io.elanus.expr;

import io.elanus.model.IsoTimes;
import io.elanus.model.Value;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;

/** From the tokens of numbers and texts to their values. */
final class Literals {
    private Literals() {}

    /**
     * A decimal, octal (0…), hexadecimal (0x…) or binary (0b…) integer.
     *
     * @param negative whether a minus stands before it; only with it the smallest integer can be written
     * @throws FilterException if it has more than 64 bits
     */
    static Value integer(String token, boolean negative) {
        int radix = radix(token);
        int prefix = radix == 16 || radix == 2 ? 2 : 0;
        String digits = (negative ? "-" : "") + token.substring(prefix);
        try {
            return new Value.Int(Long.parseLong(digits, radix));
        } catch (NumberFormatException e) {
            throw new FilterException("integer does not fit into 64 bits: " + (negative ? "-" : "") + token);
        }
    }

    private static int radix(String token) {
        if (token.length() == 1 || token.charAt(0) != '0') {
            return 10;
        }
        return switch (token.charAt(1)) {
            case 'x', 'X' -> 16;
            case 'b', 'B' -> 2;
            default -> 8;
        };
    }

    /** @throws FilterException if it is beyond the largest double */
    static Value real(String token) {
        double value = Double.parseDouble(token);
        if (Double.isInfinite(value)) {
            throw new FilterException("number does not fit into a double: " + token);
        }
        return new Value.Real(value);
    }

    /** What stands between the quotes of a raw text; backslashes mean themselves. */
    static String rawText(String token) {
        return token.substring(2, token.length() - 1);
    }

    /**
     * The regular expression between the quotes of a text. Only an escaped quote and an escaped backslash are taken
     * apart; every other backslash is left to the expression.
     */
    static String regex(String token) {
        int start = Math.min(indexOrEnd(token, '"'), indexOrEnd(token, '\''));
        char quote = token.charAt(start);
        String body = token.substring(start + 1, token.length() - 1);
        StringBuilder regex = new StringBuilder(body.length());
        for (int i = 0; i < body.length(); i++) {
            char sign = body.charAt(i);
            if (sign == '\\') {
                char escaped = body.charAt(++i);
                if (escaped != quote && escaped != '\\') {
                    regex.append(sign);
                }
                sign = escaped;
            }
            regex.append(sign);
        }
        return regex.toString();
    }

    /**
     * What a quoted text with the escapes of C stands for. Octal and {@code \x} escapes are bytes of UTF-8, the others
     * characters.
     *
     * @param token with its quotes, and perhaps one of the prefixes of C, which mean nothing here
     * @throws FilterException if an escape is unknown or the bytes are not UTF-8
     */
    static String text(String token) {
        int quote = Math.min(indexOrEnd(token, '"'), indexOrEnd(token, '\''));
        String body = token.substring(quote + 1, token.length() - 1);
        if (body.indexOf('\\') < 0) {
            return body;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length());
        int at = 0;
        while (at < body.length()) {
            int escape = body.indexOf('\\', at);
            int end = escape < 0 ? body.length() : escape;
            bytes.writeBytes(Texts.utf8(body.substring(at, end)));
            at = escape < 0 ? end : unescape(body, escape + 1, bytes);
        }
        return decode(bytes.toByteArray(), token);
    }

    /**
     * The microseconds since 1970 of a quoted time.
     *
     * @param zone of one without an offset
     */
    static long time(String token, ZoneId zone) {
        try {
            return IsoTimes.parse(text(token), zone);
        } catch (DateTimeException e) {
            throw new FilterException(String.valueOf(e.getMessage()));
        }
    }

    private static int indexOrEnd(String text, char quote) {
        int index = text.indexOf(quote);
        return index < 0 ? text.length() : index;
    }

    /** Writes what the escape stands for; answers where it ends. */
    private static int unescape(String body, int at, ByteArrayOutputStream bytes) {
        char kind = body.charAt(at);
        switch (kind) {
            case 'a' -> bytes.write(0x07);
            case 'b' -> bytes.write('\b');
            case 'f' -> bytes.write('\f');
            case 'n' -> bytes.write('\n');
            case 'r' -> bytes.write('\r');
            case 't' -> bytes.write('\t');
            case 'v' -> bytes.write(0x0B);
            case '\\', '\'', '"', '?' -> bytes.write(kind);
            case 'x' -> {
                bytes.write(number(body, at + 1, 2, 16));
                return at + 3;
            }
            case '0', '1', '2', '3' -> {
                bytes.write(number(body, at, 3, 8));
                return at + 3;
            }
            case 'u' -> {
                writeCodePoint(number(body, at + 1, 4, 16), bytes);
                return at + 5;
            }
            case 'U' -> {
                writeCodePoint(number(body, at + 1, 8, 16), bytes);
                return at + 9;
            }
            default -> throw new FilterException("unknown escape in text, write \\\\ for a backslash: \\" + kind);
        }
        return at + 1;
    }

    private static int number(String body, int from, int digits, int radix) {
        String text = body.substring(from, Math.min(from + digits, body.length()));
        if (text.length() == digits && text.chars().allMatch(c -> Character.digit(c, radix) >= 0)) {
            return Integer.parseUnsignedInt(text, radix);
        }
        throw new FilterException("escape in text has too few digits: needed=" + digits + ", got=" + text);
    }

    private static void writeCodePoint(int codePoint, ByteArrayOutputStream bytes) {
        if (!Character.isValidCodePoint(codePoint) || Character.getType(codePoint) == Character.SURROGATE) {
            throw new FilterException("escape in text is no character: code=" + Integer.toHexString(codePoint));
        }
        bytes.writeBytes(Texts.utf8(Character.toString(codePoint)));
    }

    private static String decode(byte[] bytes, String token) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new FilterException("escapes in text are not UTF-8: " + Syntax.shortened(token));
        }
    }
}
