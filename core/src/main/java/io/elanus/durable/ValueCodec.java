package io.elanus.durable;

import io.elanus.model.Value;

/** A {@link Value} among other bytes: a tag byte (bool, int, real, text, array), then the value. */
public final class ValueCodec {
    private ValueCodec() {}

    public static void write(ByteWriter out, Value value) {
        switch (value) {
            case Value.Bool bool -> out.writeByte(0).writeBoolean(bool.value());
            case Value.Int number -> out.writeByte(1).writeLong(number.value());
            case Value.Real number -> out.writeByte(2).writeDouble(number.value());
            case Value.Text text -> out.writeByte(3).writeString(text.value());
            case Value.Array array -> out.writeByte(4).writeList(array.elements(), ValueCodec::write);
        }
    }

    public static Value read(ByteReader in) {
        return switch (in.readTag(4)) {
            case 0 -> new Value.Bool(in.readBoolean());
            case 1 -> new Value.Int(in.readLong());
            case 2 -> new Value.Real(in.readDouble());
            case 3 -> new Value.Text(in.readString());
            default -> new Value.Array(in.readList(ValueCodec::read));
        };
    }
}
