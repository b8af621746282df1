package io.elanus.model;

/**
 * What a write did.
 *
 * @param ids the primary keys written, INT64 or VARCHAR, in the order of the rows; of a delete: none
 * @param rowCount rows inserted, upserted or deleted
 * @param timestamp of the write; a read at or after it sees the write
 */
public record WriteResult(Column ids, long rowCount, long timestamp) {}
