package io.elanus.engine;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which segments of a collection some compaction is about to replace: each is in one plan at most. Thread-safe. */
final class SegmentClaims {
    private final Set<Long> claimed = new HashSet<>();

    /**
     * @return false, and nothing is claimed, if one of them is claimed already
     */
    synchronized boolean claim(List<Long> segmentIds) {
        if (segmentIds.stream().anyMatch(claimed::contains)) {
            return false;
        }
        claimed.addAll(segmentIds);
        return true;
    }

    synchronized boolean contains(long segmentId) {
        return claimed.contains(segmentId);
    }

    synchronized void giveBack(List<Long> segmentIds) {
        segmentIds.forEach(claimed::remove);
    }
}
