package io.elanus.expr;

import io.elanus.expr.IndexAnswer.AllOf;
import io.elanus.expr.IndexAnswer.AnyOf;
import io.elanus.expr.IndexAnswer.Matching;
import io.elanus.expr.IndexAnswer.Narrowed;
import io.elanus.expr.IndexAnswer.Present;
import io.elanus.expr.IndexAnswer.Run;
import io.elanus.model.FieldSchema;
import io.elanus.model.IndexParams.JsonCast;
import io.elanus.model.IndexParams.NgramParams;
import io.elanus.model.IndexParams.TokenParams;
import io.elanus.model.IndexParams.ValueParams;
import io.elanus.model.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Finds the index that answers a predicate, if one can: exactly as a scan of the rows would, or not at all. Immutable and
 * thread-safe.
 */
final class IndexSearch {
    /** Below this all integers are doubles, and none beyond it becomes a double that compares otherwise. */
    private static final double EXACT_BELOW = 0x1p53;

    /** Looking up a value takes as long as scanning so many rows: more values are not looked up one by one. */
    private static final int ROWS_A_LOOKUP = 64;

    /** The rarest grams leave few rows; those of more grams are seldom worth their reading. */
    private static final int GRAMS_MAX = 4;

    private final LongFunction<List<FieldIndex>> indexes;

    /** @param indexes by field */
    IndexSearch(LongFunction<List<FieldIndex>> indexes) {
        this.indexes = indexes;
    }

    Optional<IndexAnswer> find(Predicate predicate) {
        return switch (predicate) {
            case Predicate.LongRange(FieldSchema field, LongInterval interval) ->
                values(field).map(index -> anyOf(index, List.of(run(index, interval.min(), interval.max()))));
            case Predicate.LongIn(FieldSchema field, LongSet values) ->
                values(field).flatMap(index -> numbers(index, values.sorted()));
            case Predicate.DoubleRange(FieldSchema field, DoubleInterval interval) ->
                values(field).map(index -> anyOf(index, List.of(run(index, interval))));
            case Predicate.DoubleIn(FieldSchema field, LongSet values) ->
                values(field).flatMap(index -> numbers(index, sortable(values)));
            case Predicate.TextRange test ->
                values(test.field()).map(index -> anyOf(index, List.of(run(index, test.min(), test.end()))));
            case Predicate.TextIn(FieldSchema field, TextSet values) ->
                values(field).flatMap(index -> texts(index, values.sorted()));
            case Predicate.TextMatch test -> tokens(test.field()).map(index -> TokenSearch.answer(index, test.query()));
            case Predicate.Like(FieldSchema field, TextPattern pattern) -> first(field, index -> like(index, pattern));
            case Predicate.JsonTest(FieldSchema field, JsonPath path, JsonCondition condition) ->
                first(field, index -> index.isAt(path) ? json(index, condition) : Optional.empty());
            case Predicate.JsonExists(FieldSchema field, JsonPath path) -> exists(field, path);
            // A row of an array stands under each of its elements.
            case Predicate.AnyElement(FieldSchema _, Predicate test) -> find(test);
            case Predicate.Always _,
                    Predicate.And _,
                    Predicate.Or _,
                    Predicate.Not _,
                    Predicate.IsNull _,
                    Predicate.LongCalculation _,
                    Predicate.DoubleCalculation _,
                    Predicate.TimeCalculation _,
                    Predicate.FieldComparison _,
                    Predicate.ElementTest _,
                    Predicate.ElementCount _,
                    Predicate.LengthRange _,
                    Predicate.Spatial _ -> Optional.empty();
        };
    }

    private Optional<IndexAnswer> first(FieldSchema field, Function<FieldIndex, Optional<IndexAnswer>> answer) {
        return indexes.apply(field.id()).stream()
                .map(answer)
                .flatMap(Optional::stream)
                .min(Comparator.comparingLong(IndexAnswer::cost));
    }

    /** The index on the values of a field as they are. */
    private Optional<ValueIndex> values(FieldSchema field) {
        return indexes.apply(field.id()).stream()
                .filter(index -> index.params() instanceof ValueParams)
                .map(FieldIndex::values)
                .findFirst();
    }

    /** The index on the tokens of a field. */
    private Optional<ValueIndex> tokens(FieldSchema field) {
        return indexes.apply(field.id()).stream()
                .filter(index -> index.params() instanceof TokenParams)
                .map(FieldIndex::values)
                .findFirst();
    }

