package io.elanus.durable;

import java.nio.ByteBuffer;

/**
 * One record of a log.
 *
 * @param payload read-only, big-endian, from position 0 to its limit; valid for as long as it is referenced
 */
public record LogRecord(LogPosition position, ByteBuffer payload) {}
