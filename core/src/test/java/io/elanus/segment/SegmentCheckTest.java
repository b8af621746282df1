package io.elanus.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.durable.Findings;
import io.elanus.durable.Findings.Finding;
import io.elanus.durable.LocalObjectStore;
import io.elanus.durable.ReadOnlyFolder;
import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.SegmentDescription.Level;
import io.elanus.model.Value;
import io.elanus.segment.SegmentMeta.DeathsFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentCheckTest {
    private static final CollectionSchema SCHEMA = schema(DataType.INT32);

    @TempDir
    private Path folder;

    private static CollectionSchema schema(DataType valueType) {
        return CollectionSchema.of(
                "test",
                FieldSchema.builder("id", DataType.INT64)
                        .id(100)
                        .primaryKey(true)
                        .build(),
                FieldSchema.builder("value", valueType).id(101).build());
    }

    /** Writes rows as they come, in order or not. */
    private SegmentMeta write(long[] keys, long[] timestamps) {
        ColumnBuilder values = ColumnBuilder.of(DataType.INT32, 0);
        for (int row = 0; row < keys.length; row++) {
            values.add(row);
        }
        Map<Long, Column> columns = Map.of(
                CollectionSchema.TIMESTAMP_FIELD_ID,
                LongColumn.of(timestamps),
                100L,
                LongColumn.of(keys),
                101L,
                values.build());
        RowBlock block = new RowBlock(0, keys.length, fieldId -> Objects.requireNonNull(columns.get(fieldId)));
        return new SegmentWriter(new LocalObjectStore(folder.resolve("objects")), SCHEMA)
                .write(
                        new SegmentWriter.Target("s/", 1, 2, Level.L1, 0, List.of()),
                        List.of(block),
                        LongStream.range(0, keys.length).toArray());
    }

    private List<Finding> check(CollectionSchema schema, SegmentMeta meta) {
        List<Finding> found = new ArrayList<>();
        try (ReadOnlyFolder reader = ReadOnlyFolder.open(folder)) {
            new SegmentCheck(reader, new Findings(found::add), schema, List.of()).check(meta, "the manifest");
        }
        return found;
    }

    private String problem(CollectionSchema schema, SegmentMeta meta) {
        List<Finding> found = check(schema, meta);
        assertThat(found).singleElement().matches(Finding::isProblem);
        return found.getFirst().toString();
    }

    private static SegmentMeta meta(int rowCount, long timestampMin, List<SegmentMeta.ColumnFile> columns) {
        return new SegmentMeta(
                1,
                2,
                Level.L1,
                rowCount,
                timestampMin,
                2,
                0,
                List.of(),
                columns,
                List.of(),
                Optional.empty(),
                List.of());
    }

    @Test
    void rowsInOrderAreNoProblem() {
        SegmentMeta meta = write(new long[] {-5, 1, 1, 7}, new long[] {9, 3, 4, 1});
        assertThat(check(SCHEMA, meta)).isEmpty();
    }

    @Test
    void keysOutOfOrderAreAProblem() {
        SegmentMeta meta = write(new long[] {1, 7, 2}, new long[] {1, 2, 3});
        assertThat(problem(SCHEMA, meta))
                .isEqualTo("problem: rows are not in the order of primary key and timestamp: row=2: file="
                        + folder.resolve("objects/s/100.column") + ", offset=" + (4096 + 16));
    }

    private SegmentMeta withDeaths(SegmentMeta meta, long through, int row, long timestamp) {
        Deaths deaths = new Deaths();
        deaths.add(row, timestamp);
        return meta.withDeaths(
                through,
                Optional.of(DeathsFormat.write(
                        new LocalObjectStore(folder.resolve("objects")), "s/deaths", deaths, deaths.count())));
    }

    @Test
    void deathsOfItsRowsAreNoProblem() {
        SegmentMeta meta = write(new long[] {1, 2, 3}, new long[] {3, 4, 5});
        assertThat(check(SCHEMA, withDeaths(meta, 9, 1, 5))).isEmpty();
    }

    @Test
    void aDeathThatIsOlderThanItsRowIsAProblem() {
        SegmentMeta meta = write(new long[] {1, 2, 3}, new long[] {3, 4, 5});
        assertThat(problem(SCHEMA, withDeaths(meta, 9, 1, 4)))
                .contains("older than its row")
                .contains("s/deaths");
    }

    @Test
    void aDeathThatIsNewerThanItsManifestIsAProblem() {
        SegmentMeta meta = write(new long[] {1, 2, 3}, new long[] {3, 4, 5});
        assertThat(problem(SCHEMA, withDeaths(meta, 9, 1, 10))).contains("newer than its manifest says");
    }

    @Test
    void anotherNumberOfDeathsThanTheManifestSaysIsAProblem() {
        SegmentMeta meta = withDeaths(write(new long[] {1, 2, 3}, new long[] {3, 4, 5}), 9, 1, 5);
        DeathsFile file = meta.deaths().orElseThrow();
        SegmentMeta wrong = meta.withDeaths(9, Optional.of(new DeathsFile(file.key(), file.byteSize(), 2)));
        assertThat(problem(SCHEMA, wrong)).contains("another number of deaths");
    }

    @Test
    void timestampsOfOneKeyOutOfOrderAreAProblem() {
        SegmentMeta meta = write(new long[] {1, 1}, new long[] {2, 1});
        assertThat(problem(SCHEMA, meta)).contains("not in the order").contains("100.column");
    }

    @Test
    void timestampsOutOfTheRangeOfTheManifestAreAProblem() {
        SegmentMeta meta = write(new long[] {1, 2}, new long[] {1, 2});
        assertThat(problem(SCHEMA, meta(2, 2, meta.columns())))
                .contains("out of the segment's range: row=0")
                .contains("/1.column");
    }

    @Test
    void valuesOutOfTheRangeOfTheManifestAreAProblem() {
        SegmentMeta meta = write(new long[] {1, 2}, new long[] {1, 2});
        assertThat(meta.range(101))
                .contains(new ColumnRange(101, Optional.of(new Value.Int(0)), Optional.of(new Value.Int(1)), 0));
        ColumnRange wrong = new ColumnRange(101, Optional.of(new Value.Int(1)), Optional.of(new Value.Int(1)), 0);
        SegmentMeta lying = new SegmentMeta(
                1, 2, Level.L1, 2, 1, 2, 0, List.of(), meta.columns(), List.of(wrong), Optional.empty(), List.of());
        assertThat(problem(SCHEMA, lying))
                .contains("another range than the manifest says")
                .contains("101.column");
    }

    @Test
    void columnsOfAnotherTypeOrOfOtherRowsAreAProblem() {
        SegmentMeta meta = write(new long[] {1, 2}, new long[] {1, 2});
        assertThat(problem(schema(DataType.FLOAT), meta))
                .contains("of another column: rows=2, expected=2, type=4, expected=10")
                .contains("101.column");
        assertThat(check(SCHEMA, meta(3, 1, meta.columns())))
                .hasSize(3)
                .allMatch(finding -> finding.text().contains("rows=2, expected=3"));
    }

    @Test
    void aMissingColumnIsAProblemOfTheManifest() {
        SegmentMeta meta = write(new long[] {1, 2}, new long[] {1, 2});
        assertThat(problem(SCHEMA, meta(2, 1, meta.columns().subList(0, 2))))
                .isEqualTo("problem: segment lacks a column: segment=1, field=101: file=the manifest");
    }

    @Test
    void aColumnMayBeMissingOnlyIfItsFieldWasAddedLater() {
        SegmentMeta meta = write(new long[] {1, 2}, new long[] {1, 2});
        FieldSchema added =
                FieldSchema.builder("added", DataType.INT64).nullable(true).build();
        assertThat(check(SCHEMA.withField(added), meta)).isEmpty();

        assertThat(problem(SCHEMA.withField(added.toBuilder().nullable(false).build()), meta))
                .contains("segment lacks a column: segment=1, field=102");
        // A later field has a column, so this one should too.
        CollectionSchema earlier = CollectionSchema.of(
                "test",
                SCHEMA.field(100),
                FieldSchema.builder("value", DataType.INT32)
                        .id(102)
                        .nullable(true)
                        .build(),
                FieldSchema.builder("between", DataType.INT32)
                        .id(101)
                        .nullable(true)
                        .build());
        List<SegmentMeta.ColumnFile> renumbered = List.of(
                meta.columns().get(0),
                meta.columns().get(1),
                new SegmentMeta.ColumnFile(
                        102, meta.columns().get(2).key(), meta.columns().get(2).byteSize()));
        assertThat(problem(earlier, meta(2, 1, renumbered))).contains("segment lacks a column: segment=1, field=101");
    }
}
