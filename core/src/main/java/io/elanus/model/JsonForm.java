package io.elanus.model;

import io.elanus.model.Column.BytesColumn;
import java.io.IOException;
import java.util.Set;

/**
 * The form in which JSON values are stored: a path is followed without reading what lies beside it. {@link JsonCursor} reads
 * it; this class changes text into it, and back.
 *
 * <p>Nothing that readers of JSON see is lost: numbers keep their digits, members their order. Blanks are dropped, escapes
 * resolved, and of members with equal keys only the last is kept, which is the one that readers take.
 *
 * <p>A value is a tag of one byte and what follows it, little-endian. Tags from 128 on are the integers 0 to 127. Of other
 * tags the lower four bits are the kind, and the upper ones are {@code w}: each {@code n} below takes 2<sup>w</sup> bytes.
 *
 * <pre>
 * 0 null, 1 false, 2 true
 * 3 integer   n       signed, w is 0 to 3
 * 4 decimal   byte    digits behind the point, 1 to 22
 *             n       signed, w is 0 to 3: all digits; at most 2^53, so that one division gives the nearest double
 * 5 double    double  a number that was written like {@link Double#toString} writes it
 * 6 literal   double  the nearest to a number of any other form
 *             text    as it was written
 * 7 text      text
 * 8 array     n       how many elements; w is 0 to 2
 *             n       bytes of all elements
 *             n[]     where each element begins, from the first one
 *             the elements, each a value
 * 9 object    n       how many members; w is 0 to 2
 *             n       bytes of all members
 *             n[]     where each member begins, from the first one, in the order of keys
 *             the members in the order of writing, each a text, which is the key, and a value
 * </pre>
 *
 * A text is its length in bytes (a byte, or 255 and an int) and that many bytes of UTF-8, in which half of a surrogate pair
 * stands as three bytes. Shorter keys come before longer ones, and of the same length the one with the smaller bytes,
 * unsigned.
 */
public final class JsonForm {
    /** How deep objects and arrays may lie in each other. */
    public static final int NESTING_MAX = 1000;

    static final int NULL = 0;
    static final int FALSE = 1;
    static final int TRUE = 2;
    static final int INTEGER = 3;
    static final int DECIMAL = 4;
    static final int DOUBLE = 5;
    static final int LITERAL = 6;
    static final int TEXT = 7;
    static final int ARRAY = 8;
    static final int OBJECT = 9;

    static final int KIND_MASK = 0xF;
    static final int WIDTH_SHIFT = 4;
    static final int SMALL_INTEGER = 0x80;
    static final int SMALL_INTEGER_MAX = 0x7F;

    /** In the place of a length: an int with the length follows. */
    static final int LONG_TEXT = 255;

    static final int SCALE_MAX = 22;

    private JsonForm() {}

    /**
     * From text to our form.
     *
     * @param text UTF-8
     * @throws IOException if it is not one JSON value, or nested deeper than {@link #NESTING_MAX}
     */
    public static byte[] encode(byte[] text) throws IOException {
        return new JsonEncoder(text.length).encode(text);
    }

    /** From our form to text in UTF-8. */
    public static byte[] decode(byte[] value) throws JsonFormException {
        JsonCursor cursor = new JsonCursor();
        cursor.open(BytesColumn.repeated(value, 1, null), 0);
        return new JsonDecoder(null).decode(cursor);
    }

    /**
     * From a column in our form to one of texts.
     *
     * @throws DatabaseException (corrupt) if it cannot be read
     */
    public static BytesColumn texts(BytesColumn values) {
        return texts(values, new JsonDecoder(null));
    }

    /** The same, of objects that are cut down to the members with these keys. */
    public static BytesColumn texts(BytesColumn objects, Set<String> keys) {
        return texts(objects, new JsonDecoder(keys));
    }

    private static BytesColumn texts(BytesColumn values, JsonDecoder decoder) {
        JsonCursor cursor = new JsonCursor();
        ColumnBuilder texts = ColumnBuilder.of(DataType.JSON, 0);
        for (int row = 0; row < values.rowCount(); row++) {
            if (values.isNull(row)) {
                texts.addNull();
                continue;
            }
            try {
                cursor.open(values, row);
                texts.add(decoder.decode(cursor));
            } catch (JsonFormException e) {
                throw e.inRow(row);
            }
        }
        return (BytesColumn) texts.build();
    }
}
