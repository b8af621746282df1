package io.elanus.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes values in the form of {@link JsonForm} as text, without blanks. Owned by one thread. */
final class JsonDecoder {
    private static final int ROOM_FIRST = 256;

    /** What a byte below 32 takes at most: a backslash, a u and four digits; so does half of a surrogate pair. */
    private static final int ESCAPE_BYTES = 6;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final @Nullable Set<String> keys;
    private byte[] out = new byte[ROOM_FIRST];
    private int size;

    /** @param keys those of the root's members that are written, or null for all */
    JsonDecoder(@Nullable Set<String> keys) {
        this.keys = keys;
    }

    /** @return the text in UTF-8 */
    byte[] decode(JsonCursor value) throws JsonFormException {
        size = 0;
        writeValue(value, 0);
        return Arrays.copyOf(out, size);
    }

    /** Leaves the cursor anywhere inside of the value. */
    private void writeValue(JsonCursor value, int depth) throws JsonFormException {
        switch (value.tag()) {
            case JsonForm.NULL -> writeAscii("null");
            case JsonForm.FALSE -> writeAscii("false");
            case JsonForm.TRUE -> writeAscii("true");
            case JsonForm.INTEGER -> writeAscii(Long.toString(value.integer()));
            case JsonForm.DECIMAL -> writeDecimal(value.digits(), value.scale());
            case JsonForm.DOUBLE -> writeAscii(Double.toString(value.real()));
            case JsonForm.LITERAL -> {
                value.openLiteral();
                writeBytes(value.openedText());
            }
            case JsonForm.TEXT -> {
                value.openText();
                writeText(value.openedText());
            }
            case JsonForm.ARRAY -> writeArray(value, depth);
            case JsonForm.OBJECT -> writeObject(value, depth);
            default -> throw value.damaged("unknown tag");
        }
    }

    private void writeArray(JsonCursor array, int depth) throws JsonFormException {
        checkDepth(array, depth);
        writeByte('[');
        long end = array.endPlace();
        boolean first = true;
        for (long next = array.childrenPlace(); next < end; first = false) {
            if (!first) {
                writeByte(',');
            }
            array.moveTo(next);
            next = array.endPlace();
            writeValue(array, depth + 1);
        }
        writeByte(']');
    }

    private void writeObject(JsonCursor object, int depth) throws JsonFormException {
        checkDepth(object, depth);
        writeByte('{');
        long end = object.endPlace();
        boolean first = true;
        for (long next = object.childrenPlace(); next < end; ) {
            object.moveTo(next);
            object.openKey();
            byte[] key = object.openedText();
            next = object.endPlace();
            if (isWanted(key, depth)) {
                if (!first) {
                    writeByte(',');
                }
                first = false;
                writeText(key);
                writeByte(':');
                writeValue(object, depth + 1);
            }
        }
        writeByte('}');
    }

    private boolean isWanted(byte[] key, int depth) {
        return keys == null || depth > 0 || keys.contains(new String(key, StandardCharsets.UTF_8));
    }

    private static void checkDepth(JsonCursor value, int depth) throws JsonFormException {
        if (depth >= JsonForm.NESTING_MAX) {
            throw value.damaged("nested too deep");
        }
    }

    private void writeDecimal(long digits, int scale) {
        String text = Long.toString(Math.abs(digits));
        String padded = "0".repeat(Math.max(0, scale + 1 - text.length())) + text;
        int point = padded.length() - scale;
        writeAscii((digits < 0 ? "-" : "") + padded.substring(0, point) + '.' + padded.substring(point));
    }

    private void writeText(byte[] utf8) {
        room(ESCAPE_BYTES * utf8.length + 2);
        out[size++] = '"';
        for (int i = 0; i < utf8.length; i++) {
            byte b = utf8[i];
            if (isHalfOfPair(utf8, i)) {
                writeEscape((b & 0xF) << 12 | (utf8[i + 1] & 0x3F) << 6 | utf8[i + 2] & 0x3F);
                i += 2;
            } else if (b >= 0 && b < ' ') {
                writeControl(b);
            } else {
                if (b == '"' || b == '\\') {
                    out[size++] = '\\';
                }
                out[size++] = b;
            }
        }
        out[size++] = '"';
    }

    /** In UTF-8 the first byte is followed by a smaller one: no character stands there that is not half of one. */
    private static boolean isHalfOfPair(byte[] utf8, int at) {
        return utf8[at] == (byte) 0xED && at + 2 < utf8.length && (utf8[at + 1] & 0xFF) >= 0xA0;
    }

    private void writeControl(byte control) {
        char letter = switch (control) {
            case '\b' -> 'b';
            case '\t' -> 't';
            case '\n' -> 'n';
            case '\f' -> 'f';
            case '\r' -> 'r';
            default -> 'u';
        };
        if (letter == 'u') {
            writeEscape(control);
        } else {
            out[size++] = '\\';
            out[size++] = (byte) letter;
        }
    }

    private void writeEscape(int unit) {
        out[size++] = '\\';
        out[size++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            out[size++] = HEX[unit >> shift & 0xF];
        }
    }

    private void writeAscii(String text) {
        writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void writeBytes(byte[] bytes) {
        room(bytes.length);
        System.arraycopy(bytes, 0, out, size, bytes.length);
        size += bytes.length;
    }

    private void writeByte(char c) {
        room(1);
        out[size++] = (byte) c;
    }

    private void room(int more) {
        if (out.length - size < more) {
            out = Arrays.copyOf(out, Math.max(2 * out.length, size + more));
        }
    }
}
