package io.elanus.expr;

import io.elanus.model.Column;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.ColumnSource;
import io.elanus.model.FieldSchema;
import io.elanus.model.RowSet;
import io.elanus.text.TextAnalyzer;
import io.elanus.text.TextQuery;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows of one source for which a predicate is true. Every step is told the rows that still matter, the
 * candidates, and answers for those only, without writing to their set: what an earlier operand of an and or an or has
 * decided is not read again. A predicate is answered by an index where that is less work than reading the candidates.
 *
 * <p>Owned by one thread.
 */
final class Evaluator {
    private final ColumnSource rows;
    private final IndexSearch indexes;
    private final Map<Predicate, Optional<IndexAnswer>> answers = new IdentityHashMap<>();

    /** @param indexes by field, over the same rows */
    Evaluator(ColumnSource rows, LongFunction<List<FieldIndex>> indexes) {
        this.rows = rows;
        this.indexes = new IndexSearch(indexes);
    }

    RowSet match(Predicate predicate) {
        return certain(predicate, RowSet.all(rows.rowCount()));
    }

    /** The candidates for which it is true; whether it is false or unknown for the others makes no difference here. */
    private RowSet certain(Predicate predicate, RowSet candidates) {
        if (candidates.isEmpty()) {
            return candidates;
        }
        if (predicate instanceof Predicate.And(List<Predicate> operands)) {
            RowSet left = candidates;
            for (Predicate operand : cheapestFirst(operands)) {
                left = certain(operand, left);
            }
            return left;
        }
        if (predicate instanceof Predicate.Or(List<Predicate> operands)) {
            RowSet found = RowSet.none(candidates.rowCount());
            for (Predicate operand : cheapestFirst(operands)) {
                found.or(certain(operand, candidates.copy().andNot(found)));
            }
            return found;
        }
        IndexAnswer answer = cheaperAnswer(predicate, candidates);
        return answer == null
                ? scan(predicate, candidates).certain()
                : answer.certain(candidates, open -> scan(predicate, open).certain());
    }

    Truth evaluate(Predicate predicate) {
        return evaluate(predicate, RowSet.all(rows.rowCount()));
    }

    /** Also for candidates that are not all rows: what it says of others means nothing. */
    Truth evaluate(Predicate predicate, RowSet candidates) {
        if (candidates.isEmpty()) {
            return new Truth(candidates, candidates);
        }
        IndexAnswer answer = cheaperAnswer(predicate, candidates);
        return answer == null
                ? scan(predicate, candidates)
                : answer.truth(candidates, open -> scan(predicate, open).certain());
    }

    private @Nullable IndexAnswer cheaperAnswer(Predicate predicate, RowSet candidates) {
        IndexAnswer answer = answer(predicate).orElse(null);
        return answer != null && answer.cost() < ScanCost.of(predicate, candidates.cardinality()) ? answer : null;
    }

    private Optional<IndexAnswer> answer(Predicate predicate) {
        return answers.computeIfAbsent(predicate, indexes::find);
    }

    /** Those that are the least work over all rows, which for an index tells as well that they leave few. */
    private List<Predicate> cheapestFirst(List<Predicate> operands) {
        Map<Predicate, Long> costs = new IdentityHashMap<>();
        for (Predicate operand : operands) {
            long scan = ScanCost.of(operand, rows.rowCount());
            costs.put(
                    operand,
                    answer(operand).map(found -> Math.min(found.cost(), scan)).orElse(scan));
        }
        return operands.stream().sorted(Comparator.comparing(costs::get)).toList();
    }

