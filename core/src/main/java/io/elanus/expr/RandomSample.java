package io.elanus.expr;

import io.elanus.model.RowSet;
import java.util.SplittableRandom;

/**
 * Chooses a random share of some rows: as many as the share says, cut off to a whole number, but at least one of them, and
 * each as likely as any other. Source: Knuth, The Art of Computer Programming, volume 2, 3.4.2, algorithm S.
 *
 * @param share more than 0 and less than 1
 * @param seed equal ones choose equally
 */
record RandomSample(double share, long seed) {
    /** @param salt makes choices from different sets different */
    RowSet of(RowSet rows, long salt) {
        int left = rows.cardinality();
        int wanted = Math.min(left, Math.max(1, (int) (left * share)));
        SplittableRandom random = new SplittableRandom(seed + salt * 0x9E3779B97F4A7C15L);
        RowSet chosen = RowSet.none(rows.rowCount());
        for (int row = rows.next(0); wanted > 0; row = rows.next(row + 1)) {
            if (random.nextInt(left) < wanted) {
                chosen.add(row);
                wanted--;
            }
            left--;
        }
        return chosen;
    }
}
