package io.elanus.model;

import io.elanus.model.Column.BytesColumn;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Stands on a value inside of a JSON row in the form of {@link JsonForm}, and moves from there. Allocates nothing but the
 * strings that it is asked for, and reads nothing outside of the row, whatever the bytes are; every move goes forward.
 *
 * <p>Owned by one thread.
 */
public final class JsonCursor {
    /** All are exact, and so is an integer up to 2^53: then one division is rounded once (Clinger 1990). */
    private static final double[] POWERS_OF_TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private MemorySegment bytes = MemorySegment.NULL;
    private long start;
    private long end;

    /** The tag of the value. */
    private long at;

    /** The text that was looked at last, and its bytes. */
    private long text;

    private int textLength;

    /** Moves to the root of a row, which is not null. */
    public void open(BytesColumn column, int row) {
        bytes = column.bytes();
        start = column.start(row);
        end = start + column.length(row);
        at = start;
    }

    public JsonKind kind() throws JsonFormException {
        int tag = unsigned(at);
        if (tag >= JsonForm.SMALL_INTEGER) {
            return JsonKind.INTEGER;
        }
        return switch (tag & JsonForm.KIND_MASK) {
            case JsonForm.NULL -> JsonKind.NULL;
            case JsonForm.FALSE, JsonForm.TRUE -> JsonKind.BOOL;
            case JsonForm.INTEGER -> JsonKind.INTEGER;
            case JsonForm.DECIMAL, JsonForm.DOUBLE, JsonForm.LITERAL -> JsonKind.REAL;
            case JsonForm.TEXT -> JsonKind.TEXT;
            case JsonForm.ARRAY -> JsonKind.ARRAY;
            case JsonForm.OBJECT -> JsonKind.OBJECT;
            default -> throw damaged("unknown tag " + tag, at);
        };
    }

    /**
     * Moves from an object to the value of a member; stays where it is if there is no such member, or no object.
     *
     * @param key UTF-8
     */
    public boolean seekKey(byte[] key) throws JsonFormException {
        return seekKey(key, 0) >= 0;
    }

