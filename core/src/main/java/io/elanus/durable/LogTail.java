package io.elanus.durable;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Where the last file of a log ends when it is opened.
 *
 * <p>After a crash the bytes written since the last fsync may be there, or be zeros, or be missing, in any mixture: a bad
 * frame may well have good ones of the same batch behind it. Such a tail may be cut, as nobody was told that it is durable.
 * A frame that had been fsynced must never be cut; if it is bad, that is damage. The two are told apart by what later
 * frames say about fsyncs:
 *
 * <ul>
 *   <li>The first bad frame, at address X, is <b>damage</b> if any good frame behind it was written when the log was
 *       fsynced beyond X.
 *   <li>Otherwise everything from X on is the <b>torn tail</b>, and is cut.
 * </ul>
 *
 * Every append that begins after an fsync gives this evidence about all frames before, and so does the mark that a clean
 * close leaves. Only the frames of the last batch before a crash have nothing behind them; damage to these alone is taken
 * for a torn tail. Files before the last one were fsynced as a whole, so in them every bad frame is damage.
 */
final class LogTail {
    private final LogFile file;
    private final long fileEnd;

    private LogTail(LogFile file, long fileEnd) {
        this.file = file;
        this.fileEnd = fileEnd;
    }

    /**
     * The address behind the last frame that stays.
     *
     * @param fileEnd the address at which the file ends, above its base
     * @throws CorruptFileException if fsynced frames are damaged
     */
    static long find(LogFile file, long fileEnd) {
        return new LogTail(file, fileEnd).find();
    }

    private long find() {
        long address = file.base();
        try (LogFileReader reader = new LogFileReader(file)) {
            while (address < fileEnd) {
                reader.next(fileEnd);
                address = reader.address();
            }
            return address;
        } catch (CorruptFileException bad) {
            if (address == file.base() && bad.offset() == 0) {
                throw bad; // The header, which was fsynced before the first frame.
            }
            if (hasFrameSyncedBeyond(address)) {
                throw bad;
            }
            return address;
        }
    }

    private boolean hasFrameSyncedBeyond(long badAddress) {
        try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ);
                Arena arena = Arena.ofConfined()) {
            MemorySegment rest = channel.map(MapMode.READ_ONLY, file.offset(badAddress), fileEnd - badAddress, arena);
            long offset = 1;
            while (offset <= rest.byteSize() - LogFrame.HEADER_BYTES) {
                Optional<LogFrame> frame = goodFrame(rest, offset, badAddress + offset);
                if (frame.isPresent() && frame.get().syncedBelow() > badAddress) {
                    return true;
                }
                offset = frame.isPresent() ? frame.get().end() - badAddress : offset + 1;
            }
            return false;
        } catch (IOException e) {
            throw new DurableException("log file cannot be read: file=" + file.path(), e);
        }
    }

    private static Optional<LogFrame> goodFrame(MemorySegment bytes, long offset, long address) {
        return LogFrame.decode(bytes, offset, address)
                .filter(frame -> frame.end() - address <= bytes.byteSize() - offset)
                .filter(frame -> frame.isMark() || crcOf(bytes, offset, frame) == frame.payloadCrc());
    }

    private static int crcOf(MemorySegment bytes, long offset, LogFrame frame) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.asSlice(offset + LogFrame.HEADER_BYTES, frame.payloadBytes())
                .asByteBuffer());
        return (int) crc.getValue();
    }
}
