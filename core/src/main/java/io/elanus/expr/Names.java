package io.elanus.expr;

import io.elanus.expr.FilterParser.ColumnContext;
import io.elanus.expr.FilterParser.SubscriptContext;
import io.elanus.expr.Term.Column;
import io.elanus.expr.Term.Element;
import io.elanus.expr.Term.Path;
import io.elanus.model.CollectionSchema;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.StructSchema;
import io.elanus.model.Value;
import io.elanus.text.TextFields;
import java.util.List;
import java.util.Optional;

/** What the names in a filter stand for: fields, values inside of JSON fields, keys of the dynamic field. */
final class Names {
    private final CollectionSchema schema;

    Names(CollectionSchema schema) {
        this.schema = schema;
    }

    Term resolve(ColumnContext node) {
        String name = node.getStart().getText();
        List<SubscriptContext> subscripts = node.subscript();
        if (subscripts.isEmpty()) {
            return root(name);
        }
        if (subscripts.stream().anyMatch(subscript -> subscript.IDENTIFIER() != null)) {
            return part(name, subscripts, node);
        }
        return switch (root(name)) {
            case Path(FieldSchema field, JsonPath path) ->
                new Path(
                        field,
                        path.then(subscripts.stream()
                                .map(subscript -> key(subscript, node))
                                .toList()));
            case Column(FieldSchema field)
            when field.type() == DataType.ARRAY -> new Element(field, index(subscripts, node));
            case Term other ->
                throw new FilterException(
                        other.typeName() + " data type not supported accessed with []: " + Syntax.text(node));
        };
    }

    /** {@code struct[part]}, or with the place of an element before or behind the part. */
    private Term part(String struct, List<SubscriptContext> subscripts, ColumnContext node) {
        List<SubscriptContext> parts = subscripts.stream()
                .filter(subscript -> subscript.IDENTIFIER() != null)
                .toList();
        List<SubscriptContext> places = subscripts.stream()
                .filter(subscript -> subscript.IDENTIFIER() == null)
                .toList();
        String name =
                StructSchema.fieldName(struct, parts.getFirst().IDENTIFIER().getText());
        Optional<FieldSchema> found = schema.find(name);
        if (found.isEmpty() || parts.size() > 1 || places.size() > 1) {
            throw noSuchPart(node);
        }
        return places.isEmpty() ? field(found.get()) : new Element(found.get(), index(places, node));
    }

    private static int index(List<SubscriptContext> subscripts, ColumnContext node) {
        if (subscripts.size() == 1
                && subscripts.getFirst().INTEGER() != null
                && Literals.integer(subscripts.getFirst().INTEGER().getText(), false)
                        instanceof Value.Int(long index)) {
            return (int) Math.min(index, Integer.MAX_VALUE);
        }
        throw new FilterException("can only access array field with integer index, got: " + Syntax.text(node));
    }

    /**
     * The field whose tokens a function asks for.
     *
     * @param function as messages name it
     */
    FieldSchema tokens(String function, ColumnContext node) {
        String name = node.getStart().getText();
        FieldSchema field = schema.find(name)
                .or(schema::dynamicField)
                .orElseThrow(() -> new FilterException("field " + name + " not exist"));
        boolean text = field.type() == DataType.VARCHAR || field.type() == DataType.TEXT;
        if (!text || !node.subscript().isEmpty()) {
            throw new FilterException(function + " operation on non-string is unsupported");
        }
        if (!TextFields.isMatchable(field)) {
            throw new FilterException("field \"" + name + "\" does not enable match");
        }
        return field;
    }

    private Term root(String name) {
        return schema.find(name).map(Names::field).orElseGet(() -> dynamic(name));
    }

    private static Term field(FieldSchema field) {
        if (field.type() == DataType.TEXT) {
            throw new FilterException("filter on text field (" + field.name() + ") is not supported yet");
        }
        return field.type() == DataType.JSON ? new Path(field, JsonPath.ROOT) : new Column(field);
    }

    private Term dynamic(String name) {
        if (schema.findStruct(name).isPresent()) {
            throw new FilterException("can not comparisons array fields directly: " + name);
        }
        if (name.equalsIgnoreCase("null")) {
            throw new FilterException("NULL literal is not supported in expressions;"
                    + " use '<field> is null' or '<field> is not null' instead");
        }
        return schema.dynamicField()
                .map(field -> new Path(field, JsonPath.ROOT.then(name)))
                .orElseThrow(() -> new FilterException("field " + name + " not exist"));
    }

    private static String key(SubscriptContext subscript, ColumnContext node) {
        if (subscript.IDENTIFIER() != null) {
            throw noSuchPart(node);
        }
        if (subscript.INTEGER() != null) {
            return Constants.show(Literals.integer(subscript.INTEGER().getText(), false));
        }
        String key = subscript.STRING() != null
                ? Literals.text(subscript.STRING().getText())
                : Literals.rawText(subscript.RAW_STRING().getText());
        if (key.isEmpty()) {
            throw new FilterException("invalid identifier: " + Syntax.text(node));
        }
        return key;
    }

    private static FilterException noSuchPart(ColumnContext node) {
        return new FilterException(
                "struct field not found: " + Syntax.text(node) + "; the keys of a JSON field stand in quotes");
    }
}
