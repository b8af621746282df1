package io.elanus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.engine.Scenario.Job;
import io.elanus.engine.TestRows.Row;
import io.elanus.testkit.FastTempDir;
import io.elanus.testkit.Faults.Extent;
import io.elanus.testkit.Faults.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a crash leaves of files on a disk: a write that is there in part, a log whose end was not synced. */
@ExtendWith(QuietLog.class)
class TornWriteTest {
    private static final String LOG = "log";

    /** Folders of files that grow by appending. */
    private static final Set<String> APPENDED = Set.of(LOG, "meta");

    @TempDir(factory = FastTempDir.class)
    Path temp = Path.of("");

    private int folders;

    private Path fresh() {
        return temp.resolve("folder-" + ++folders);
    }

    /** The files right before a process died of a call, and right after it had been done. */
    private record Death(Map<Path, byte[]> before, Map<Path, byte[]> after) {
        /** What the disk may hold of a call that appended to a log: all of it, or a part. Objects come whole or not at all. */
        List<Map<Path, byte[]>> worlds() {
            List<Map<Path, byte[]>> worlds = new ArrayList<>();
            after.forEach((path, bytes) -> {
                int length = before.getOrDefault(path, bytes).length;
                int grown = bytes.length - length;
                if (grown > 0 && APPENDED.contains(path.getName(0).toString())) {
                    worlds.add(after);
                    for (int kept : Set.of(1, grown / 2, grown - 1)) {
                        Map<Path, byte[]> torn = new TreeMap<>(after);
                        torn.put(path, Arrays.copyOf(bytes, length + kept));
                        worlds.add(torn);
                    }
                }
            });
            return worlds;
        }
    }

    @ParameterizedTest
    @MethodSource("io.elanus.engine.Scenario#jobs")
    void aCallThatIsDoneInPartIsDoneOrNot(Job job) throws Exception {
        Scenario scenario = new Scenario(job);
        Path prepared = fresh();
        try (TestFolder folder = new TestFolder(prepared, scenario::before);
                TestProcess process = folder.stores.open()) {
            scenario.prepare(process);
        }
        Map<Path, byte[]> start = TestFolder.contents(prepared);
        int worlds = 0;
        for (int call = 1; ; call++) {
            List<Death> deaths = new ArrayList<>();
            dieAt(call, job, scenario, start, deaths);
            if (deaths.isEmpty()) {
                break;
            }
            for (Map<Path, byte[]> world : deaths.get(0).worlds()) {
                Path path = fresh();
                TestFolder.write(path, world);
                try (TestFolder folder = new TestFolder(path, scenario::after)) {
                    Recovery.check(folder.stores, scenario, job + " died of call " + call + ", world " + worlds);
                }
                worlds++;
            }
        }
        assertThat(worlds).as("torn worlds of %s", job).isGreaterThan(2);
    }

    /** @param deaths takes what the process died of, if the job makes so many calls */
    private void dieAt(int call, Job job, Scenario scenario, Map<Path, byte[]> start, List<Death> deaths)
            throws Exception {
        Path path = fresh();
        TestFolder.write(path, start);
        List<Map<Path, byte[]>> seen = new ArrayList<>();
        TestFolder folder = new TestFolder(path, scenario::before);
        try {
            TestProcess process = folder.stores.open();
            Runnable look = () -> seen.add(contents(path));
            folder.stores.faults.watchDeath(look, look);
            folder.stores.faults.arm(call, Kind.DONE, Extent.FROM_THEN_ON);
            CrashTest.die(job, process);
            folder.stores.faults.disarm();
        } finally {
            folder.close();
        }
        if (!seen.isEmpty()) {
            deaths.add(new Death(seen.get(0), seen.get(1)));
        }
    }

    private static Map<Path, byte[]> contents(Path path) {
        try {
            return TestFolder.contents(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aLogWhoseEndWasNotSyncedHoldsABeginningOfWhatWasWritten() throws Exception {
        Path path = fresh();
        List<List<Row>> states = new ArrayList<>();
        Map<Path, byte[]> crashed;
        try (TestFolder folder = new TestFolder(path, stores -> stores);
                TestProcess process = folder.stores.open()) {
            for (int i = 0; i < 12; i++) {
                if (i == 4) {
                    process.collection.flush();
                }
                states.add(process.rows());
                if (i % 3 == 2) {
                    process.delete(i - 1, i - 2);
                } else {
                    process.upsert(TestRows.range(1, i, i + 3, i));
                }
            }
            states.add(process.rows());
            crashed = TestFolder.contents(path);
        }
        Path log = crashed.keySet().stream()
                .filter(file -> file.startsWith(LOG))
                .reduce((first, second) -> second)
                .orElseThrow();
        byte[] whole = Objects.requireNonNull(crashed.get(log));
        Set<Integer> found = new TreeSet<>();
        int least = 0;
        for (int length = headBytes(whole); length <= whole.length; length += 37) {
            Map<Path, byte[]> cut = new TreeMap<>(crashed);
            cut.put(log, Arrays.copyOf(whole, length));
            Path copy = fresh();
            TestFolder.write(copy, cut);
            try (TestFolder folder = new TestFolder(copy, stores -> stores);
                    TestProcess process = folder.stores.open()) {
                int state = states.indexOf(process.rows());
                assertThat(state).as("cut at %d of %d", length, whole.length).isGreaterThanOrEqualTo(least);
                least = state;
                found.add(state);
            }
        }
        assertThat(found)
                .as("states between the flush and the end")
                .hasSizeGreaterThan(5)
                .contains(4);
    }

    /** The head of a log file is synced before the file is used. */
    private static int headBytes(byte[] file) {
        return Math.min(16, file.length);
    }
}
