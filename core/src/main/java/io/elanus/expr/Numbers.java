package io.elanus.expr;

import io.elanus.model.Value;
import java.util.ArrayList;
import java.util.List;

/** Numbers that are integers or not, without loss: 1 equals 1.0, and no integer is rounded to be compared with another. */
final class Numbers {
    private static final double TWO_TO_63 = 0x1p63;

    private Numbers() {}

    static boolean isNumber(Value value) {
        return value instanceof Value.Int || value instanceof Value.Real;
    }

    static double toDouble(Value number) {
        return switch (number) {
            case Value.Int integer -> (double) integer.value();
            case Value.Real real -> real.value();
            case Value.Bool _, Value.Text _, Value.Array _ ->
                throw new IllegalStateException("not a number: value=" + number);
        };
    }

    /** The same value in the one form in which equal values are equal records: integral numbers as integers. */
    static Value canonical(Value value) {
        return switch (value) {
            case Value.Real real when isLong(real.value()) -> new Value.Int((long) real.value());
            case Value.Array array -> canonical(array);
            case Value.Bool _, Value.Int _, Value.Real _, Value.Text _ -> value;
        };
    }

    private static Value canonical(Value.Array array) {
        List<Value> elements = new ArrayList<>(array.elements().size());
        for (Value element : array.elements()) {
            elements.add(canonical(element));
        }
        return new Value.Array(elements);
    }

    /** Compares two numbers by value; a NaN is above all. */
    static int compare(Value left, Value right) {
        if (left instanceof Value.Int(long a)) {
            return right instanceof Value.Int(long b) ? Long.compare(a, b) : compare(a, toDouble(right));
        }
        return right instanceof Value.Int(long b)
                ? -compare(b, toDouble(left))
                : compare(toDouble(left), toDouble(right));
    }

    static int compare(long left, double right) {
        if (right >= TWO_TO_63 || Double.isNaN(right)) {
            return -1;
        }
        if (right < -TWO_TO_63) {
            return 1;
        }
        long whole = (long) right;
        return left != whole ? Long.compare(left, whole) : -compare(right - whole, 0);
    }

    /** The bits of a number, made the same for equal numbers: those of -0.0 are those of 0.0. */
    static long bits(double value) {
        return Double.doubleToRawLongBits(value + 0.0);
    }

    /** A number that compares with others of its kind as the double does, all NaN above infinity. */
    static long sortable(double value) {
        long bits = Double.doubleToLongBits(value + 0.0);
        return bits >= 0 ? bits : bits ^ Long.MAX_VALUE;
    }

    /** Integer arithmetic if both are integers, else floating. Requires: no integer is divided by zero. */
    static Value apply(Arithmetic arithmetic, Value left, Value right) {
        return left instanceof Value.Int(long a) && right instanceof Value.Int(long b)
                ? new Value.Int(arithmetic.apply(a, b))
                : new Value.Real(arithmetic.apply(toDouble(left), toDouble(right)));
    }

    private static boolean isLong(double value) {
        return value >= -TWO_TO_63 && value < TWO_TO_63 && value == Math.rint(value);
    }

    /** Unlike {@link Double#compare}, -0.0 equals 0.0. */
    static int compare(double left, double right) {
        return left == right ? 0 : Double.compare(left, right);
    }
}
