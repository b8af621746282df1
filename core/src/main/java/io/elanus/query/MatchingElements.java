package io.elanus.query;

import io.elanus.expr.ElementFilter;
import io.elanus.model.ArrayElements;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.RowSet;
import io.elanus.segment.RowBlock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The elements that a filter chooses among those of a struct array, row by row. Owned by one thread. */
final class MatchingElements {
    /** A multiple of 64: so many neighboring rows are tested together. */
    private static final int CHUNK_ROWS = 1_024;

    private final RowRefs rows;
    private final List<RowSet> matching;
    private final ElementFilter filter;
    private final Map<Long, Chunk> chunks = new HashMap<>();

    /** @param chosen of all elements of the rows */
    private record Chunk(ArrayElements elements, RowSet chosen) {}

    /** @param matching by segment, the rows that may be asked for */
    MatchingElements(RowRefs rows, List<RowSet> matching, ElementFilter filter) {
        this.rows = rows;
        this.matching = matching;
        this.filter = filter;
    }

    /** The places of the elements in the array of a row, ascending. */
    int[] of(long reference) {
        int inChunk = rows.rowInBlock(reference) % CHUNK_ROWS;
        Chunk chunk = chunks.computeIfAbsent(reference - inChunk, this::chunk);
        int start = chunk.elements.start(inChunk);
        int end = chunk.elements.start(inChunk + 1);
        int[] places = new int[end - start];
        int count = 0;
        for (int element = chunk.chosen.next(start);
                element >= 0 && element < end;
                element = chunk.chosen.next(element + 1)) {
            places[count++] = element - start;
        }
        return Arrays.copyOf(places, count);
    }

    private Chunk chunk(long first) {
        RowBlock block = rows.block(first);
        int from = rows.rowInBlock(first);
        RowSet wanted = matching.get(RowRefs.view(first))
                .slice(RowRefs.row(first), Math.min(CHUNK_ROWS, block.rowCount() - from));
        BytesColumn arrays = (BytesColumn) block.column(filter.part().id());
        ArrayElements elements = ArrayElements.of(filter.part(), arrays, from, wanted.rowCount());
        return new Chunk(elements, filter.match(block, elements, wanted));
    }
}