    private static IndexAnswer anyOf(ValueIndex index, List<Run> runs) {
        return new AnyOf(index, runs);
    }

    private static Run run(ValueIndex index, long min, long max) {
        if (min > max) {
            return new Run(0, 0);
        }
        return new Run(index.ceiling(min), max == Long.MAX_VALUE ? index.valueCount() : index.ceiling(max + 1));
    }

    private static Run run(ValueIndex index, DoubleInterval interval) {
        // Also false if either is NaN.
        return interval.min() <= interval.max()
                ? run(index, Numbers.sortable(interval.min()), Numbers.sortable(interval.max()))
                : new Run(0, 0);
    }

    private static Run run(ValueIndex index, String min, @Nullable String end) {
        int from = index.ceiling(Texts.utf8(min));
        int to = end == null ? index.valueCount() : index.ceiling(Texts.utf8(end));
        return new Run(from, Math.max(from, to));
    }

    static Run run(ValueIndex index, String text) {
        return run(index, text, text + "\0"); // Nothing lies between a text and the text with a zero byte.
    }

    private static boolean isTooMany(ValueIndex index, int lookups) {
        return (long) lookups * ROWS_A_LOOKUP > index.rowCount();
    }

    private static Optional<IndexAnswer> numbers(ValueIndex index, long[] values) {
        if (isTooMany(index, values.length)) {
            return Optional.empty();
        }
        List<Run> runs = new ArrayList<>(values.length);
        for (long value : values) {
            runs.add(run(index, value, value));
        }
        return Optional.of(anyOf(index, runs));
    }

    /** @param values as {@link Numbers#bits} */
    private static long[] sortable(LongSet values) {
        long[] sortable = new long[values.size()];
        for (int i = 0; i < sortable.length; i++) {
            sortable[i] = Numbers.sortable(Double.longBitsToDouble(values.sorted()[i]));
        }
        return sortable;
    }

    private static Optional<IndexAnswer> texts(ValueIndex index, Collection<String> values) {
        return isTooMany(index, values.size())
                ? Optional.empty()
                : Optional.of(anyOf(
                        index, values.stream().map(text -> run(index, text)).toList()));
    }

    private static Optional<IndexAnswer> like(FieldIndex index, TextPattern pattern) {
        return switch (index.params()) {
            case ValueParams _ ->
                Optional.of(new Matching(index.values(), withPrefix(index.values(), pattern.prefix()), pattern));
            case NgramParams ngram -> grams(index.values(), Grams.of(ngram), pattern);
            case TokenParams _ -> Optional.empty();
        };
    }

    private static Run withPrefix(ValueIndex index, String prefix) {
        byte[] bytes = Texts.utf8(prefix);
        int from = index.ceiling(bytes);
        int last = bytes.length - 1;
        while (last >= 0 && bytes[last] == (byte) 0xFF) {
            last--;
        }
        if (last < 0) {
            return new Run(from, index.valueCount());
        }
        byte[] behind = Arrays.copyOf(bytes, last + 1);
        behind[last]++;
        return new Run(from, index.ceiling(behind));
    }

    private static Optional<IndexAnswer> grams(ValueIndex index, Grams grams, TextPattern pattern) {
        GramRuns runs = new GramRuns(index);
        pattern.literals().forEach(literal -> grams.longestOf(literal, runs));
        if (runs.found.isEmpty()) {
            return Optional.empty();
        }
        List<Run> rarest = runs.found.stream()
                .distinct()
                .sorted(Comparator.comparingLong(run -> index.entryCount(run.from(), run.to())))
                .limit(GRAMS_MAX)
                .toList();
        return Optional.of(new Narrowed(index, rarest, ScanCost.PATTERN));
    }

    private static final class GramRuns implements IndexKeys.Sink {
        private final ValueIndex index;
        private final List<Run> found = new ArrayList<>();

        GramRuns(ValueIndex index) {
            this.index = index;
        }

        @Override
        public void number(long key) {
            throw new IllegalStateException("not a gram: number=" + key);
        }

        @Override
        public void text(byte[] bytes, int from, int length) {
            byte[] gram = Arrays.copyOfRange(bytes, from, from + length);
            byte[] behind = Arrays.copyOf(gram, length + 1);
            found.add(new Run(index.ceiling(gram), index.ceiling(behind)));
        }
    }

