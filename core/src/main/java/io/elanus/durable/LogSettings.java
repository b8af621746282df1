package io.elanus.durable;

import java.time.Duration;

/**
 * How local logs are kept.
 *
 * @param syncInterval used by {@link SyncPolicy#INTERVAL} only
 * @param fileBytesMax a log goes on in a new file before one grows beyond this; a larger record has a file of its own
 */
public record LogSettings(SyncPolicy syncPolicy, Duration syncInterval, long fileBytesMax) {
    public static final LogSettings DEFAULT = new LogSettings(SyncPolicy.ALWAYS, Duration.ofMillis(100), 64L << 20);

    public LogSettings {
        if (syncInterval.isNegative() || syncInterval.isZero()) {
            throw new IllegalArgumentException("sync interval is not positive: syncInterval=" + syncInterval);
        }
        if (fileBytesMax < 1 || fileBytesMax > 1L << 30) {
            throw new IllegalArgumentException(
                    "log file size is out of range: fileBytesMax=" + fileBytesMax + ", max=" + (1L << 30));
        }
    }
}
