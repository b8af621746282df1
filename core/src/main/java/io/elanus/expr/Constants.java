package io.elanus.expr;

import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.Value;
import java.util.stream.Collectors;

/** Values that are known before any row is read: their types, what they are to fields, and what becomes of two of them. */
final class Constants {
    private Constants() {}

    static String typeName(Value value) {
        return switch (value) {
            case Value.Bool _ -> DataType.BOOL.wireName();
            case Value.Int _ -> DataType.INT64.wireName();
            case Value.Real _ -> DataType.DOUBLE.wireName();
            case Value.Text _ -> DataType.VARCHAR.wireName();
            case Value.Array _ -> DataType.ARRAY.wireName();
        };
    }

    /** The value as messages show it. */
    static String show(Value value) {
        return switch (value) {
            case Value.Bool bool -> Boolean.toString(bool.value());
            case Value.Int number -> Long.toString(number.value());
            case Value.Real number -> Double.toString(number.value());
            case Value.Text text -> Syntax.shortened(text.value());
            case Value.Array array ->
                array.elements().stream().map(Constants::show).collect(Collectors.joining(", ", "[", "]"));
        };
    }

    /** As Milvus's messages print a constant: with the name that it has on the wire. */
    static String showTyped(Value value) {
        return switch (value) {
            case Value.Bool bool -> "bool_val:" + bool.value();
            case Value.Int number -> "int64_val:" + number.value();
            case Value.Real(double number) ->
                "float_val:"
                        + (number == Math.rint(number) && Math.abs(number) < 1e15
                                ? show(new Value.Int((long) number))
                                : Double.toString(number));
            case Value.Text text -> "string_val:\"" + Syntax.shortened(text.value()) + "\"";
            case Value.Array array -> "array_val:" + show(array);
        };
    }

    /** @throws FilterException if the value, or an element of it, is NaN, which equals nothing */
    static Value checkNumbers(Value value) {
        if (value instanceof Value.Real(double number) && Double.isNaN(number)) {
            throw new FilterException("constant is not a number: NaN");
        }
        if (value instanceof Value.Array array) {
            array.elements().forEach(Constants::checkNumbers);
        }
        return value;
    }

    /** Whether a field of this type may be compared with the value. Integers do for real numbers, but not the other way. */
    static boolean fits(Value value, DataType type) {
        return switch (Kind.of(type)) {
            case BOOL -> value instanceof Value.Bool;
            case NUMBER -> value instanceof Value.Int || (value instanceof Value.Real && !type.isInteger());
            case TEXT -> value instanceof Value.Text;
            case JSON -> true;
            case ARRAY, OTHER -> false;
        };
    }

    static void checkFits(Value value, FieldSchema field) {
        if (!fits(value, field.type())) {
            throw new FilterException("cannot cast value to " + field.type().wireName() + ", value: " + show(value));
        }
    }

    /** Requires: the value fits a field of BOOL or of an integer type. */
    static long toLong(Value value) {
        return switch (value) {
            case Value.Bool bool -> bool.value() ? 1 : 0;
            case Value.Int number -> number.value();
            case Value.Real _, Value.Text _, Value.Array _ ->
                throw new IllegalStateException("not an integer: value=" + value);
        };
    }

    /**
     * Requires: the value fits the field, of FLOAT or DOUBLE. What is compared with a FLOAT is rounded to one, so that
     * {@code f == 0.1} finds the rows into which 0.1 was put.
     */
    static double toDouble(Value value, DataType type) {
        double number = Numbers.toDouble(value);
        return type == DataType.FLOAT ? (float) number : number;
    }

    static String toText(Value value) {
        if (value instanceof Value.Text(String text)) {
            return text;
        }
        throw new IllegalStateException("not a text: value=" + value);
    }

    /** Compares two values of the same kind, which is not ARRAY; numbers by value, texts by code points. */
    static int compare(Value left, Value right) {
        return switch (left) {
            case Value.Bool bool -> Boolean.compare(bool.value(), toLong(right) != 0);
            case Value.Int _, Value.Real _ -> Numbers.compare(left, right);
            case Value.Text(String text) -> Texts.compare(text, toText(right));
            case Value.Array _ -> throw new IllegalStateException("arrays have no order: value=" + left);
        };
    }

    /** @throws FilterException if the two cannot be compared */
    static boolean compare(Comparison comparison, Value left, Value right) {
        if (Kind.of(left) != Kind.of(right) || left instanceof Value.Array) {
            throw new FilterException("comparison operations cannot be applied to two incompatible operands: "
                    + show(left) + ", " + show(right));
        }
        return comparison.holds(compare(left, right));
    }

    /** @throws FilterException if the two are not numbers, or not integers where they must be, or the divisor is zero */
    static Value calculate(Arithmetic arithmetic, Value left, Value right) {
        if (arithmetic.integersOnly() && !(left instanceof Value.Int && right instanceof Value.Int)) {
            throw new FilterException(arithmetic.verb() + " can only apply on integer");
        }
        checkNumber(arithmetic.verb(), left);
        checkNumber(arithmetic.verb(), right);
        if (arithmetic.divides() && Numbers.toDouble(right) == 0) {
            throw new FilterException("cannot " + arithmetic.verb() + " by zero");
        }
        return checkNumbers(Numbers.apply(arithmetic, left, right));
    }

    static Value negate(Value value) {
        checkNumber("sign", value);
        return value instanceof Value.Int(long number)
                ? new Value.Int(-number)
                : new Value.Real(-Numbers.toDouble(value));
    }

    /** An integer if both are, the exponent is not negative, and the power fits into 64 bits. */
    static Value power(Value base, Value exponent) {
        checkNumber("power", base);
        checkNumber("power", exponent);
        double power = Math.pow(Numbers.toDouble(base), Numbers.toDouble(exponent));
        return base instanceof Value.Int(long b)
                        && exponent instanceof Value.Int(long e)
                        && e >= 0
                        && Math.abs(power) < 0x1p63
                ? new Value.Int(power(b, e))
                : checkNumbers(new Value.Real(power));
    }

    /** By squaring, which stays exact where a double would not. */
    private static long power(long base, long exponent) {
        long power = 1;
        long square = base;
        for (long rest = exponent; rest != 0; rest >>= 1) {
            if ((rest & 1) != 0) {
                power *= square;
            }
            square *= square;
        }
        return power;
    }

    private static void checkNumber(String verb, Value value) {
        if (!Numbers.isNumber(value)) {
            throw new FilterException(verb + " cannot apply on " + typeName(value) + ": " + show(value));
        }
    }
}
