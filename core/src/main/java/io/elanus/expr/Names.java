package io.elanus.expr;

import io.elanus.expr.FilterParser.ColumnContext;
import io.elanus.expr.FilterParser.SubscriptContext;
import io.elanus.expr.Term.Column;
import io.elanus.expr.Term.Path;
import io.elanus.model.CollectionSchema;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.text.TextFields;
import java.util.List;

/** What the names in a filter stand for: fields, values inside of JSON fields, keys of the dynamic field. */
final class Names {
    private final CollectionSchema schema;

    Names(CollectionSchema schema) {
        this.schema = schema;
    }

    Term resolve(ColumnContext node) {
        Term root = root(node.getStart().getText());
        List<SubscriptContext> subscripts = node.subscript();
        if (subscripts.isEmpty()) {
            return root;
        }
        if (root instanceof Path(FieldSchema field, JsonPath path)) {
            JsonPath longer = path;
            for (SubscriptContext subscript : subscripts) {
                longer = longer.then(key(subscript, node));
            }
            return new Path(field, longer);
        }
        throw new FilterException(
                root.kind() == Kind.ARRAY
                        ? "filter on elements of an array field is not supported: " + Syntax.text(node)
                        : root.typeName() + " data type not supported accessed with []: " + Syntax.text(node));
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
            throw new FilterException(
                    "struct field not found: " + Syntax.text(node) + "; the keys of a JSON field stand in quotes");
        }
        if (subscript.INTEGER() != null) {
            return Constants.show(Literals.integer(subscript.INTEGER().getText(), false));
        }
        return subscript.STRING() != null
                ? Literals.text(subscript.STRING().getText())
                : Literals.rawText(subscript.RAW_STRING().getText());
    }
}
