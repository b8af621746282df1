package io.elanus.expr;

import io.elanus.expr.FilterParser.ExprContext;
import io.elanus.expr.FilterParser.ParensContext;
import io.elanus.expr.FilterParser.SumContext;
import io.elanus.expr.FilterParser.TemporalContext;
import io.elanus.expr.Term.Column;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import java.time.ZoneId;

/** The typing of comparisons with times: {@code field + INTERVAL '…' < ISO '…'}. */
final class Times {
    private final Analyzer analyzer;
    private final ZoneId zone;

    /** @param zone of times without an offset */
    Times(Analyzer analyzer, ZoneId zone) {
        this.analyzer = analyzer;
        this.zone = zone;
    }

    Predicate compare(Comparison comparison, ExprContext subject, TemporalContext time) {
        if (time.kind.getType() != FilterParser.ISO) {
            throw new FilterException(
                    "an INTERVAL is only supported behind a field and + or -, got: " + Syntax.text(time));
        }
        TimeSpan span = span(subject);
        FieldSchema field = field(subject);
        long micros = Literals.time(time.STRING().getText(), zone);
        return comparison == Comparison.NOT_EQUAL
                ? new Predicate.Not(within(field, span, LongInterval.of(Comparison.EQUAL, micros)))
                : within(field, span, LongInterval.of(comparison, micros));
    }

    private static TimeSpan span(ExprContext subject) {
        return switch (subject) {
            case ParensContext parens -> span(parens.expr());
            case SumContext sum
            when sum.expr(1) instanceof TemporalContext time -> {
                if (time.kind.getType() != FilterParser.INTERVAL) {
                    throw new FilterException("times cannot be added to each other, got: " + Syntax.text(subject));
                }
                TimeSpan span = TimeSpan.parse(Literals.text(time.STRING().getText()));
                yield sum.op.getType() == FilterParser.MINUS ? span.negated() : span;
            }
            default -> new TimeSpan(0, 0);
        };
    }

    private FieldSchema field(ExprContext subject) {
        return switch (subject) {
            case ParensContext parens -> field(parens.expr());
            case SumContext sum when sum.expr(1) instanceof TemporalContext -> timeField(sum.expr(0));
            default -> timeField(subject);
        };
    }

    private FieldSchema timeField(ExprContext subject) {
        if (analyzer.visit(subject) instanceof Column(FieldSchema field) && field.type() == DataType.TIMESTAMPTZ) {
            return field;
        }
        throw new FilterException("field '" + Syntax.text(subject) + "' is not a timestamptz datatype");
    }

    /** A fixed time is taken from the other side, which leaves a plain range. */
    private static Predicate within(FieldSchema field, TimeSpan span, LongInterval interval) {
        return span.isFixed()
                ? new Predicate.LongRange(field, interval.minus(span.micros()))
                : new Predicate.TimeCalculation(field, span, interval);
    }
}
