package io.elanus.engine;

import io.elanus.engine.SegmentGroup.Limits;
import io.elanus.model.Timestamps;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What of one partition is rewritten without being asked.
 *
 * <p>Steps are taken on paper until none is left to take, and only then plans are made of what came out: so the targets of the
 * plans, once they are there, give no cause for a step either. The first step chooses segments with many dead rows. The others
 * merge: small ones that fill a target together; others to a rewritten one that is almost full; several of about the same size.
 * Since a row is merged with as many others at least, or into a full target, it is rewritten a number of times that grows with
 * the logarithm of all rows. Owned by one thread.
 */
final class AutomaticMerge {
    /** Segments of one tier differ in size by at most this factor. */
    private static final double TIER_FACTOR = 4;

    /** The largest segments of the lowest tier, a share of a target. */
    private static final double TIER_SHARE_MIN = 1.0 / 1024;

    /** So many young segments are not waited for. */
    private static final int YOUNG_MAX = 9;

    private final Limits limits;
    private final CompactionSettings settings;
    private final long youngFrom;
    private final List<Merged> parts = new ArrayList<>();

    /**
     * Segments that become one.
     *
     * @param rewritten false: one segment that stays as it is
     */
    record Merged(SegmentGroup group, boolean rewritten) {}

    private AutomaticMerge(Limits limits, CompactionSettings settings, long now) {
        this.limits = limits;
        this.settings = settings;
        this.youngFrom = Timestamps.minus(now, settings.mix().settleTime());
    }

    /** @param segments of one partition, each alone */
    static List<Merged> pick(List<SegmentGroup> segments, Limits limits, CompactionSettings settings, long now) {
        AutomaticMerge merge = new AutomaticMerge(limits, settings, now);
        merge.chooseDead(segments);
        boolean moved;
        do {
            moved = merge.fillTargets() || merge.topUp() || merge.mergeTier() || merge.squeezeIn();
        } while (moved);
        return merge.parts.stream().filter(Merged::rewritten).toList();
    }

    /** What is rewritten anyway is put together as far as it fits. */
    private void chooseDead(List<SegmentGroup> segments) {
        List<SegmentGroup> dead = new ArrayList<>();
        for (SegmentGroup segment : segments) {
            // Who has just written a segment often goes on deleting in it.
            if (MixPolicy.isDue(segment.members().getFirst(), settings) && !isYoung(segment)) {
                dead.add(segment);
            } else {
                parts.add(new Merged(segment, false));
            }
        }
        SegmentGroup.pack(dead, limits).forEach(group -> parts.add(new Merged(group, true)));
    }

    /** Merges small ones that fill a target together. */
    private boolean fillTargets() {
        List<SegmentGroup> full = SegmentGroup.pack(smallLargestFirst(), limits).stream()
                .filter(this::isFull)
                .toList();
        full.forEach(this::merge);
        return !full.isEmpty();
    }

    /** Adds small ones to one that is rewritten, too large to be small itself, and not full, if they fill it. */
    private boolean topUp() {
        for (Merged part : parts) {
            if (part.rewritten() && !isSmall(part.group()) && !isFull(part.group())) {
                SegmentGroup topped = part.group();
                for (SegmentGroup small : smallLargestFirst()) {
                    topped = topped.fitsWith(small, limits, 1) ? topped.with(small) : topped;
                }
                if (isFull(topped)) {
                    merge(topped);
                    return true;
                }
            }
        }
        return false;
    }

    /** Merges small ones of about the same size, if they are enough. The lowest tier comes first: what it gives may go on. */
    private boolean mergeTier() {
        List<SegmentGroup> small = smallLargestFirst();
        boolean impatient = small.stream().filter(this::isYoung).count() > YOUNG_MAX;
        TreeMap<Integer, List<SegmentGroup>> tiers = new TreeMap<>();
        for (SegmentGroup group : small) {
            if (impatient || !isYoung(group)) {
                tiers.computeIfAbsent(tier(group), number -> new ArrayList<>()).add(group);
            }
        }
        for (List<SegmentGroup> tier : tiers.values()) {
            if (tier.size() >= settings.mix().segmentsMin()) {
                merge(SegmentGroup.pack(tier, limits).getFirst()); // Any two small ones fit together.
                return true;
            }
        }
        return false;
    }

    /** Adds a left-over to what is rewritten anyway, if it is not the smaller of them that has to move. */
    private boolean squeezeIn() {
        double shareMax = settings.mix().stretchShareMax();
        for (SegmentGroup leftOver : smallLargestFirst()) {
            Optional<SegmentGroup> host = parts.stream()
                    .filter(Merged::rewritten)
                    .map(Merged::group)
                    .filter(group -> !group.equals(leftOver) && group.byteSize() >= leftOver.byteSize())
                    .filter(group -> leftOver.share(limits) <= shareMax - 1)
                    .filter(group -> group.fitsWith(leftOver, limits, shareMax))
                    .max(Comparator.comparingLong(SegmentGroup::byteSize));
            if (host.isPresent()) {
                merge(host.get().with(leftOver));
                return true;
            }
        }
        return false;
    }

    private void merge(SegmentGroup merged) {
        parts.removeIf(part -> merged.members().containsAll(part.group().members()));
        parts.add(new Merged(merged, true));
    }

    private List<SegmentGroup> smallLargestFirst() {
        return parts.stream()
                .map(Merged::group)
                .filter(this::isSmall)
                .sorted(SegmentGroup.LARGEST_FIRST)
                .toList();
    }

    private boolean isSmall(SegmentGroup group) {
        return group.share(limits) < settings.mix().smallShareMax();
    }

    private boolean isFull(SegmentGroup group) {
        return group.share(limits) >= settings.mix().fullShareMin();
    }

    private boolean isYoung(SegmentGroup group) {
        return group.timestampMax() > youngFrom;
    }

    private int tier(SegmentGroup group) {
        double share = group.share(limits);
        return share < TIER_SHARE_MIN ? 0 : 1 + (int) (Math.log(share / TIER_SHARE_MIN) / Math.log(TIER_FACTOR));
    }
}
