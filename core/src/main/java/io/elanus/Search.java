package io.elanus;

import io.elanus.model.ArrayForm;
import io.elanus.model.CollectionName;
import io.elanus.model.Column;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.DataType;
import io.elanus.model.Metric;
import io.elanus.model.ReadConsistency;
import io.elanus.model.SearchParams;
import io.elanus.model.SearchRequest;
import io.elanus.model.Value;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The rows nearest to one vector, or to each of several. Owned by one thread. */
public final class Search {
    private static final int LIMIT_DEFAULT = 10;

    private final Column vectors;
    private final Optional<DataType> listElement;
    private final Map<String, Value> values = new HashMap<>();
    private Optional<String> field = Optional.empty();
    private Optional<String> metric = Optional.empty();
    private SearchParams params = SearchParams.defaults();
    private int limit = LIMIT_DEFAULT;
    private int offset;
    private String filter = "";
    private List<String> output = List.of();
    private List<String> partitions = List.of();
    private ReadConsistency consistency = ReadConsistency.ofCollection();

    private Search(Column vectors, Optional<DataType> listElement) {
        this.vectors = vectors;
        this.listElement = listElement;
    }

    /**
     * @param vectors float[dim] each
     * @throws IllegalArgumentException if there is none, or if their lengths differ
     */
    public static Search near(float[]... vectors) {
        if (vectors.length == 0) {
            throw new IllegalArgumentException("a search needs a vector");
        }
        ColumnBuilder builder = ColumnBuilder.of(DataType.FLOAT_VECTOR, vectors[0].length);
        for (float[] vector : vectors) {
            builder.add(vector);
        }
        return new Search(builder.build(), Optional.empty());
    }

    /**
     * @param type of the field: BINARY_VECTOR, FLOAT16_VECTOR, BFLOAT16_VECTOR or INT8_VECTOR
     * @param vectors as rows hold them
     * @throws IllegalArgumentException if there is none, or if their lengths differ
     */
    public static Search near(DataType type, byte[]... vectors) {
        if (vectors.length == 0) {
            throw new IllegalArgumentException("a search needs a vector");
        }
        int dim = vectors[0].length * Byte.SIZE / ColumnBuilder.width(type, Byte.SIZE);
        ColumnBuilder builder = ColumnBuilder.of(type, dim);
        for (byte[] vector : vectors) {
            builder.add(vector);
        }
        return new Search(builder.build(), Optional.empty());
    }

    /** @param vector a sparse one: values above zero by their places */
    public static Search near(Map<Long, Float> vector) {
        ColumnBuilder builder = ColumnBuilder.of(DataType.SPARSE_FLOAT_VECTOR, 0);
        builder.add(InputRows.sparse(vector));
        return new Search(builder.build(), Optional.empty());
    }

    /**
     * Compares a list of vectors with those of each row, by one of the metrics called MAX_SIM. For the nearest single elements
     * of rows, give {@link #near(float[][])} one vector.
     *
     * @param list float[dim] each
     * @throws IllegalArgumentException if there is none, or if their lengths differ
     */
    public static Search nearList(List<float[]> list) {
        if (list.isEmpty()) {
            throw new IllegalArgumentException("a search needs a vector");
        }
        ColumnBuilder elements = ColumnBuilder.of(DataType.FLOAT_VECTOR, list.getFirst().length);
        list.forEach(elements::add);
        return nearList(DataType.FLOAT_VECTOR, ArrayForm.bytes(elements.build()));
    }

    /**
     * As {@link #nearList(List)}.
     *
     * @param type of the vectors: BINARY_VECTOR, FLOAT16_VECTOR, BFLOAT16_VECTOR or INT8_VECTOR
     * @param list as rows hold them
     */
    public static Search nearList(DataType type, List<byte[]> list) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        list.forEach(bytes::writeBytes);
        return nearList(type, bytes.toByteArray());
    }

    private static Search nearList(DataType type, byte[] list) {
        return new Search(
                ColumnBuilder.of(DataType.ARRAY_OF_VECTOR, 0).add(list).build(), Optional.of(type));
    }

    /** The vector field to search; needed only where there are several. */
    public Search field(String name) {
        field = Optional.of(name);
        return this;
    }

    /** @param count hits a vector, 1 to 16384; without, 10 */
    public Search limit(int count) {
        limit = count;
        return this;
    }

    /** @param count hits a vector to leave out at the front */
    public Search offset(int count) {
        offset = count;
        return this;
    }

    /** Only rows for which this expression of the filter language is true. */
    public Search filter(String expression) {
        filter = expression;
        return this;
    }

    /** @param value what {@code {name}} stands for in the filter: a boolean, a number, a text, or a list of them */
    public Search value(String name, Object value) {
        values.put(name, Values.of(value));
        return this;
    }

    /** The fields that hits shall have, {@code *} for all; without, none. */
    public Search output(String... fields) {
        output = List.of(fields);
        return this;
    }

    /** Only these partitions. */
    public Search partitions(String... names) {
        partitions = List.of(names);
        return this;
    }

    /** Refused unless it is the metric of the index. */
    public Search metric(Metric expected) {
        metric = Optional.of(expected.name());
        return this;
    }

    /** @param candidates kept while a graph is walked, at least the limit: more find more and take longer */
    public Search beam(int candidates) {
        params = new SearchParams(OptionalInt.of(candidates), params.probes(), params.radius(), params.rangeFilter());
        return this;
    }

    /** @param lists of an inverted file that are looked into: more find more and take longer */
    public Search probes(int lists) {
        params = new SearchParams(params.beam(), OptionalInt.of(lists), params.radius(), params.rangeFilter());
        return this;
    }

    /** Only hits nearer than this score. */
    public Search radius(float score) {
        params = new SearchParams(params.beam(), params.probes(), Optional.of(score), params.rangeFilter());
        return this;
    }

    /** Only hits not nearer than this score; needs a radius. */
    public Search rangeFilter(float score) {
        params = new SearchParams(params.beam(), params.probes(), params.radius(), Optional.of(score));
        return this;
    }

    /** How fresh the rows have to be; without, as the collection says. */
    public Search consistency(ConsistencyLevel level) {
        consistency = ReadConsistency.of(level);
        return this;
    }

    int vectorCount() {
        return vectors.rowCount();
    }

    SearchRequest request(CollectionName name) {
        return new SearchRequest(
                name,
                partitions,
                field,
                vectors,
                listElement,
                metric,
                params,
                limit,
                offset,
                SearchRequest.ROUND_NONE,
                filter,
                values,
                Optional.empty(),
                output,
                consistency,
                false,
                Optional.empty());
    }
}
