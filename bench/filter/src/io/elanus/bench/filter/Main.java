package io.elanus.bench.filter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Times filters on one thread: first scans beside DuckDB, then, with indexes, beside Lucene. Every engine counts the rows that
 * a filter keeps; the counts have to agree. Each figure is the median of rounds in which the engines take turns, so that what
 * else the machine does hits them alike.
 */
final class Main {
    private static final int ROUNDS = 7;
    private static final long ROUND_NANOS = 60_000_000;
    private static final long SEED = 11;

    private Main() {}

    public static void main(String[] args) throws Exception {
        if (args.length != 0 && !(args.length == 2 && args[0].equals("--rows"))) {
            System.out.println("usage: elanus bench filter [--rows N]    (1000000 rows without)");
            return;
        }
        int rowCount = args.length == 0 ? 1_000_000 : Integer.parseInt(args[1]);
        Table table = new Table(rowCount, SEED);
        Path folder = Files.createTempDirectory("elanus-filter-");
        try (ElanusEngine elanus = new ElanusEngine(folder.resolve("elanus"), table);
                DuckEngine duck = new DuckEngine(folder.resolve("duck.db"), table);
                LuceneEngine lucene = new LuceneEngine(folder.resolve("lucene"), table)) {
            compare("scan: Elanus without indexes, DuckDB on one thread", rowCount, elanus, duck);
            elanus.buildIndexes();
            compare("index: Elanus with indexes, Lucene", rowCount, elanus, lucene);
        } finally {
            delete(folder);
        }
    }

    private static void compare(String title, int rowCount, Engine elanus, Engine peer) throws Exception {
        System.out.printf("%n%s, %,d rows%n", title, rowCount);
        System.out.printf("%-46s %10s %12s %12s %8s%n", "filter", "kept", "elanus us", peer.name() + " us", "ratio");
        List<Double> ratios = new ArrayList<>();
        for (Case filter : Case.all(rowCount)) {
            Object theirs = peer.prepare(filter);
            if (theirs == null) {
                continue;
            }
            Object ours = elanus.prepare(filter);
            long kept = elanus.count(ours);
            if (kept != peer.count(theirs)) {
                throw new IllegalStateException("engines disagree: filter=" + filter.elanus() + ", elanus=" + kept + ", "
                        + peer.name() + "=" + peer.count(theirs));
            }
            double[] mine = new double[ROUNDS];
            double[] other = new double[ROUNDS];
            round(elanus, ours);
            round(peer, theirs);
            for (int round = 0; round < ROUNDS; round++) {
                mine[round] = round(elanus, ours);
                other[round] = round(peer, theirs);
            }
            double ratio = median(other) / median(mine);
            ratios.add(ratio);
            System.out.printf(
                    Locale.ROOT,
                    "%-46s %,10d %,12.1f %,12.1f %7.2fx%n",
                    filter.elanus(),
                    kept,
                    median(mine),
                    median(other),
                    ratio);
        }
        double mean = Math.exp(ratios.stream().mapToDouble(Math::log).average().orElse(0));
        double least = ratios.stream().mapToDouble(ratio -> ratio).min().orElse(0);
        System.out.printf(Locale.ROOT, "as fast as %s: %.2fx in the geometric mean, %.2fx at least%n", peer.name(), mean, least);
    }

    /** The mean microseconds of a count. */
    private static double round(Engine engine, Object prepared) throws Exception {
        long begin = System.nanoTime();
        int count = 0;
        do {
            engine.count(prepared);
            count++;
        } while (System.nanoTime() - begin < ROUND_NANOS);
        return (System.nanoTime() - begin) / 1e3 / count;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((left, right) -> right.compareTo(left)).toList()) {
                Files.delete(file);
            }
        }
    }
}
