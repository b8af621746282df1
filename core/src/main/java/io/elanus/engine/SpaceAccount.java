package io.elanus.engine;

import io.elanus.durable.ObjectInfo;
import io.elanus.model.SpaceUse;
import io.elanus.segment.SegmentMeta;
import java.util.HashMap;
import java.util.Map;

/** Tells what the files of a shard are for. */
final class SpaceAccount {
    private final Manifest manifest;
    private final Map<Long, Double> deadShares;
    private final ShardFiles.Replaced replaced;
    private final boolean jobsRunning;

    /**
     * @param deadShares of each segment at rest, the share of its rows that are dead
     * @param jobsRunning whether a file that nobody names may be about to be named
     */
    SpaceAccount(Manifest manifest, Map<Long, Double> deadShares, ShardFiles.Replaced replaced, boolean jobsRunning) {
        this.manifest = manifest;
        this.deadShares = Map.copyOf(deadShares);
        this.replaced = replaced;
        this.jobsRunning = jobsRunning;
    }

    private enum Purpose {
        INDEX,
        DELETES
    }

    /**
     * @param objects all that lie below the shard's prefix
     * @param manifestKey the one that counts
     */
    SpaceUse of(Iterable<ObjectInfo> objects, String manifestKey, long logBytes) {
        Map<String, Double> columns = new HashMap<>();
        Map<String, Purpose> others = new HashMap<>();
        for (SegmentMeta segment : manifest.segments()) {
            double deadShare = deadShares.getOrDefault(segment.id(), 0.0);
            segment.columns().forEach(file -> columns.put(file.key(), deadShare));
            segment.indexes().forEach(file -> others.put(file.key(), Purpose.INDEX));
            segment.deaths().ifPresent(file -> others.put(file.key(), Purpose.DELETES));
        }
        manifest.deletes().forEach(file -> others.put(file.key(), Purpose.DELETES));
        SpaceUse sum = new SpaceUse(0, 0, 0, logBytes, 0, 0, 0, 0);
        for (ObjectInfo object : objects) {
            sum = sum.plus(of(object, manifestKey, columns, others));
        }
        return sum;
    }

    private SpaceUse of(
            ObjectInfo object, String manifestKey, Map<String, Double> columns, Map<String, Purpose> others) {
        long bytes = object.size();
        Double deadShare = columns.get(object.key());
        if (deadShare != null) {
            long dead = Math.round(bytes * deadShare);
            return new SpaceUse(bytes - dead, dead, 0, 0, 0, 0, 0, 0);
        }
        Purpose purpose = others.get(object.key());
        if (purpose != null) {
            return switch (purpose) {
                case INDEX -> new SpaceUse(0, 0, bytes, 0, 0, 0, 0, 0);
                case DELETES -> new SpaceUse(0, bytes, 0, 0, 0, 0, 0, 0);
            };
        }
        if (object.key().equals(manifestKey)) {
            return new SpaceUse(0, 0, 0, 0, bytes, 0, 0, 0);
        }
        if (replaced.open().contains(object.key())) {
            return new SpaceUse(0, 0, 0, 0, 0, 0, bytes, 0);
        }
        boolean temporary = jobsRunning && !replaced.all().contains(object.key());
        return new SpaceUse(0, 0, 0, 0, 0, temporary ? bytes : 0, 0, temporary ? 0 : bytes);
    }
}
