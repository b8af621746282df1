package io.elanus.database;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Finds a short list that still fails: leaves out halves, then quarters, and so on down to single elements, until none can
 * be spared. Source: Zeller and Hildebrandt 2002, delta debugging, without the step that tests the parts alone.
 */
final class Shrinker {
    private Shrinker() {}

    /**
     * @param failing a list that fails
     * @param fails whether a list fails
     * @param triesMax how often to ask at most
     */
    static <T> List<T> shrink(List<T> failing, Predicate<List<T>> fails, int triesMax) {
        List<T> shortest = List.copyOf(failing);
        int tries = 0;
        int length = Math.max(1, shortest.size() / 2);
        while (true) {
            boolean shorter = false;
            for (int at = 0; at < shortest.size() && tries < triesMax; ) {
                List<T> candidate = without(shortest, at, length);
                tries++;
                if (fails.test(candidate)) {
                    shortest = candidate;
                    shorter = true;
                } else {
                    at += length;
                }
            }
            if (tries >= triesMax || (length == 1 && !shorter)) {
                return shortest;
            }
            length = Math.max(1, length / 2);
        }
    }

    private static <T> List<T> without(List<T> list, int from, int length) {
        List<T> rest = new ArrayList<>(list.subList(0, from));
        rest.addAll(list.subList(Math.min(from + length, list.size()), list.size()));
        return rest;
    }
}
