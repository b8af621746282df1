package io.elanus.index;

import static io.elanus.index.IndexFrame.FLOAT;
import static io.elanus.index.IndexFrame.INT;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.elanus.index.IvfFormat.Header;
import io.elanus.index.IvfFormat.Section;
import io.elanus.model.IndexParams.IvfParams;
import io.elanus.model.Metric;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.Optional;

/**
 * Builds an inverted file: trains centers, puts each row into the list of the nearest, and writes the codes of the rows
 * list by list. The bytes depend on nothing but rows, parameters and seed.
 *
 * <p>SQ8 goes without codes where they do not tell the rows apart, and then is searched as FLAT.
 */
final class IvfBuilder {
    /** With fewer rows in a list it costs more to find the list than to look through it. */
    private static final int ROWS_PER_LIST_MIN = 32;

    /** 16 for finding duplicates and 3 for the sets of them, 8 for lists, 4 for lengths. */
    private static final int WORK_BYTES_PER_ROW = 31;

    private final VectorRows rows;
    private final Header header;
    private final BuildRun run;
    private final MemorySegment file;

    private IvfBuilder(VectorRows rows, Header header, BuildRun run, MemorySegment file) {
        this.rows = rows;
        this.header = header;
        this.run = run;
        this.file = file;
    }

    /**
     * @param allocator gives the bytes of the file
     * @return the whole file
     * @throws java.util.concurrent.CancellationException if the run's monitor said so
     */
    static MemorySegment build(
            VectorRows rows, Metric metric, IvfParams params, BuildRun run, SegmentAllocator allocator) {
        try (Arena work = Arena.ofShared()) {
            MemorySegment inverseNorms = work.allocate(metric == Metric.COSINE ? 4L * rows.rowCount() : 0);
            if (metric == Metric.COSINE) {
                RowScorer.writeInverseNorms(rows, inverseNorms, run.monitor());
            }
            Optional<RowCodes> codes = codes(rows, metric, params, inverseNorms, run, work);
            Header header = new Header(
                    new IndexFrame.Rows(metric, rows.rowCount(), rows.dim()),
                    params,
                    listCount(params, rows.rowCount()),
                    codes.map(found -> found.range().step()).orElse(0f));
            MemorySegment file = allocator.allocate(header.byteSize(), 64);
            new IvfBuilder(rows, header, run, file).write(inverseNorms, codes);
            IvfFormat.seal(header, file);
            return file;
        }
    }

    /** The byte size to be expected of a file. */
    static long expectedByteSize(IvfParams params, Metric metric, int rowCount, int dim) {
        boolean coded = params.codec() == IvfParams.Codec.SQ8 && CodeTrial.byteSize(rowCount, dim) > 0;
        IndexFrame.Rows rows = new IndexFrame.Rows(metric, rowCount, dim);
        return new Header(rows, params, listCount(params, rowCount), coded ? 1 : 0).byteSize();
    }

    /** The bytes that a build holds at most beside its file. */
    static long workByteSize(IvfParams params, long rowCount, int dim, int threads) {
        long codes = params.codec() == IvfParams.Codec.SQ8 ? CodeTrial.byteSize(rowCount, dim) : 0;
        return codes + rowCount * WORK_BYTES_PER_ROW + threads * (8L * params.listCount() + 32L * dim);
    }

    private static int listCount(IvfParams params, int rowCount) {
        return Math.min(params.listCount(), Math.ceilDiv(rowCount, ROWS_PER_LIST_MIN));
    }

    private static Optional<RowCodes> codes(
            VectorRows rows, Metric metric, IvfParams params, MemorySegment inverseNorms, BuildRun run, Arena work) {
        return switch (params.codec()) {
            case FLAT -> Optional.empty();
            case SQ8 -> {
                DuplicateRows duplicates = DuplicateRows.find(rows, run.monitor());
                yield CodeTrial.passingCodes(rows, metric, inverseNorms, duplicates, run, work);
            }
        };
    }

    private void write(MemorySegment inverseNorms, Optional<RowCodes> codes) {
        section(Section.INVERSE_NORMS).copyFrom(inverseNorms);
        if (rows.rowCount() == 0) {
            return;
        }
        VectorRows centers = new VectorRows(section(Section.CENTERS), header.listCount(), rows.dim());
        Metric metric = header.rows().metric();
        CenterTraining.train(rows, metric, centers, run);
        RowLists lists = RowLists.of(assign(centers, metric), header.listCount());
        copy(lists.starts(), section(Section.STARTS));
        copy(lists.rows(), section(Section.ROWS));
        codes.ifPresent(found -> writeCodes(found, lists));
    }

    /** The list of each row. */
    private int[] assign(VectorRows centers, Metric metric) {
        int[] listOf = new int[rows.rowCount()];
        WorkShare.forEach(rows.rowCount(), run, () -> {
            RowScorer reader = CenterTraining.reader(rows, metric);
            ListFinder finder = new ListFinder(centers, metric);
            return row -> {
                reader.aim(row);
                listOf[row] = finder.nearest(reader.query());
                run.monitor().rowBuilt();
            };
        });
        return listOf;
    }

    private void writeCodes(RowCodes codes, RowLists lists) {
        MemorySegment.copy(codes.range().low(), 0, section(Section.CODE_LOWS), FLOAT, 0, rows.dim());
        MemorySegment out = section(Section.CODES);
        MemorySegment sums = section(Section.CODE_SUMS);
        MemorySegment squares = section(Section.CODE_SQUARES);
        byte[] row = new byte[codes.rowBytes()];
        for (int place = 0; place < rows.rowCount(); place++) {
            long from = (long) lists.rows()[place] * row.length;
            MemorySegment.copy(codes.codes(), JAVA_BYTE, from, row, 0, row.length);
            MemorySegment.copy(row, 0, out, JAVA_BYTE, (long) place * row.length, row.length);
            int sum = 0;
            int square = 0;
            for (byte code : row) {
                sum += code;
                square += code * code;
            }
            sums.set(INT, 4L * place, sum);
            if (squares.byteSize() > 0) {
                squares.set(INT, 4L * place, square);
            }
        }
    }

    private MemorySegment section(Section section) {
        return header.section(file, section);
    }

    private static void copy(int[] values, MemorySegment out) {
        MemorySegment.copy(values, 0, out, INT, 0, values.length);
    }
}
