package io.elanus.bench.filter;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** The rows: the same for every engine, made anew from the seed each time they are read. */
record Table(int rowCount, long seed) {
    private static final List<String> WORDS = List.of(
            "river", "stone", "amber", "cloud", "maple", "north", "ember", "frost", "grain", "hollow", "island", "jasper",
            "kettle", "lantern", "meadow", "nettle", "orchard", "pepper", "quarry", "raven", "saddle", "timber", "umber",
            "velvet", "willow", "yarrow", "zephyr", "basalt", "cinder", "drift", "fable", "glacier");
    private static final int WORDS_A_TEXT = 12;
    private static final int LIST_MAX = 5;

    /**
     * @param n 0 to 999,999, {@code small} 0 to 99, {@code real} 0 to 1, all evenly spread
     * @param list up to five numbers from 0 to 99
     */
    record Row(long id, int n, int small, double real, String tag, String name, String text, long a, double x, long[] list) {
        String json() {
            return "{\"a\": %d, \"b\": {\"c\": \"%s\", \"d\": [1, 2, %d]}, \"e\": \"%s\", \"x\": %s}"
                    .formatted(a, tag, small, name, Double.toString(x));
        }
    }

    interface Reader {
        void row(Row row) throws Exception;
    }

    void read(Reader reader) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        for (int id = 0; id < rowCount; id++) {
            StringBuilder text = new StringBuilder();
            for (int word = 0; word < WORDS_A_TEXT; word++) {
                text.append(word == 0 ? "" : " ").append(WORDS.get(random.nextInt(WORDS.size())));
            }
            reader.row(new Row(
                    id,
                    random.nextInt(1_000_000),
                    random.nextInt(100),
                    random.nextDouble(),
                    "tag-" + random.nextInt(100),
                    String.format(Locale.ROOT, "name-%08d-row", random.nextInt(rowCount)),
                    text.toString(),
                    random.nextInt(100_000),
                    random.nextDouble(),
                    random.longs(random.nextInt(LIST_MAX + 1), 0, 100).toArray()));
        }
    }
}
