package io.elanus.expr;

import io.elanus.model.CollectionSchema;
import io.elanus.model.ColumnSource;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.model.FieldSchema;
import io.elanus.model.RowSet;
import io.elanus.model.Value;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * Which rows of a collection are meant: a text in the filter language of Milvus, made ready for a schema.
 *
 * <p>Logic is that of SQL, with true, false and unknown: a comparison with null, with a JSON key that a row does not
 * have, or with a JSON value of another type is unknown, and a row matches only if the whole is true.
 *
 * <p>Immutable and thread-safe.
 */
public final class Filter {
    private static final Filter EVERYTHING = new Filter(new Predicate.Always(true), Optional.empty(), Optional.empty());

    private final Predicate predicate;
    private final Optional<RandomSample> sample;
    private final Optional<ElementFilter> elements;

    private Filter(Predicate predicate, Optional<RandomSample> sample, Optional<ElementFilter> elements) {
        this.predicate = predicate;
        this.sample = sample;
        this.elements = elements;
    }

    public static Filter everything() {
        return EVERYTHING;
    }

    /**
     * Makes a text ready for the rows of a schema.
     *
     * @param text a blank one means everything
     * @param templates what stands for {@code {name}} in the text, by name
     * @throws DatabaseException INVALID_PARAMETER with {@code cannot parse expression: <text>: <why>: query plan failed}
     */
    public static Filter parse(String text, CollectionSchema schema, Map<String, Value> templates) {
        return parse(text, schema, templates, ZoneOffset.UTC);
    }

    /** @param zone of times without an offset */
    public static Filter parse(String text, CollectionSchema schema, Map<String, Value> templates, ZoneId zone) {
        if (text.isBlank()) {
            return EVERYTHING;
        }
        try {
            Analyzer.Selection selection = new Analyzer(schema, templates, zone).selection(Syntax.parse(text));
            Optional<RandomSample> sample = selection.share().isPresent()
                    ? Optional.of(new RandomSample(selection.share().getAsDouble(), 0))
                    : Optional.empty();
            return new Filter(Rewrites.apply(selection.predicate()), sample, selection.elements());
        } catch (FilterException e) {
            throw new DatabaseException(
                    ErrorCode.INVALID_PARAMETER,
                    "cannot parse expression: " + Syntax.shortened(text) + ": " + e.getMessage()
                            + ": query plan failed",
                    e);
        }
    }

    /** Whether only a random share of the rows that match is wanted: {@link #sample} chooses it. */
    public boolean isSample() {
        return sample.isPresent();
    }

    /** The same filter, which chooses other rows than with another seed; of use only if it {@link #isSample}. */
    public Filter withSeed(long seed) {
        return new Filter(predicate, sample.map(old -> new RandomSample(old.share(), seed)), elements);
    }

    /** Which elements of a struct array are wanted of the rows that match, if the filter says so. */
    public Optional<ElementFilter> elements() {
        return elements;
    }

    /**
     * Of rows that match and are to be read, those that are wanted: all of them, or a random share.
     *
     * @param salt of the set of rows, such as the number of its segment; with the same one, the same rows are chosen again
     */
    public RowSet sample(RowSet matching, long salt) {
        return sample.map(share -> share.of(matching, salt)).orElse(matching);
    }

    /** Whether every row is wanted, whatever it holds; known without reading rows. */
    public boolean isEverything() {
        return sample.isEmpty() && predicate instanceof Predicate.Always(boolean value) && value;
    }

    /** The rows for which the filter is true, before any {@link #sample}. Reads only the columns of {@link #fieldIds}. */
    public RowSet match(ColumnSource rows) {
        return match(rows, _ -> List.of());
    }

    /**
     * The rows for which the filter is true, found through indexes where that is less work than reading the columns.
     *
     * @param indexes by field, over the same rows
     */
    public RowSet match(ColumnSource rows, LongFunction<List<FieldIndex>> indexes) {
        return new Evaluator(rows, indexes).match(predicate);
    }

    /**
     * Whether a row may match, as far as the ranges of fields tell; false only if no row does. Reads no rows.
     *
     * @param ranges by field, of all rows that there are; empty: nothing is known of the field
     */
    public boolean mayMatch(LongFunction<Optional<FieldRange>> ranges) {
        return new RangeCheck(ranges).check(predicate).canBeTrue();
    }

    /** The fields that {@link #match} reads. */
    public Set<Long> fieldIds() {
        Set<Long> ids = new HashSet<>();
        collectFields(predicate, ids);
        return Set.copyOf(ids);
    }

    /** The primary keys of all rows that can match, if the filter is a list of them and nothing else. */
    public Optional<KeySelection> primaryKeys() {
        if (isSample()) {
            return Optional.empty();
        }
        if (predicate instanceof Predicate.LongIn(FieldSchema field, LongSet values) && field.primaryKey()) {
            return Optional.of(new KeySelection.Longs(values.sorted().clone()));
        }
        if (predicate instanceof Predicate.TextIn(FieldSchema field, TextSet values) && field.primaryKey()) {
            return Optional.of(new KeySelection.Texts(values.sorted()));
        }
        return Optional.empty();
    }

    Predicate predicate() {
        return predicate;
    }

    private static void collectFields(Predicate predicate, Set<Long> ids) {
        switch (predicate) {
            case Predicate.Always _ -> {}
            case Predicate.And(List<Predicate> operands) -> operands.forEach(operand -> collectFields(operand, ids));
            case Predicate.Or(List<Predicate> operands) -> operands.forEach(operand -> collectFields(operand, ids));
            case Predicate.Not(Predicate operand) -> collectFields(operand, ids);
            case Predicate.IsNull test -> ids.add(test.field().id());
            case Predicate.LongRange test -> ids.add(test.field().id());
            case Predicate.LongIn test -> ids.add(test.field().id());
            case Predicate.DoubleRange test -> ids.add(test.field().id());
            case Predicate.DoubleIn test -> ids.add(test.field().id());
            case Predicate.TextRange test -> ids.add(test.field().id());
            case Predicate.TextIn test -> ids.add(test.field().id());
            case Predicate.Like test -> ids.add(test.field().id());
            case Predicate.LongCalculation test -> ids.add(test.field().id());
            case Predicate.DoubleCalculation test -> ids.add(test.field().id());
            case Predicate.TimeCalculation test -> ids.add(test.field().id());
            case Predicate.FieldComparison test -> {
                ids.add(test.left().id());
                ids.add(test.right().id());
            }
            case Predicate.JsonTest test -> ids.add(test.field().id());
            case Predicate.JsonExists test -> ids.add(test.field().id());
            case Predicate.TextMatch test -> ids.add(test.field().id());
            case Predicate.ElementTest test -> ids.add(test.field().id());
            case Predicate.AnyElement test -> ids.add(test.field().id());
            case Predicate.ElementCount test -> test.parts().forEach(part -> ids.add(part.id()));
            case Predicate.LengthRange test -> ids.add(test.field().id());
            case Predicate.Spatial test -> ids.add(test.field().id());
        }
    }
}
