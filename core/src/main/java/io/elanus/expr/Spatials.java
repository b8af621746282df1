package io.elanus.expr;

import io.elanus.expr.FilterParser.CallContext;
import io.elanus.expr.SpatialTest.Relation;
import io.elanus.expr.Term.Column;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.GeometryForm;
import io.elanus.model.Value;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Point;

/** The typing of calls about geometries. */
final class Spatials {
    /** How deep geometries may stand in each other as text, since they are read by a function that calls itself. */
    static final int NESTING_MAX = 100;

    private Spatials() {}

    static Predicate related(Relation relation, Term subject, Term constant, CallContext node) {
        FieldSchema field = field("spatial", subject, node);
        return new Predicate.Spatial(field, new SpatialTest.Related(relation, constant(constant, node)));
    }

    static Predicate near(Term subject, Term constant, Term distance, CallContext node) {
        FieldSchema field = field("ST_DWITHIN", subject, node);
        SpatialTest.Constant point = constant(constant, node);
        if (!(point.geometry() instanceof Point)) {
            throw new FilterException("only supports POINT geometry: " + point.text());
        }
        return new Predicate.Spatial(field, new SpatialTest.Near(point, metres(distance, node)));
    }

    static Predicate isValid(Term subject, CallContext node) {
        return new Predicate.Spatial(field("STIsValid", subject, node), new SpatialTest.IsValid());
    }

    private static FieldSchema field(String operation, Term subject, CallContext node) {
        if (subject instanceof Column(FieldSchema field) && field.type() == DataType.GEOMETRY) {
            return field;
        }
        throw new FilterException(
                operation + " operation are only supported on geometry fields now, got: " + Syntax.text(node));
    }

    private static SpatialTest.Constant constant(Term term, CallContext node) {
        if (term instanceof Term.Constant(Value.Text(String text))) {
            return new SpatialTest.Constant(text, geometry(text));
        }
        throw new FilterException(
                "WKT string should be a string literal or template variable, got: " + Syntax.text(node.argument(1)));
    }

    private static Geometry geometry(String text) {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
            if (depth > NESTING_MAX) {
                throw new FilterException("invalid WKT string, it is nested too deeply: max=" + NESTING_MAX);
            }
        }
        try {
            return GeometryForm.parse(text);
        } catch (IllegalArgumentException e) {
            throw new FilterException("invalid WKT string: " + Syntax.shortened(text) + ": " + e.getMessage());
        }
    }

    private static double metres(Term distance, CallContext node) {
        if (!(distance instanceof Term.Constant(Value value))) {
            throw new FilterException(
                    "distance parameter must be a constant numeric value, got: " + Syntax.text(node.argument(2)));
        }
        if (!Numbers.isNumber(value)) {
            throw new FilterException(
                    "distance parameter must be a numeric value (int or float), got: " + Syntax.text(node.argument(2)));
        }
        double metres = Numbers.toDouble(value);
        if (metres < 0) {
            throw new FilterException("distance parameter must be non-negative, got: " + metres);
        }
        return metres;
    }
}
