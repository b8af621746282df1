package io.elanus.expr;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Refuses regular expressions that would become too large a program. The compiler itself unrolls nested counts, so that a
 * few signs can stand for millions of steps, and both it and the matcher call themselves once a step. The size is that of
 * the program at most: one step a sign or class, one an operator, two a group, all of it times the count behind it.
 */
final class RegexSize {
    /** Matching was measured to take up to 260 bytes of stack a step, so this needs half of a MiB at most. */
    static final int STEPS_MAX = 2_000;

    static final int NESTING_MAX = 100;

    private final String text;
    private int at;

    /** Of the groups that are open here, the outermost last; the innermost is the first. */
    private final Deque<Group> groups = new ArrayDeque<>();

    /** @param last of what stands directly before, to which a count would belong */
    private record Group(long size, long last) {}

    private RegexSize(String text) {
        this.text = text;
    }

    static void check(String text) {
        new RegexSize(text).scan();
    }

    private void scan() {
        groups.push(new Group(0, 0));
        while (at < text.length()) {
            char sign = text.charAt(at++);
            switch (sign) {
                case '\\' -> escape();
                case '[' -> {
                    skipClass();
                    add(1);
                }
                case '(' -> open();
                case ')' -> close();
                case '{' -> count();
                case '*', '+', '?' -> replace(new Group(groups.getFirst().size + 1, groups.getFirst().last + 1));
                default -> add(1);
            }
        }
    }

    /** Past what a backslash begins. */
    private void escape() {
        if (text.startsWith("Q", at)) {
            int end = indexOrEnd("\\E", at);
            replace(new Group(groups.getFirst().size + end - at, 1));
            at = end;
        } else if (text.startsWith("p{", at) || text.startsWith("P{", at) || text.startsWith("x{", at)) {
            at = indexOrEnd("}", at) + 1;
            add(1);
        } else {
            at++;
            add(1);
        }
    }

    /** Past the bracket that closes a class; the first sign in it is a bracket like any other. */
    private void skipClass() {
        if (text.startsWith("^", at)) {
            at++;
        }
        for (boolean first = true; at < text.length() && (first || text.charAt(at) != ']'); first = false) {
            int name = text.startsWith("[:", at) ? text.indexOf(":]", at) : -1;
            at = name >= 0 ? name + 2 : at + (text.charAt(at) == '\\' ? 2 : 1);
        }
        at++;
    }

    private void open() {
        groups.push(new Group(0, 0));
        if (groups.size() > NESTING_MAX) {
            throw new FilterException("regex pattern is nested too deeply: max=" + NESTING_MAX);
        }
    }

    /** A bracket that nothing has opened is left to the compiler, which refuses it. */
    private void close() {
        if (groups.size() > 1) {
            long size = groups.pop().size;
            add(size + 2);
        }
    }

    /** What does not have the form of a count stands for itself. */
    private void count() {
        int end = text.indexOf('}', at);
        String[] bounds = end < 0 ? new String[0] : text.substring(at, end).split(",", 2);
        if (bounds.length == 0 || !isNumber(bounds[0]) || !(bounds.length == 1 || isNumber("0" + bounds[1]))) {
            add(1);
            return;
        }
        long min = Long.parseLong(bounds[0]);
        long max = bounds.length == 1 ? min : bounds[1].isEmpty() ? min + 1 : Long.parseLong(bounds[1]);
        long times = Math.max(1, max);
        Group group = groups.getFirst();
        replace(new Group(group.size + group.last * (times - 1), group.last * times));
        at = end + 1;
    }

    /** One that could be a count at all. */
    private static boolean isNumber(String digits) {
        return digits.matches("[0-9]{1,6}");
    }

    private void add(long size) {
        replace(new Group(groups.getFirst().size + size, size));
    }

    private void replace(Group group) {
        if (group.size > STEPS_MAX) {
            throw new FilterException("regex pattern is too large: max=" + STEPS_MAX + " steps");
        }
        groups.pop();
        groups.push(group);
    }

    private int indexOrEnd(String wanted, int from) {
        int index = text.indexOf(wanted, from);
        return index < 0 ? text.length() : index;
    }
}