    private Optional<IndexAnswer> exists(FieldSchema field, JsonPath path) {
        return first(field, index -> index.isAt(path) ? Optional.of(new Present(index.values())) : Optional.empty());
    }

    private static Optional<IndexAnswer> json(FieldIndex index, JsonCondition condition) {
        ValueIndex values = index.values();
        JsonCast cast = index.params().json().orElseThrow().cast();
        boolean grams = index.params() instanceof NgramParams;
        return switch (condition) {
            case JsonCondition.Like(TextPattern pattern) when cast == JsonCast.VARCHAR -> like(index, pattern);
            case JsonCondition.OneOf(var constants, var _, int _) when !grams -> oneOf(values, cast, constants);
            case JsonCondition.Range range when !grams -> range(values, cast, range);
            case JsonCondition.Contains contains when !grams -> contains(values, cast, contains);
            case JsonCondition.Like _,
                    JsonCondition.OneOf _,
                    JsonCondition.Range _,
                    JsonCondition.Contains _,
                    JsonCondition.Length _,
                    JsonCondition.Calculated _ -> Optional.empty();
        };
    }

    private static Optional<IndexAnswer> oneOf(ValueIndex index, JsonCast cast, Collection<Value> constants) {
        return areOf(cast, constants) ? equal(index, constants).map(runs -> anyOf(index, runs)) : Optional.empty();
    }

    private static Optional<IndexAnswer> contains(ValueIndex index, JsonCast cast, JsonCondition.Contains contains) {
        JsonCast ofElements = switch (cast) {
            case ARRAY_BOOL -> JsonCast.BOOL;
            case ARRAY_DOUBLE -> JsonCast.DOUBLE;
            case ARRAY_VARCHAR -> JsonCast.VARCHAR;
            case BOOL, DOUBLE, VARCHAR, JSON -> JsonCast.JSON;
        };
        if (!areOf(ofElements, contains.elements())) {
            return Optional.empty();
        }
        return equal(index, contains.elements())
                .map(runs -> contains.all() ? new AllOf(index, runs) : anyOf(index, runs));
    }

    /** Whether there are constants and an index has all values that may equal one of them. */
    private static boolean areOf(JsonCast cast, Collection<Value> constants) {
        return !constants.isEmpty() && constants.stream().allMatch(constant -> isOf(cast, constant));
    }

    private static boolean isOf(JsonCast cast, Value constant) {
        return switch (constant) {
            case Value.Bool _ -> cast == JsonCast.BOOL;
            case Value.Text _ -> cast == JsonCast.VARCHAR;
            case Value.Int _, Value.Real _ ->
                cast == JsonCast.DOUBLE && Math.abs(Numbers.toDouble(constant)) < EXACT_BELOW;
            case Value.Array _ -> false;
        };
    }

    /** The run of each constant. */
    private static Optional<List<Run>> equal(ValueIndex index, Collection<Value> constants) {
        return isTooMany(index, constants.size())
                ? Optional.empty()
                : Optional.of(constants.stream()
                        .map(constant -> equal(index, constant))
                        .toList());
    }

    private static Run equal(ValueIndex index, Value constant) {
        return switch (constant) {
            case Value.Bool(boolean flag) -> run(index, flag ? 1 : 0, flag ? 1 : 0);
            case Value.Text(String text) -> run(index, text);
            case Value.Int _, Value.Real _ -> {
                long number = Numbers.sortable(Numbers.toDouble(constant));
                yield run(index, number, number);
            }
            case Value.Array _ -> throw new IllegalStateException("an array has no value of its own");
        };
    }

    private static Optional<IndexAnswer> range(ValueIndex index, JsonCast cast, JsonCondition.Range range) {
        JsonCondition.Bound lower = range.lower();
        JsonCondition.Bound upper = range.upper();
        if ((lower != null && !isOf(cast, lower.value())) || (upper != null && !isOf(cast, upper.value()))) {
            return Optional.empty();
        }
        // A number or text of its own has a run; a range goes from one side of a run to one side of another.
        int from = lower == null ? 0 : side(equal(index, lower.value()), lower.inclusive());
        int to = upper == null ? index.valueCount() : side(equal(index, upper.value()), !upper.inclusive());
        return Optional.of(anyOf(index, List.of(new Run(from, Math.max(from, to)))));
    }

    private static int side(Run run, boolean before) {
        return before ? run.from() : run.to();
    }
}
