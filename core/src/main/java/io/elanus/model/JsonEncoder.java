package io.elanus.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.Arrays;

/**
 * Writes one value in the form of {@link JsonForm} while its text is read.
 *
 * <p>What goes before the members of an object, or the elements of an array, is known when the last of them is written; then
 * they are moved to make room for it. So a byte is moved once for each level that it lies below the root.
 */
final class JsonEncoder {
    private static final long DECIMAL_MAX = 1L << 53;
    private static final int ROOM_FIRST = 64;
    private static final int ELEMENTS_FIRST = 8;

    // How long a text may be is for the caller to say; within it names and numbers are as long as they like.
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(JsonForm.NESTING_MAX)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private byte[] bytes;
    private int size;

    JsonEncoder(int textLength) {
        bytes = new byte[textLength + ROOM_FIRST];
    }

    byte[] encode(byte[] text) throws IOException {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() == null) {
                throw new JsonParseException(parser, "there is no value");
            }
            writeValue(parser);
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "there is more than one value");
            }
        }
        return Arrays.copyOf(bytes, size);
    }

    private void writeValue(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case VALUE_NULL -> writeTag(JsonForm.NULL, 0);
            case VALUE_FALSE -> writeTag(JsonForm.FALSE, 0);
            case VALUE_TRUE -> writeTag(JsonForm.TRUE, 0);
            case VALUE_NUMBER_INT -> writeInteger(parser);
            case VALUE_NUMBER_FLOAT -> writeReal(parser);
            case VALUE_STRING -> {
                writeTag(JsonForm.TEXT, 0);
                writeText(parser);
            }
            case START_ARRAY -> writeArray(parser);
            case START_OBJECT -> writeObject(parser);
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new IllegalStateException("not a value: token=" + parser.currentToken());
        }
    }

    private void writeArray(JsonParser parser) throws IOException {
        int first = size;
        int[] starts = new int[ELEMENTS_FIRST];
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, 2 * count);
            }
            starts[count++] = size;
            writeValue(parser);
        }
        insertHead(JsonForm.ARRAY, first, starts, count);
    }

    private void writeObject(JsonParser parser) throws IOException {
        int first = size;
        JsonMembers members = new JsonMembers();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            int start = size;
            writeText(parser);
            int number = members.find(bytes, start);
            parser.nextToken();
            writeValue(parser);
            if (number >= 0) {
                int removed = members.remove(number, bytes, size);
                size -= removed;
                start -= removed;
            }
            members.insert(number >= 0 ? number : -1 - number, start, size);
        }
        insertHead(JsonForm.OBJECT, first, members.starts(), members.count());
    }

    private void insertHead(int kind, int first, int[] starts, int count) {
        int byteSize = size - first;
        int width = byteSize < 1 << 8 ? 0 : byteSize < 1 << 16 ? 1 : 2;
        int head = 1 + ((2 + count) << width);
        room(head);
        System.arraycopy(bytes, first, bytes, first + head, byteSize);
        size = first;
        writeTag(kind, width);
        writeNumber(count, width);
        writeNumber(byteSize, width);
        for (int i = 0; i < count; i++) {
            writeNumber(starts[i] - first, width);
        }
        size += byteSize;
    }

    private void writeInteger(JsonParser parser) throws IOException {
        switch (parser.getNumberType()) {
            case INT, LONG -> {
                long value = parser.getLongValue();
                // There is no integer -0; as a real number it keeps its sign.
                if (value == 0 && parser.getTextLength() > 1) {
                    writeLiteral(parser);
                } else if (value >= 0 && value <= JsonForm.SMALL_INTEGER_MAX) {
                    room(1);
                    bytes[size++] = (byte) (JsonForm.SMALL_INTEGER | value);
                } else {
                    int width = width(value);
                    writeTag(JsonForm.INTEGER, width);
                    writeNumber(value, width);
                }
            }
            case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> writeLiteral(parser);
        }
    }

    private void writeReal(JsonParser parser) throws IOException {
        String text = parser.getText();
        if (!writeDecimal(text)) {
            double value = parser.getDoubleValue();
            if (Double.toString(value).equals(text)) {
                writeTag(JsonForm.DOUBLE, 0);
                writeNumber(Double.doubleToRawLongBits(value), 3);
            } else {
                writeLiteral(parser);
            }
        }
    }

    /** Answers false, and writes nothing, if the number has an exponent, too many digits, or is a negative zero. */
    private boolean writeDecimal(String text) {
        boolean negative = text.charAt(0) == '-';
        long digits = 0;
        int scale = 0;
        for (int i = negative ? 1 : 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                scale = text.length() - 1 - i;
            } else if (c >= '0' && c <= '9' && digits <= DECIMAL_MAX) {
                digits = 10 * digits + (c - '0');
            } else {
                return false;
            }
        }
        if (digits > DECIMAL_MAX || scale < 1 || scale > JsonForm.SCALE_MAX || (negative && digits == 0)) {
            return false;
        }
        long value = negative ? -digits : digits;
        int width = width(value);
        writeTag(JsonForm.DECIMAL, width);
        writeNumber(scale, 0);
        writeNumber(value, width);
        return true;
    }

    private void writeLiteral(JsonParser parser) throws IOException {
        writeTag(JsonForm.LITERAL, 0);
        writeNumber(Double.doubleToRawLongBits(Double.parseDouble(parser.getText())), 3);
        writeText(parser);
    }

    /** The binary logarithm of the bytes that a signed number needs: 0 to 3. */
    private static int width(long value) {
        return value == (byte) value ? 0 : value == (short) value ? 1 : value == (int) value ? 2 : 3;
    }

    private void writeTag(int kind, int width) {
        room(1);
        bytes[size++] = (byte) (kind | width << JsonForm.WIDTH_SHIFT);
    }

    private void writeNumber(long value, int width) {
        room(8);
        for (int i = 0; i < 1 << width; i++) {
            bytes[size++] = (byte) (value >>> 8 * i);
        }
    }

    /** The text of the current token, which may be a name. */
    private void writeText(JsonParser parser) throws IOException {
        char[] text = parser.getTextCharacters();
        int from = parser.getTextOffset();
        int to = from + parser.getTextLength();
        int length = utf8Length(text, from, to);
        if (length < JsonForm.LONG_TEXT) {
            writeNumber(length, 0);
        } else {
            writeNumber(JsonForm.LONG_TEXT, 0);
            writeNumber(length, 2);
        }
        room(length);
        for (int i = from; i < to; i++) {
            char c = text[i];
            if (c < 0x80) {
                bytes[size++] = (byte) c;
            } else if (c < 0x800) {
                bytes[size++] = (byte) (0xC0 | c >> 6);
                bytes[size++] = (byte) (0x80 | c & 0x3F);
            } else if (isPair(text, i, to)) {
                int point = Character.toCodePoint(c, text[++i]);
                bytes[size++] = (byte) (0xF0 | point >> 18);
                bytes[size++] = (byte) (0x80 | point >> 12 & 0x3F);
                bytes[size++] = (byte) (0x80 | point >> 6 & 0x3F);
                bytes[size++] = (byte) (0x80 | point & 0x3F);
            } else {
                bytes[size++] = (byte) (0xE0 | c >> 12);
                bytes[size++] = (byte) (0x80 | c >> 6 & 0x3F);
                bytes[size++] = (byte) (0x80 | c & 0x3F);
            }
        }
    }

    private static int utf8Length(char[] text, int from, int to) {
        int length = 0;
        for (int i = from; i < to; i++) {
            char c = text[i];
            if (c < 0x80) {
                length++;
            } else if (c < 0x800) {
                length += 2;
            } else if (isPair(text, i, to)) {
                length += 4;
                i++;
            } else {
                length += 3;
            }
        }
        return length;
    }

    private static boolean isPair(char[] text, int at, int to) {
        return Character.isHighSurrogate(text[at]) && at + 1 < to && Character.isLowSurrogate(text[at + 1]);
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