    private Truth scan(Predicate predicate, RowSet candidates) {
        if (candidates.isEmpty()) {
            return new Truth(candidates, candidates);
        }
        return switch (predicate) {
            case Predicate.Always(boolean value) -> always(value, candidates);
            case Predicate.And(List<Predicate> operands) -> and(operands, candidates);
            case Predicate.Or(List<Predicate> operands) -> or(operands, candidates);
            case Predicate.Not(Predicate operand) ->
                evaluate(operand, candidates).not(candidates);
            case Predicate.IsNull(FieldSchema field) -> isNull(column(field), candidates);
            case Predicate.LongRange(FieldSchema field, LongInterval interval) ->
                NumberScan.inRange(column(field), interval, candidates);
            case Predicate.LongIn(FieldSchema field, LongSet values) ->
                NumberScan.in(column(field), values, candidates);
            case Predicate.LongCalculation test ->
                NumberScan.calculated(
                        column(test.field()), test.arithmetic(), test.operand(), test.interval(), candidates);
            case Predicate.DoubleRange(FieldSchema field, DoubleInterval interval) ->
                NumberScan.inRange(column(field), interval, candidates);
            case Predicate.DoubleIn(FieldSchema field, LongSet values) ->
                NumberScan.inBits(column(field), values, candidates);
            case Predicate.DoubleCalculation test ->
                NumberScan.calculated(
                        column(test.field()), test.arithmetic(), test.operand(), test.interval(), candidates);
            case Predicate.TextRange test -> BytesScan.inRange(bytes(test.field()), test.min(), test.end(), candidates);
            case Predicate.TextIn(FieldSchema field, TextSet values) -> BytesScan.in(bytes(field), values, candidates);
            case Predicate.Like(FieldSchema field, TextPattern pattern) ->
                BytesScan.like(bytes(field), pattern, candidates);
            case Predicate.TimeCalculation test ->
                NumberScan.putOff(column(test.field()), test.span(), test.interval(), candidates);
            case Predicate.FieldComparison test ->
                FieldScan.compare(column(test.left()), test.comparison(), column(test.right()), candidates);
            case Predicate.JsonTest(FieldSchema field, JsonPath path, JsonCondition condition) ->
                JsonScan.test(bytes(field), path, condition, candidates);
            case Predicate.JsonExists(FieldSchema field, JsonPath path) ->
                JsonScan.exists(bytes(field), path, candidates);
            case Predicate.TextMatch(FieldSchema field, TextAnalyzer analyzer, TextQuery query) ->
                BytesScan.tokens(bytes(field), analyzer, query, candidates);
            case Predicate.ElementTest(FieldSchema field, int index, Predicate test) ->
                new ArrayScan(field, rows).element(index, test, candidates);
            case Predicate.AnyElement(FieldSchema field, Predicate test) ->
                new ArrayScan(field, rows).count(LongInterval.of(Comparison.GREATER_EQUAL, 1), test, candidates);
            case Predicate.ElementCount(List<FieldSchema> parts, Predicate test, LongInterval count) ->
                new ArrayScan(parts, rows).count(count, test, candidates);
            case Predicate.LengthRange(FieldSchema field, LongInterval interval) ->
                new ArrayScan(field, rows).length(interval, candidates);
            case Predicate.Spatial(FieldSchema field, SpatialTest test) ->
                SpatialScan.test(bytes(field), test, candidates);
        };
    }

    private Truth and(List<Predicate> operands, RowSet candidates) {
        RowSet certain = candidates.copy();
        RowSet possible = candidates;
        for (Predicate operand : cheapestFirst(operands)) {
            Truth truth = evaluate(operand, possible);
            certain.and(truth.certain());
            possible = truth.possible();
        }
        return new Truth(certain, possible);
    }

    private Truth or(List<Predicate> operands, RowSet candidates) {
        RowSet certain = RowSet.none(candidates.rowCount());
        RowSet possible = RowSet.none(candidates.rowCount());
        RowSet undecided = candidates.copy();
        for (Predicate operand : cheapestFirst(operands)) {
            Truth truth = evaluate(operand, undecided);
            certain.or(truth.certain());
            possible.or(truth.possible());
            undecided.andNot(truth.certain());
        }
        return new Truth(certain, possible);
    }

    private static Truth always(boolean value, RowSet candidates) {
        return Truth.of(value ? candidates.copy() : RowSet.none(candidates.rowCount()), candidates);
    }

    private static Truth isNull(Column column, RowSet candidates) {
        RowSet nulls = column.nulls();
        return Truth.of(nulls == null ? RowSet.none(candidates.rowCount()) : nulls.copy(), candidates);
    }

    private Column column(FieldSchema field) {
        return rows.column(field.id());
    }

    private BytesColumn bytes(FieldSchema field) {
        return (BytesColumn) column(field);
    }
}
