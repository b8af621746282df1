package io.elanus.segment;

import io.elanus.model.CollectionSchema;

/**
 * What has expired at one moment: the rows with a value in a field that is not greater than {@code expiredThrough}. A null
 * is greater than every value.
 *
 * @param fieldId a field of longs: that of the timestamps of the rows, or one of TIMESTAMPTZ
 */
public record ExpiryCutoff(long fieldId, long expiredThrough) {
    public static final ExpiryCutoff NOTHING = new ExpiryCutoff(CollectionSchema.TIMESTAMP_FIELD_ID, Long.MIN_VALUE);
}
