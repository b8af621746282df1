package io.elanus.model;

import java.util.List;

/** One value outside a column: a default, a literal of a filter, a template parameter. */
public sealed interface Value {
    record Bool(boolean value) implements Value {}

    record Int(long value) implements Value {}

    record Real(double value) implements Value {}

    record Text(String value) implements Value {}

    record Array(List<Value> elements) implements Value {
        public Array {
            elements = List.copyOf(elements);
        }
    }
}