    /**
     * The same, with a guess: rows of one shape have a key at the same number, and one look finds it.
     *
     * @param guess what this method answered for another row, or 0
     * @return the number of the key in the order of keys, or -1 if it is not there
     */
    public int seekKey(byte[] key, int guess) throws JsonFormException {
        int tag = unsigned(at);
        if (!isContainer(tag, JsonForm.OBJECT)) {
            return -1;
        }
        int width = tag >> JsonForm.WIDTH_SHIFT;
        int count = number(at + 1, width);
        if (guess >= 0 && guess < count && compareKey(child(guess, count, width), key) == 0) {
            at = text + textLength;
            return guess;
        }
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compareKey(child(middle, count, width), key);
            if (order == 0) {
                at = text + textLength;
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** Moves from an array to an element; stays where it is if there is no such element, or no array. */
    public boolean seekElement(int index) throws JsonFormException {
        int tag = unsigned(at);
        if (!isContainer(tag, JsonForm.ARRAY)) {
            return false;
        }
        int width = tag >> JsonForm.WIDTH_SHIFT;
        int count = number(at + 1, width);
        if (index < 0 || index >= count) {
            return false;
        }
        at = child(index, count, width);
        return true;
    }

    /** How many elements an array has, or members an object. */
    public int count() throws JsonFormException {
        return number(at + 1, unsigned(at) >> JsonForm.WIDTH_SHIFT);
    }

    /** Where the cursor stands, to come back to after a look around in the same row. */
    public long place() {
        return at - start;
    }

    /** @param place from {@link #place} */
    public void moveTo(long place) {
        at = start + Objects.checkIndex(place, end - start);
    }

    /** Requires: a boolean. */
    public boolean bool() throws JsonFormException {
        return unsigned(at) == JsonForm.TRUE;
    }

    /** Requires: an integer. */
    public long integer() throws JsonFormException {
        int tag = unsigned(at);
        return tag >= JsonForm.SMALL_INTEGER
                ? tag & JsonForm.SMALL_INTEGER_MAX
                : signed(at + 1, tag >> JsonForm.WIDTH_SHIFT);
    }

    /** Requires: a real number. */
    public double real() throws JsonFormException {
        int tag = unsigned(at);
        if ((tag & JsonForm.KIND_MASK) == JsonForm.DECIMAL) {
            return digits() / POWERS_OF_TEN[scale()];
        }
        check(at + 1, 8);
        return bytes.get(Layouts.DOUBLE, at + 1);
    }

    /** Compares a text with another, as unsigned bytes. Requires: a text. */
    public int compareText(byte[] other) throws JsonFormException {
        openText();
        int common = Math.min(textLength, other.length);
        int order = compareBytes(other, common);
        return order != 0 ? order : Integer.compare(textLength, other.length);
    }

    /** Requires: a text. */
    public String text() throws JsonFormException {
        openText();
        return new String(openedText(), StandardCharsets.UTF_8);
    }

    /** The kind in the tag; {@link JsonForm#INTEGER} also where the tag is the integer. */
    int tag() throws JsonFormException {
        int tag = unsigned(at);
        return tag >= JsonForm.SMALL_INTEGER ? JsonForm.INTEGER : tag & JsonForm.KIND_MASK;
    }

    /** All digits of a decimal. */
    long digits() throws JsonFormException {
        return signed(at + 2, unsigned(at) >> JsonForm.WIDTH_SHIFT);
    }

    /** How many digits of a decimal stand behind the point. */
    int scale() throws JsonFormException {
        int scale = unsigned(at + 1);
        if (scale < 1 || scale >= POWERS_OF_TEN.length) {
            throw damaged("no scale", at + 1);
        }
        return scale;
    }

    /** Where the first child of a container begins. */
    long childrenPlace() throws JsonFormException {
        int width = unsigned(at) >> JsonForm.WIDTH_SHIFT;
        return at - start + 1 + (2L << width) + ((long) number(at + 1, width) << width);
    }

    /** Where the value ends. */
    long endPlace() throws JsonFormException {
        long byteSize = byteSize();
        check(at, byteSize);
        return place() + byteSize;
    }

    private long byteSize() throws JsonFormException {
        int tag = unsigned(at);
        if (tag >= JsonForm.SMALL_INTEGER) {
            return 1;
        }
        int width = tag >> JsonForm.WIDTH_SHIFT;
        return switch (tag & JsonForm.KIND_MASK) {
            case JsonForm.NULL, JsonForm.FALSE, JsonForm.TRUE -> 1;
            case JsonForm.INTEGER -> 1 + (1L << width);
            case JsonForm.DECIMAL -> 2 + (1L << width);
            case JsonForm.DOUBLE -> 9;
            case JsonForm.LITERAL -> {
                openLiteral();
                yield text + textLength - at;
            }
            case JsonForm.TEXT -> {
                openText();
                yield text + textLength - at;
            }
            case JsonForm.ARRAY, JsonForm.OBJECT -> childrenPlace() - place() + number(at + 1 + (1L << width), width);
            default -> throw damaged("unknown tag " + tag, at);
        };
    }

    /** Opens the key of the member where the cursor stands, and moves to its value. */
    void openKey() throws JsonFormException {
        openText(at);
        at = text + textLength;
    }

    /** Requires: a text. */
    void openText() throws JsonFormException {
        openText(at + 1);
    }

    /** Opens how a literal was written. */
    void openLiteral() throws JsonFormException {
        openText(at + 9);
    }

    /** The text that was opened last. */
    byte[] openedText() {
        byte[] utf8 = new byte[textLength];
        MemorySegment.copy(bytes, Layouts.BYTE, text, utf8, 0, textLength);
        return utf8;
    }

    private static boolean isContainer(int tag, int kind) {
        return tag < JsonForm.SMALL_INTEGER && (tag & JsonForm.KIND_MASK) == kind;
    }

    /** Where a child begins, by its number in the table. */
    private long child(int number, int count, int width) throws JsonFormException {
        long table = at + 1 + (2L << width);
        return table + ((long) count << width) + number(table + ((long) number << width), width);
    }

    /** Looks at the key of a member and compares it with another. */
    private int compareKey(long member, byte[] key) throws JsonFormException {
        openText(member);
        return textLength != key.length ? Integer.compare(textLength, key.length) : compareBytes(key, key.length);
    }

    private int compareBytes(byte[] other, int length) {
        for (int i = 0; i < length; i++) {
            byte left = bytes.get(Layouts.BYTE, text + i);
            if (left != other[i]) {
                return Byte.compareUnsigned(left, other[i]);
            }
        }
        return 0;
    }

    private void openText(long place) throws JsonFormException {
        int length = unsigned(place);
        text = place + 1;
        if (length == JsonForm.LONG_TEXT) {
            length = number(text, 2);
            text += 4;
        }
        check(text, length);
        textLength = length;
    }

    private int unsigned(long place) throws JsonFormException {
        check(place, 1);
        return bytes.get(Layouts.BYTE, place) & 0xFF;
    }

    /** A length, a count or a place. */
    private int number(long place, int width) throws JsonFormException {
        check(place, 1L << width);
        int value = switch (width) {
            case 0 -> bytes.get(Layouts.BYTE, place) & 0xFF;
            case 1 -> bytes.get(Layouts.SHORT, place) & 0xFFFF;
            case 2 -> bytes.get(Layouts.INT, place);
            default -> -1;
        };
        if (value < 0) {
            throw damaged("no length", place);
        }
        return value;
    }

    private long signed(long place, int width) throws JsonFormException {
        check(place, 1L << width);
        return switch (width) {
            case 0 -> bytes.get(Layouts.BYTE, place);
            case 1 -> bytes.get(Layouts.SHORT, place);
            case 2 -> bytes.get(Layouts.INT, place);
            case 3 -> bytes.get(Layouts.LONG, place);
            default -> throw damaged("no number", place);
        };
    }

    private void check(long place, long byteSize) throws JsonFormException {
        if (place > end - byteSize) {
            throw damaged("value goes on behind its end", place);
        }
    }

    JsonFormException damaged(String what) {
        return damaged(what, at);
    }

    private JsonFormException damaged(String what, long place) {
        return new JsonFormException(what, place - start);
    }
}
