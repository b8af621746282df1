package io.elanus.index;

import io.elanus.model.Column.BytesColumn;

/**
 * Sparse vectors: a row is the pairs of {@link io.elanus.simd.SparseDots}; a row without pairs is a vector of zeros.
 *
 * @param pairs must stay open and unchanged as long as anything searches it
 */
public record SparseRows(BytesColumn pairs) implements SearchableRows {
    @Override
    public int rowCount() {
        return pairs.rowCount();
    }
}
