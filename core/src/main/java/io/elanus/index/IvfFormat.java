package io.elanus.index;

import static io.elanus.index.IndexFrame.FLOAT;
import static io.elanus.index.IndexFrame.INT;

import io.elanus.durable.CorruptFileException;
import io.elanus.model.IndexParams.IvfParams;
import io.elanus.model.Metric;
import java.lang.foreign.MemorySegment;

/**
 * The file of an inverted file, version 1, in an {@link IndexFrame}. Searched where it lies; holds no vectors, only
 * centers, which rows of a column file lie around each, and their codes.
 *
 * <pre>
 * header
 *     0  int64    magic, the letters ELANIVFL
 *    24  int32    codec: 0 FLAT, 1 SQ8
 *    28  int32    lists wanted
 *    32  int32    listCount, 0 without rows
 *    36  float32  step of the codes; 0 without codes
 *    40           zeros
 * float32[listCount][dim]     centers; of length 1 for IP and COSINE, if not 0
 * int32[listCount + 1]        starts: the rows of list i stand at places starts[i] to starts[i + 1] - 1
 * int32[rowCount]             row at each place, ascending within a list
 * only for COSINE
 *   float32[rowCount]         one over the length of each row, 0 for a row of zeros
 * only with codes, see {@link CodeRange}; rowBytes is dim, rounded up to a multiple of 64
 *   float32[dim]              low end of the codes
 *   byte[rowCount][rowBytes]  codes of the row at each place, for COSINE scaled to length 1; zeros behind the last
 *   int32[rowCount]           sum of the codes of each place
 *   int32[rowCount]           sum of the squares of the codes of each place; only for L2
 * </pre>
 */
final class IvfFormat {
    static final int VERSION = 1;
    static final IndexFrame FRAME = new IndexFrame("ivf", 0x4c4656494e414c45L, VERSION);

    private IvfFormat() {}

    /** The sections, in their order. */
    enum Section {
        CENTERS,
        STARTS,
        ROWS,
        INVERSE_NORMS,
        CODE_LOWS,
        CODES,
        CODE_SUMS,
        CODE_SQUARES
    }

    /**
     * What the header says, and where it follows that everything lies.
     *
     * @param step of the codes; 0 without codes
     */
    record Header(IndexFrame.Rows rows, IvfParams params, int listCount, float step) {
        boolean hasCodes() {
            return step > 0;
        }

        MemorySegment section(MemorySegment file, Section section) {
            return file.asSlice(offset(section), byteSize(section));
        }

        long byteSize() {
            return IndexFrame.align(offset(Section.CODE_SQUARES) + byteSize(Section.CODE_SQUARES));
        }

        private long offset(Section wanted) {
            long offset = IndexFrame.HEADER_BYTES;
            for (Section section : Section.values()) {
                if (section == wanted) {
                    break;
                }
                offset = IndexFrame.align(offset + byteSize(section));
            }
            return offset;
        }

        private long byteSize(Section section) {
            long rowCount = rows.rowCount();
            return switch (section) {
                case CENTERS -> 4L * listCount * rows.dim();
                case STARTS -> 4L * (listCount + 1);
                case ROWS -> 4 * rowCount;
                case INVERSE_NORMS -> rows.metric() == Metric.COSINE ? 4 * rowCount : 0;
                case CODE_LOWS -> hasCodes() ? 4L * rows.dim() : 0;
                case CODES -> hasCodes() ? rowCount * RowCodes.rowBytes(rows.dim()) : 0;
                case CODE_SUMS -> hasCodes() ? 4 * rowCount : 0;
                case CODE_SQUARES -> hasCodes() && rows.metric() == Metric.L2 ? 4 * rowCount : 0;
            };
        }
    }

    /** Writes header and checksums over a body that is complete. */
    static void seal(Header header, MemorySegment file) {
        file.set(INT, 24, number(header.params.codec()));
        file.set(INT, 28, header.params.listCount());
        file.set(INT, 32, header.listCount);
        file.set(FLOAT, 36, header.step);
        FRAME.seal(header.rows, file);
    }

    /**
     * Reads the header and verifies every byte of the file.
     *
     * @param key the name for errors
     * @throws CorruptFileException if the file is corrupt or of another version
     */
    static Header verify(String key, MemorySegment file) {
        IndexFrame.Rows rows = FRAME.verify(key, file);
        IvfParams params = new IvfParams(codec(key, file.get(INT, 24)), file.get(INT, 28));
        Header header = new Header(rows, params, file.get(INT, 32), file.get(FLOAT, 36));
        FRAME.checkByteSize(key, file, header.byteSize());
        return header;
    }

    private static int number(IvfParams.Codec codec) {
        return switch (codec) {
            case FLAT -> 0;
            case SQ8 -> 1;
        };
    }

    private static IvfParams.Codec codec(String key, int number) {
        return switch (number) {
            case 0 -> IvfParams.Codec.FLAT;
            case 1 -> IvfParams.Codec.SQ8;
            default ->
                throw new CorruptFileException(key, 24, "ivf file is corrupt: codec: expected=0 or 1, found=" + number);
        };
    }
}
