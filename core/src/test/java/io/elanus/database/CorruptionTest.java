package io.elanus.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.database.TestTable.Row;
import io.elanus.durable.SyncPolicy;
import io.elanus.engine.EngineSettings;
import io.elanus.engine.QuietLog;
import io.elanus.model.CompactionRequest;
import io.elanus.model.CompactionRequest.LevelZero;
import io.elanus.model.CompactionStatus;
import io.elanus.model.CompactionStatus.PlanState;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.SegmentDescription;
import io.elanus.testkit.FastTempDir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Bytes at rest that change: what reads say then, and what else goes on. */
@ExtendWith(QuietLog.class)
class CorruptionTest {
    private static final long SEED = Long.getLong("elanus.corruption.seed", 20_260_102);
    private static final int FLIPS_A_FILE = Integer.getInteger("elanus.corruption.flips", 8);
    private static final int SMALL_BYTES = 256;
    private static final String OTHER = "other";
    private static final EngineSettings SETTINGS =
            new EngineSettings(1L << 30, Duration.ofHours(1), 1L << 30, 1L << 30, 10, 100);
    private static final EngineSettings WITHOUT_INDEX_FILES =
            new EngineSettings(1L << 30, Duration.ofHours(1), 1L << 30, 1L << 30, 10_000, 100);

    @TempDir(factory = FastTempDir.class)
    Path temp = Path.of("");

    private Path folder = Path.of("");
    private TestMachine machine = TestMachine.inMemory();
    private List<Row> expected = List.of();
    private List<Row> inOther = List.of();

    /** Two partitions of two segments each, with deaths and an index each, deletes beside them, and rows in the log. */
    @BeforeEach
    void fill() {
        folder = temp.resolve("data");
        machine = TestMachine.inFolder(folder, SyncPolicy.OS);
        try (LocalDatabase database = machine.start(SETTINGS)) {
            TestTable.create(database, 1, new HnswParams(4, 16));
            database.createPartition(TestTable.NAME, OTHER);
            for (int round = 0; round < 2; round++) {
                TestTable.insert(database, TestTable.DEFAULT_PARTITION, range(round * 20, round * 20 + 20, 1));
                TestTable.insert(database, OTHER, range(100 + round * 20, 120 + round * 20, 2));
                TestTable.delete(database, Optional.empty(), "key in [3, 103]");
                database.flush(TestTable.NAME);
            }
            TestTable.delete(database, Optional.empty(), "key in [4, 24, 104, 124]");
            database.flush(TestTable.NAME);
            database.compact(new CompactionRequest(TestTable.NAME, new LevelZero(), Optional.empty(), List.of()));
            TestTable.delete(database, Optional.empty(), "key in [9, 109]");
            database.flush(TestTable.NAME);
            TestTable.insert(database, OTHER, range(200, 205, 3));
            expected = new ArrayList<>(TestTable.everything(database));
            inOther = TestTable.query(database, List.of(OTHER), TestTable.EVERYTHING, TestTable.NOW);
        }
        assertThat(expected).hasSize(77);
        assertThat(inOther).hasSize(41);
    }

    private static TreeMap<Long, Integer> range(long from, long to, int number) {
        TreeMap<Long, Integer> rows = new TreeMap<>();
        for (long key = from; key < to; key++) {
            rows.put(key, number);
        }
        return rows;
    }

    private List<Path> files(String part) throws IOException {
        List<Path> files = SampleFolder.files(folder).stream()
                .filter(path -> folder.relativize(path).toString().contains(part))
                .toList();
        assertThat(files).as("files with %s", part).isNotEmpty();
        return files;
    }

    /** A column of a segment of the default partition: its keys begin below 100. */
    private Path column(int field) throws IOException {
        return files("/" + field + ".column").get(0);
    }

    private static byte[] flip(Path file, int offset) throws IOException {
        byte[] before = Files.readAllBytes(file);
        byte[] changed = before.clone();
        changed[offset] ^= 0x20;
        Files.write(file, changed);
        return before;
    }

    private List<String> check() {
        List<String> found = new ArrayList<>();
        DataCheck.run(folder, finding -> found.add(finding.toString()));
        return found;
    }

