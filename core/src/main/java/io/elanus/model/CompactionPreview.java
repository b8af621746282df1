package io.elanus.model;

import java.util.List;
import java.util.Optional;

/**
 * What a compaction would do, were it started now.
 *
 * @param nothingBecause why there is no plan, if there is none
 */
public record CompactionPreview(List<CompactionPlan> plans, Optional<String> nothingBecause) {
    public CompactionPreview {
        plans = List.copyOf(plans);
    }
}
