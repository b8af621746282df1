package io.elanus.database;

import io.elanus.model.JsonForm;
import io.elanus.model.JsonFormException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Objects of the dynamic field, as they are stored ({@link JsonForm}). */
final class DynamicObjects {
    private DynamicObjects() {}

    /** The keys of both; of a key that both have, the later value. */
    static byte[] merge(byte[] earlier, byte[] later) throws JsonFormException {
        byte[] front = JsonForm.decode(earlier);
        byte[] back = JsonForm.decode(later);
        if (front.length == 2 || back.length == 2) { // {}
            return front.length == 2 ? later : earlier;
        }
        byte[] text = new byte[front.length + back.length - 1];
        System.arraycopy(front, 0, text, 0, front.length);
        text[front.length - 1] = ',';
        System.arraycopy(back, 1, text, front.length, back.length - 1);
        try {
            return JsonForm.encode(text); // Of equal keys the last counts.
        } catch (IOException e) {
            throw new UncheckedIOException("two objects that were checked make no JSON", e);
        }
    }
}