    @Test
    void noFlippedByteMakesAReadAnswerWrongly() throws IOException {
        Random random = new Random(SEED);
        Map<String, Integer> refused = new TreeMap<>();
        for (Path file : SampleFolder.files(folder)) {
            for (int offset : offsets(file, random)) {
                // A start changes the folder, so that each begins with the same.
                Map<Path, byte[]> before = contents();
                flip(file, offset);
                String where = "seed=" + SEED + ", file=" + folder.relativize(file) + ", offset=" + offset;
                assertThat(check()).as("check, %s", where).anyMatch(line -> line.contains(file.toString()));

                Optional<String> refusal = read(where);

                if (refusal.isPresent()) {
                    assertThat(refusal.get()).as(where).contains(name(file), "offset=");
                    refused.merge(kind(file), 1, Integer::sum);
                }
                restore(before);
            }
        }
        assertThat(refused)
                .as("seed=%d", SEED)
                .containsKeys("column", "deaths", "deletes", "manifest", "log", "FORMAT");
    }

    /** @return why the database does not answer; if it does, it answers as if nothing had happened */
    private Optional<String> read(String where) {
        try (LocalDatabase database = machine.start(SETTINGS)) {
            assertThat(TestTable.everything(database)).as(where).isEqualTo(expected);
            assertThat(TestTable.search(database, List.of(), "", TestTable.vector(1), 3))
                    .as(where)
                    .hasSize(3);
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static List<Integer> offsets(Path file, Random random) throws IOException {
        int length = (int) Files.size(file);
        TreeSet<Integer> offsets = new TreeSet<>(List.of(0, length - 1));
        for (int i = 0; i < (length <= SMALL_BYTES ? length : FLIPS_A_FILE); i++) {
            offsets.add(length <= SMALL_BYTES ? i : random.nextInt(length));
        }
        return List.copyOf(offsets);
    }

    /** Errors name an object by its key, other files by their path. */
    private String name(Path file) {
        String path = folder.relativize(file).toString();
        return path.startsWith("objects/") ? path.substring("objects/".length()) : file.toString();
    }

    private static String kind(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.contains(".") ? name.substring(name.lastIndexOf('.') + 1) : name.split("-", 2)[0];
    }

    private Map<Path, byte[]> contents() throws IOException {
        Map<Path, byte[]> contents = new TreeMap<>();
        for (Path file : SampleFolder.files(folder)) {
            contents.put(file, Files.readAllBytes(file));
        }
        return contents;
    }

    private void restore(Map<Path, byte[]> contents) throws IOException {
        for (Path file : SampleFolder.files(folder)) {
            if (!contents.containsKey(file)) {
                Files.delete(file);
            }
        }
        for (Map.Entry<Path, byte[]> file : contents.entrySet()) {
            Files.createDirectories(file.getKey().resolveSibling(""));
            Files.write(file.getKey(), file.getValue());
        }
    }

    @Test
    void aDamagedSegmentTakesOnlyItselfOutOfService() throws IOException {
        Path keys = column(100);
        byte[] whole = flip(keys, 4_100);
        try (LocalDatabase database = machine.start(SETTINGS)) {
            long damaged = damagedSegment(database, keys);
            assertThatThrownBy(() -> TestTable.everything(database))
                    .isInstanceOfSatisfying(
                            DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT))
                    .hasMessageContainingAll("segment=" + damaged, name(keys), "offset=4096");
            assertThatThrownBy(() -> TestTable.search(database, List.of(), "", TestTable.vector(1), 1))
                    .hasMessageContaining("segment=" + damaged);
            assertThatThrownBy(() -> TestTable.delete(database, Optional.empty(), "number > 0"))
                    .hasMessageContaining("segment=" + damaged);
            assertThat(TestTable.query(database, List.of(OTHER), TestTable.EVERYTHING, TestTable.NOW))
                    .isEqualTo(inOther);

            TestTable.delete(database, Optional.empty(), "key in [1, 101]");
            TestTable.upsert(database, TestTable.DEFAULT_PARTITION, range(5, 6, 7));
            database.flush(TestTable.NAME);
            TestTable.delete(database, Optional.empty(), "key == 6");
            CompactionStatus compacted = database.compact(CompactionRequest.mix(TestTable.NAME));
            assertThat(database.compaction(compacted.jobId()).plans())
                    .isNotEmpty()
                    .allMatch(plan -> plan.state() == PlanState.COMPLETED)
                    .noneMatch(plan -> plan.sourceIds().contains(damaged));
            assertThat(damagedSegment(database, keys)).isEqualTo(damaged);
        }
        Files.write(keys, whole);
        try (LocalDatabase database = machine.start(SETTINGS)) {
            List<Row> after = new ArrayList<>(expected);
            after.removeIf(row -> List.of(1L, 101L, 5L, 6L).contains(row.key()));
            after.add(new Row(5, 7));
            assertThat(TestTable.everything(database)).containsExactlyInAnyOrderElementsOf(after);
            assertThat(TestTable.atRest(database))
                    .allMatch(segment -> segment.damage().isEmpty());
        }
    }

    /** The one that is described as damaged, by this file. */
    private long damagedSegment(LocalDatabase database, Path file) {
        List<SegmentDescription> damaged = TestTable.atRest(database).stream()
                .filter(segment -> segment.damage().isPresent())
                .toList();
        assertThat(damaged).hasSize(1);
        assertThat(damaged.get(0).damage().orElseThrow()).contains(name(file));
        return damaged.get(0).id();
    }

    @Test
    void aDamagedColumnFailsOnlyReadsThatNeedItAndTheCompactionThatMeetsIt() throws IOException {
        // More than one block, so that opening does not read the one that is damaged.
        try (LocalDatabase database = machine.start(WITHOUT_INDEX_FILES)) {
            TestTable.insert(database, OTHER, range(1_000, 6_000, 4));
            database.flush(TestTable.NAME);
            expected = TestTable.everything(database);
        }
        Path vectors = largest(files("/103.column"));
        byte[] whole = flip(vectors, 4_100);
        try (LocalDatabase database = machine.start(WITHOUT_INDEX_FILES)) {
            assertThat(TestTable.count(database, List.of(), TestTable.EVERYTHING, TestTable.NOW))
                    .isEqualTo(expected.size());
            CompactionStatus started = database.compact(CompactionRequest.mix(TestTable.NAME));
            CompactionStatus ended = database.compaction(started.jobId());
            assertThat(ended.count(PlanState.COMPLETED)).isEqualTo(1);
            assertThat(ended.plans())
                    .filteredOn(plan -> plan.state() == PlanState.FAILED)
                    .hasSize(1)
                    .allSatisfy(
                            plan -> assertThat(plan.failure().orElseThrow()).contains(name(vectors), "offset=4096"));
            long damaged = damagedSegment(database, vectors);
            assertThatThrownBy(() -> TestTable.everything(database)).hasMessageContaining("segment=" + damaged);
            assertThat(TestTable.query(
                            database, List.of(TestTable.DEFAULT_PARTITION), TestTable.EVERYTHING, TestTable.NOW))
                    .hasSize(36);

            // Now that it is known, it stands in nobody's way.
            CompactionStatus next = database.compact(CompactionRequest.mix(TestTable.NAME));
            assertThat(database.compaction(next.jobId()).plans())
                    .hasSize(2)
                    .allMatch(plan -> plan.state() == PlanState.COMPLETED)
                    .noneMatch(plan -> plan.sourceIds().contains(damaged));
        }
        assertThat(machine.orphans()).isEmpty();
        Files.write(vectors, whole);
        try (LocalDatabase database = machine.start(WITHOUT_INDEX_FILES)) {
            assertThat(TestTable.everything(database)).isEqualTo(expected);
        }
        assertThat(check()).isEmpty();
    }

    private static Path largest(List<Path> files) throws IOException {
        Path largest = files.get(0);
        for (Path file : files) {
            largest = Files.size(file) > Files.size(largest) ? file : largest;
        }
        return largest;
    }

    @Test
    @DisplayName("milvus#51685: a missing file takes one segment out of service, once, and nothing loops")
    void aMissingColumnIsDamageToo() throws IOException {
        Path vectors = column(103);
        Files.delete(vectors);
        try (LocalDatabase database = machine.start(SETTINGS)) {
            damagedSegment(database, vectors);
            assertThatThrownBy(() -> TestTable.everything(database)).hasMessageContaining(name(vectors));
            assertThat(TestTable.query(database, List.of(OTHER), TestTable.EVERYTHING, TestTable.NOW))
                    .isEqualTo(inOther);
        }
        assertThat(check()).anyMatch(line -> line.startsWith("problem") && line.contains(vectors.toString()));
    }

    @Test
    void aDamagedIndexIsBuiltAgain() throws IOException {
        Path index = files(".index").get(0);
        flip(index, 500);
        try (LocalDatabase database = machine.start(SETTINGS)) {
            assertThat(TestTable.everything(database)).isEqualTo(expected);
            assertThat(TestTable.atRest(database))
                    .allMatch(segment ->
                            segment.damage().isEmpty() && segment.indexes().size() == 1);
        }
        assertThat(files(".index")).hasSize(4).doesNotContain(index);
        assertThat(machine.orphans()).isEmpty();
        assertThat(check()).isEmpty();
    }

    @Test
    void deletesThatAreLostTakeTheSegmentsOutOfServiceThatNeedThem() throws IOException {
        Path deletes = files("deletes-").get(0);
        byte[] whole = flip(deletes, 4_100);
        try (LocalDatabase database = machine.start(SETTINGS)) {
            assertThatThrownBy(() -> TestTable.everything(database))
                    .hasMessageContainingAll("deletes are lost", name(deletes));
            TestTable.insert(database, OTHER, range(300, 301, 4));
            database.flush(TestTable.NAME);
            database.compact(CompactionRequest.mix(TestTable.NAME));
            assertThatThrownBy(() -> TestTable.everything(database)).hasMessageContaining(name(deletes));
        }
        Files.write(deletes, whole);
        try (LocalDatabase database = machine.start(SETTINGS)) {
            assertThat(TestTable.everything(database))
                    .hasSize(expected.size() + 1)
                    .containsAll(expected);
        }
    }

    @Test
    void deathsThatAreLostTakeTheirSegmentOutOfService() throws IOException {
        Path deaths = files("/deaths").get(0);
        byte[] whole = flip(deaths, 4_100);
        try (LocalDatabase database = machine.start(SETTINGS)) {
            long damaged = damagedSegment(database, deaths);
            assertThatThrownBy(() -> TestTable.everything(database))
                    .hasMessageContainingAll("segment=" + damaged, name(deaths));
            assertThat(TestTable.query(database, List.of(OTHER), TestTable.EVERYTHING, TestTable.NOW))
                    .isEqualTo(inOther);

            TestTable.delete(database, Optional.empty(), "key in [10, 110]");
            database.flush(TestTable.NAME);
            CompactionStatus attached = database.compact(
                    new CompactionRequest(TestTable.NAME, new LevelZero(), Optional.empty(), List.of()));
            assertThat(database.compaction(attached.jobId()).plans())
                    .allMatch(plan -> plan.state() == PlanState.COMPLETED);
            assertThat(files("deletes-"))
                    .as("deletes that the damaged segment still needs")
                    .isNotEmpty();
        }
        Files.write(deaths, whole);
        try (LocalDatabase database = machine.start(SETTINGS)) {
            expected.removeIf(row -> row.key() == 10 || row.key() == 110);
            assertThat(TestTable.everything(database)).isEqualTo(expected);
        }
        assertThat(check()).isEmpty();
    }

    @Test
    void aPartitionWithADamagedSegmentCanBeDropped() throws IOException {
        Path keys = files("/100.column").getLast();
        flip(keys, 4_100);
        try (LocalDatabase database = machine.start(SETTINGS)) {
            damagedSegment(database, keys);
            assertThatThrownBy(() -> TestTable.query(database, List.of(OTHER), TestTable.EVERYTHING, TestTable.NOW))
                    .hasMessageContaining(name(keys));
            TestTable.reindex(database, new HnswParams(8, 16));
            TestTable.dropPartition(database, OTHER);
            assertThat(TestTable.everything(database)).hasSize(expected.size() - inOther.size());
        }
        assertThat(machine.orphans()).isEmpty();
    }
}
