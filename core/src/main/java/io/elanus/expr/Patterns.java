package io.elanus.expr;

import io.elanus.expr.Term.Calculation;
import io.elanus.expr.Term.Column;
import io.elanus.expr.Term.Condition;
import io.elanus.expr.Term.Constant;
import io.elanus.expr.Term.Element;
import io.elanus.expr.Term.Elements;
import io.elanus.expr.Term.Length;
import io.elanus.expr.Term.Path;
import io.elanus.expr.Term.Sample;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;

/** The typing of {@code like} and {@code =~}: what can be matched with a pattern. */
final class Patterns {
    private Patterns() {}

    static Predicate like(Term subject, TextPattern pattern) {
        return matches(subject, pattern, "like operation", "non-string or no-json");
    }

    static Predicate regex(Term subject, TextPattern pattern) {
        return matches(subject, pattern, "regex match", "non-string or non-json");
    }

    private static Predicate matches(Term subject, TextPattern pattern, String operation, String others) {
        return switch (subject) {
            case Path(FieldSchema field, JsonPath path) ->
                new Predicate.JsonTest(field, path, new JsonCondition.Like(pattern));
            case Element element
            when element.kind() == Kind.TEXT -> element.test(matches(element.column(), pattern, operation, others));
            case Column(FieldSchema field) when field.type() == DataType.VARCHAR -> new Predicate.Like(field, pattern);
            case Column _
            when subject.kind() == Kind.ARRAY -> throw new FilterException("can not comparisons array fields directly");
            case Column _, Element _ ->
                throw new FilterException(operation + " on " + others + " field is unsupported");
            case Constant _, Calculation _, Length _, Condition _, Elements _, Sample _ ->
                throw new FilterException(operation + " on complicated expr is unsupported");
        };
    }
}
