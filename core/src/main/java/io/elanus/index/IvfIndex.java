package io.elanus.index;

import io.elanus.durable.CorruptFileException;
import io.elanus.index.IvfFormat.Header;
import io.elanus.model.Metric;
import java.lang.foreign.MemorySegment;

/**
 * Searches an inverted file where it lies, over the rows where they lie in theirs: the lists whose centers are nearest
 * to the query, or all allowed rows if that is less work.
 *
 * <p>Keeps the file and the rows in use: both must stay open as long as searches run.
 */
final class IvfIndex implements VectorIndex {
    private static final int PROBES_DEFAULT = 8;

    /** Codes are a quarter as long as the rows, and some of the rows are read as well. */
    private static final int CODES_PER_ROW = 3;

    private final MemorySegment file;
    private final Header header;
    private final VectorRows rows;
    private final ExactScan scan;

    private IvfIndex(MemorySegment file, Header header, VectorRows rows) {
        this.file = file;
        this.header = header;
        this.rows = rows;
        this.scan = new ExactScan(rows, header.rows().metric());
    }

    /**
     * Verifies every byte of the file.
     *
     * @param key the name of the file for errors
     * @throws CorruptFileException if the file is corrupt or was built for other rows or another metric
     */
    static IvfIndex open(String key, MemorySegment file, VectorRows rows, Metric metric) {
        Header header = IvfFormat.verify(key, file);
        IvfFormat.FRAME.checkRows(key, header.rows(), rows, metric);
        return new IvfIndex(file, header, rows);
    }

    @Override
    public void search(VectorQuery query, NearestRows out) {
        query.allowed().requireOf(rows);
        int probes = probes(query);
        if (isScanCheaper(query, probes)) {
            scan.search(query, out);
        } else {
            new IvfSearch(file, header, rows, query).search(probes, out);
        }
    }

    private int probes(VectorQuery query) {
        int wanted =
                query.effort().probes() == 0 ? PROBES_DEFAULT : query.effort().probes();
        return Math.min(wanted, header.listCount());
    }

    private boolean isScanCheaper(VectorQuery query, int probes) {
        int allowedCount = query.allowed().count();
        long probedRows = (long) probes * rows.rowCount() / Math.max(header.listCount(), 1);
        long comparedRows = Math.min(probedRows, allowedCount) / (isByCodes(header, query) ? CODES_PER_ROW : 1);
        return allowedCount <= header.listCount() + comparedRows;
    }

    /** Codes cannot tell whether a row lies behind a lower bound. */
    static boolean isByCodes(Header header, VectorQuery query) {
        return header.hasCodes() && query.range().startsAnywhere();
    }
}
