package io.elanus.expr;

import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.Value;

/** What a part of a filter stands for, while it is being typed. */
sealed interface Term {
    /** The name of the type that messages use. */
    String typeName();

    Kind kind();

    /** A literal, the value of a template variable, or what was computed from such. */
    record Constant(Value value) implements Term {
        @Override
        public String typeName() {
            return Constants.typeName(value);
        }

        @Override
        public Kind kind() {
            return Kind.of(value);
        }
    }

    /** The value of a field of any type but JSON. */
    record Column(FieldSchema field) implements Term {
        @Override
        public String typeName() {
            return field.type().wireName();
        }

        @Override
        public Kind kind() {
            return Kind.of(field.type());
        }
    }

    /** An element of an array field; null where the array is, or has no element there. */
    record Element(FieldSchema array, int index) implements Term {
        @Override
        public String typeName() {
            return DataType.ARRAY.wireName() + "[" + array.element().wireName() + "]";
        }

        @Override
        public Kind kind() {
            return Kind.of(array.element());
        }

        /** The elements as a column of their own. */
        Column column() {
            return new Column(Predicate.elementField(array));
        }

        /** @param test of {@link #column} */
        Predicate test(Predicate test) {
            return new Predicate.ElementTest(array, index, test);
        }
    }

    /**
     * How many elements an array has.
     *
     * @param array a column of arrays or a path
     */
    record Length(Term array) implements Term {
        @Override
        public String typeName() {
            return DataType.INT64.wireName();
        }

        @Override
        public Kind kind() {
            return Kind.NUMBER;
        }
    }

    /** The value of a JSON field, or one inside of it. */
    record Path(FieldSchema field, JsonPath path) implements Term {
        @Override
        public String typeName() {
            return DataType.JSON.wireName();
        }

        @Override
        public Kind kind() {
            return Kind.JSON;
        }
    }

    /**
     * A number computed from a row.
     *
     * @param subject a column of numbers, an element of arrays of such, or a path
     * @param operand a number
     */
    record Calculation(Term subject, Arithmetic arithmetic, Value operand) implements Term {
        @Override
        public String typeName() {
            return subject.typeName();
        }

        @Override
        public Kind kind() {
            return subject.kind();
        }
    }

    /** True, false or unknown for each row. */
    record Condition(Predicate predicate) implements Term {
        @Override
        public String typeName() {
            return DataType.BOOL.wireName();
        }

        @Override
        public Kind kind() {
            return Kind.BOOL;
        }
    }

    /**
     * Rows, and elements of a struct array of theirs: not true or false of a row by itself, so it is the whole of a filter
     * or the end of it.
     *
     * @param predicate of rows, besides that they have such an element
     */
    record Elements(Predicate predicate, ElementFilter filter) implements Term {
        @Override
        public String typeName() {
            return DataType.BOOL.wireName();
        }

        @Override
        public Kind kind() {
            return Kind.BOOL;
        }
    }

    /**
     * A random share of the rows that match a predicate: not true or false of a row by itself, so it is the whole of a
     * filter or the end of it.
     *
     * @param share more than 0 and less than 1
     */
    record Sample(Predicate predicate, double share) implements Term {
        @Override
        public String typeName() {
            return DataType.BOOL.wireName();
        }

        @Override
        public Kind kind() {
            return Kind.BOOL;
        }
    }
}
