package io.elanus.expr;

import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a time is put off: so many months by the calendar in UTC, and after that so many microseconds. A day that a month
 * does not have counts on into the next: a month behind January 31 is March 3, or March 2 in a leap year.
 */
record TimeSpan(long months, long micros) {
    private static final Pattern TEXT = Pattern.compile("P(?:(?<years>\\d+)Y)?(?:(?<months>\\d+)M)?(?:(?<days>\\d+)D)?"
            + "(?:T(?:(?<hours>\\d+)H)?(?:(?<minutes>\\d+)M)?(?:(?<seconds>\\d+)S)?)?");

    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;

    /** Microseconds of 64 bits reach no further than this from 1970. */
    private static final long DAYS_MAX = Long.MAX_VALUE / MICROS_PER_DAY;

    private static final long YEARS_MAX = DAYS_MAX / 365;

    private static final int DIGITS_MAX = 9;

    /**
     * Reads a duration of ISO 8601 without weeks and fractions.
     *
     * @throws FilterException if the text is none, or if it is longer than times can be apart
     */
    static TimeSpan parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new FilterException("invalid ISO 8601 duration: " + text);
        }
        long months = Math.addExact(part(parts, "years", text) * 12, part(parts, "months", text));
        long days = part(parts, "days", text);
        long seconds =
                part(parts, "hours", text) * 3_600 + part(parts, "minutes", text) * 60 + part(parts, "seconds", text);
        try {
            long micros = Math.addExact(
                    Math.multiplyExact(days, MICROS_PER_DAY), Math.multiplyExact(seconds, MICROS_PER_SECOND));
            return new TimeSpan(months, micros);
        } catch (ArithmeticException e) {
            throw new FilterException("duration is too long: " + text);
        }
    }

    private static long part(Matcher parts, String name, String text) {
        String digits = parts.group(name);
        if (digits == null) {
            return 0;
        }
        if (digits.length() > DIGITS_MAX) {
            throw new FilterException("duration is too long: " + text);
        }
        return Long.parseLong(digits);
    }

    TimeSpan negated() {
        return new TimeSpan(-months, -micros);
    }

    /** Whether it is equally long wherever it begins. */
    boolean isFixed() {
        return months == 0;
    }

    /**
     * The time so much later. Beyond the times that there are, it is the last or the first of them.
     *
     * @param time microseconds since 1970
     */
    long after(long time) {
        return plusSaturated(isFixed() ? time : plusMonths(time), micros);
    }

    private long plusMonths(long time) {
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(time, MICROS_PER_DAY));
        long month = date.getYear() * 12L + date.getMonthValue() - 1 + months;
        long year = Math.floorDiv(month, 12L);
        if (Math.abs(year) > YEARS_MAX) {
            return year > 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
        }
        long firstDay =
                LocalDate.of((int) year, (int) Math.floorMod(month, 12L) + 1, 1).toEpochDay();
        long day = firstDay + date.getDayOfMonth() - 1;
        return Math.abs(day) > DAYS_MAX
                ? (day > 0 ? Long.MAX_VALUE : Long.MIN_VALUE)
                : plusSaturated(day * MICROS_PER_DAY, Math.floorMod(time, MICROS_PER_DAY));
    }

    static long plusSaturated(long a, long b) {
        long sum = a + b;
        boolean overflows = ((a ^ sum) & (b ^ sum)) < 0;
        return overflows ? (a > 0 ? Long.MAX_VALUE : Long.MIN_VALUE) : sum;
    }
}
