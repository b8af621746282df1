package io.elanus.model;

/**
 * The bytes that a collection takes in the data folder, by what they are for; together they are all that is there.
 *
 * @param live column files, the share of rows that are alive
 * @param dead column files, the share of rows that are deleted or have expired, with the files that say which rows are
 *     deleted: what a compaction would give back
 * @param index index files
 * @param log rows and deletes that are not in files yet, and what of the log has not been cut off
 * @param manifest what says which files count
 * @param temporary files that a running job has written and that do not count yet
 * @param pinned files that have been replaced and stay until the last reader has let go of them
 * @param orphan files that nobody needs and that could not be deleted; they go with a later attempt, or at the next start
 */
public record SpaceUse(
        long live, long dead, long index, long log, long manifest, long temporary, long pinned, long orphan) {
    public static final SpaceUse NOTHING = new SpaceUse(0, 0, 0, 0, 0, 0, 0, 0);

    public long total() {
        return live + dead + index + log + manifest + temporary + pinned + orphan;
    }

    public SpaceUse plus(SpaceUse other) {
        return new SpaceUse(
                live + other.live,
                dead + other.dead,
                index + other.index,
                log + other.log,
                manifest + other.manifest,
                temporary + other.temporary,
                pinned + other.pinned,
                orphan + other.orphan);
    }
}
