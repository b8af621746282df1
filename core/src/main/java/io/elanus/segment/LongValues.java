package io.elanus.segment;

import io.elanus.model.Column.LongColumn;
import java.util.List;

/** A field of longs of a segment's first rows, whatever pieces it lies in. A null reads as {@link Long#MAX_VALUE}. */
final class LongValues {
    private final LongColumn[] pieces;
    private final int pieceRows;

    /** @param blocks all but the last have as many rows as the first */
    LongValues(List<RowBlock> blocks, long fieldId) {
        this.pieces =
                blocks.stream().map(block -> (LongColumn) block.column(fieldId)).toArray(LongColumn[]::new);
        this.pieceRows = blocks.isEmpty() ? 1 : blocks.get(0).rowCount();
    }

    long get(int row) {
        LongColumn piece = pieces[row / pieceRows];
        int rowInPiece = row % pieceRows;
        return piece.isNull(rowInPiece) ? Long.MAX_VALUE : piece.get(rowInPiece);
    }
}
