package io.elanus.model;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values of TIMESTAMPTZ: microseconds since 1970 in UTC where they are kept, text in ISO 8601 where people and clients see
 * them. The texts that are read are those that Milvus reads.
 */
public final class IsoTimes {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int OFFSET_MAX_SECONDS = 14 * 3_600;
    private static final int OFFSET_MIN_SECONDS = -12 * 3_600;

    /** A short offset such as +08 is only read behind a time that a blank precedes. */
    private static final Pattern TEXT = Pattern.compile("(?<date>\\d{4}-\\d\\d-\\d\\d)(?<separator>[T ])"
            + "(?<time>\\d\\d:\\d\\d:\\d\\d)(?:[.,](?<fraction>\\d{1,9})\\d*)?"
            + "(?<offset>Z|[+-]\\d\\d(?<minutes>:\\d\\d)?)?");

    private static final DateTimeFormatter FORMAT = new DateTimeFormatterBuilder()
            .appendValue(ChronoField.YEAR, 4, 10, SignStyle.NORMAL)
            .appendPattern("-MM-dd'T'HH:mm:ss")
            .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
            .appendOffset("+HH:MM", "Z")
            .toFormatter(Locale.ROOT);

    private IsoTimes() {}

    /** A zone by its name in the IANA database; offsets are no names. */
    public static Optional<ZoneId> findZone(String name) {
        return ZoneId.getAvailableZoneIds().contains(name) ? Optional.of(ZoneId.of(name)) : Optional.empty();
    }

    /**
     * Microseconds since 1970.
     *
     * @param text {@code 2025-01-31T23:59:59.999999+08:00}; a blank may stand for the T, fraction and offset may be left out
     * @param zone of a text without an offset
     * @throws DateTimeException with a message that clients know
     */
    public static long parse(String text, ZoneId zone) {
        Matcher parts = TEXT.matcher(text);
        boolean shortOffset = parts.matches() && parts.group("minutes") == null && !"Z".equals(parts.group("offset"));
        if (!parts.matches() || (shortOffset && parts.group("offset") != null && text.charAt(10) == 'T')) {
            throw unknownFormat(text);
        }
        return micros(at(local(parts, text), Optional.ofNullable(parts.group("offset")), zone));
    }

    private static LocalDateTime local(Matcher parts, String text) {
        String fraction = Optional.ofNullable(parts.group("fraction"))
                .map(digits -> "." + digits)
                .orElse("");
        try {
            return LocalDateTime.parse(parts.group("date") + "T" + parts.group("time") + fraction);
        } catch (DateTimeException e) {
            throw unknownFormat(text);
        }
    }

    private static Instant at(LocalDateTime local, Optional<String> offset, ZoneId zone) {
        if (offset.isEmpty()) {
            return local.atZone(zone).toInstant();
        }
        int seconds = offsetSeconds(offset.get());
        if (seconds > OFFSET_MAX_SECONDS || seconds < OFFSET_MIN_SECONDS) {
            throw new DateTimeException("UTC offset hour " + seconds / 3_600 + " is out of the valid range ["
                    + OFFSET_MIN_SECONDS / 3_600 + ", " + OFFSET_MAX_SECONDS / 3_600 + "]");
        }
        return local.toInstant(ZoneOffset.ofTotalSeconds(seconds));
    }

    private static int offsetSeconds(String offset) {
        if (offset.equals("Z")) {
            return 0;
        }
        int hours = Integer.parseInt(offset.substring(1, 3));
        int minutes = offset.length() == 3 ? 0 : Integer.parseInt(offset.substring(4));
        return (offset.charAt(0) == '-' ? -1 : 1) * (hours * 3_600 + minutes * 60);
    }

    private static DateTimeException unknownFormat(String text) {
        return new DateTimeException("invalid timestamp string: '" + text + "'. Does not match any known format");
    }

    /** The text of a value in a zone: with the offset there, without zeros at the end of the fraction. */
    public static String format(long micros, ZoneId zone) {
        return FORMAT.format(at(micros, zone));
    }

    public static ZonedDateTime at(long micros, ZoneId zone) {
        return instant(micros).atZone(zone);
    }

    public static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, MICROS_PER_SECOND), Math.floorMod(micros, MICROS_PER_SECOND) * 1_000);
    }

    /**
     * Parts of a microsecond are cut off.
     *
     * @throws ArithmeticException if it is more than some 292,000 years from 1970
     */
    public static long micros(Instant instant) {
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), MICROS_PER_SECOND), instant.getNano() / 1_000);
    }
}
