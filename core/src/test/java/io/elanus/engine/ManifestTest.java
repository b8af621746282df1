package io.elanus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.durable.CorruptFileException;
import io.elanus.durable.LogPosition;
import io.elanus.durable.MemoryObjectStore;
import io.elanus.engine.Manifest.DeleteFile;
import io.elanus.model.SegmentDescription.Level;
import io.elanus.model.Value;
import io.elanus.segment.ColumnRange;
import io.elanus.segment.SegmentMeta;
import io.elanus.segment.SegmentMeta.ColumnFile;
import io.elanus.segment.SegmentMeta.DeathsFile;
import io.elanus.segment.SegmentMeta.IndexFile;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ManifestTest {
    private static final IndexFile INDEX = new IndexFile(5, 103, "index", 70);

    private static SegmentMeta segment(long id, long timestampMin, long deletesThrough, IndexFile... indexes) {
        return new SegmentMeta(
                id,
                1,
                Level.L1,
                10,
                timestampMin,
                timestampMin + 9,
                deletesThrough,
                List.of(),
                List.of(new ColumnFile(100, "column-" + id, 80)),
                List.of(),
                Optional.empty(),
                List.of(indexes));
    }

    private static DeleteFile deletes(long id, long timestampMin, long timestampMax) {
        return new DeleteFile(id, "deletes-" + id, 90, 3, timestampMin, timestampMax);
    }

    private static Manifest of(List<SegmentMeta> segments, DeleteFile... deletes) {
        return new Manifest(4, new LogPosition(77), 2, segments, List.of(deletes));
    }

    private static Manifest applied(Manifest manifest, ManifestEdit edit) {
        return manifest.apply(edit).orElseThrow();
    }

    @Test
    void targetsTakeThePlaceOfSources() {
        Manifest before = of(List.of(segment(1, 10, 0), segment(2, 20, 0), segment(3, 30, 0)));
        Manifest after = applied(before, ManifestEdit.replace(Set.of(1L, 3L), List.of(segment(4, 10, 50))));
        assertThat(after.segments()).extracting(SegmentMeta::id).containsExactly(2L, 4L);
        assertThat(after.version()).isEqualTo(5);
        assertThat(after.checkpoint()).isEqualTo(before.checkpoint());
        assertThat(after.fence()).isEqualTo(before.fence());
    }

    @Test
    void anEditWhoseSegmentsAreGoneDoesNotFit() {
        Manifest manifest = of(List.of(segment(1, 10, 0)));
        assertThat(manifest.apply(ManifestEdit.replace(Set.of(1L, 2L), List.of(segment(4, 10, 50)))))
                .isEmpty();
        assertThat(manifest.apply(ManifestEdit.indexed(2, INDEX))).isEmpty();
    }

    @Test
    void aFlushMovesCheckpointAndFence() {
        Manifest after = applied(
                of(List.of()),
                ManifestEdit.flushed(List.of(segment(1, 10, 0)), List.of(deletes(9, 11, 12)), new LogPosition(99), 3));
        assertThat(after.checkpoint()).isEqualTo(new LogPosition(99));
        assertThat(after.fence()).isEqualTo(3);
        assertThat(after.deletes()).hasSize(1);
    }

    @Test
    void deletesStayAsLongAsASegmentMayNeedThem() {
        DeleteFile early = deletes(8, 5, 10);
        DeleteFile late = deletes(9, 30, 60);
        Manifest manifest = of(List.of(segment(1, 10, 0)), early, late);
        ManifestEdit nothing = ManifestEdit.replace(Set.of(), List.of());
        assertThat(applied(manifest, nothing).deletes())
                .as("a delete of the row's own timestamp does not kill it")
                .containsExactly(late);
        assertThat(applied(manifest, ManifestEdit.replace(Set.of(1L), List.of(segment(2, 10, 59))))
                        .deletes())
                .containsExactly(late);
        assertThat(applied(manifest, ManifestEdit.replace(Set.of(1L), List.of(segment(2, 10, 60))))
                        .deletes())
                .isEmpty();
        assertThat(applied(manifest, ManifestEdit.without(Set.of(1L))).deletes())
                .isEmpty();
    }

    @Test
    void aNewIndexTakesThePlaceOfAnOlderFileOfTheSame() {
        IndexFile other = new IndexFile(6, 102, "", 0);
        IndexFile rebuilt = new IndexFile(5, 103, "index-2", 71);
        Manifest manifest = of(List.of(segment(1, 10, 0, INDEX, other), segment(2, 10, 0)));
        Manifest after = applied(manifest, ManifestEdit.indexed(1, rebuilt));
        assertThat(after.segment(1).orElseThrow().indexes()).containsExactly(other, rebuilt);
        assertThat(after.segment(2).orElseThrow().indexes()).isEmpty();
        assertThat(applied(after, ManifestEdit.withoutIndex(5))
                        .segment(1)
                        .orElseThrow()
                        .indexes())
                .containsExactly(other);
    }

    @Test
    void indexesThatAreNotWantedAnyMoreAreLeftOutOfAnEdit() {
        ManifestEdit replace = ManifestEdit.replace(Set.of(1L), List.of(segment(2, 10, 0, INDEX)));
        assertThat(replace.keys()).containsExactlyInAnyOrder("column-2", "index");
        assertThat(replace.withIndexesAmong(Set.of(6L)).keys()).containsExactly("column-2");
        assertThat(replace.withIndexesAmong(Set.of(5L))).isEqualTo(replace);
        assertThat(ManifestEdit.indexed(1, INDEX).withIndexesAmong(Set.of()).keys())
                .isEmpty();
    }

    @Test
    void aManifestComesBackFromItsFile() {
        MemoryObjectStore objects = new MemoryObjectStore();
        SegmentMeta compacted = new SegmentMeta(
                -3,
                Long.MAX_VALUE,
                Level.L1,
                Integer.MAX_VALUE,
                Long.MIN_VALUE,
                1L << 60,
                77,
                List.of(1L, 2L),
                List.of(new ColumnFile(1, "a/b", 0), new ColumnFile(100, "c", 1L << 40)),
                List.of(
                        new ColumnRange(100, Optional.of(new Value.Int(-4)), Optional.of(new Value.Int(9)), 0),
                        new ColumnRange(101, Optional.of(new Value.Text("é")), Optional.empty(), 3)),
                Optional.of(new DeathsFile("deaths", 12, 3)),
                List.of(INDEX, new IndexFile(6, 102, "", 0)));
        Manifest manifest = of(List.of(compacted, segment(1, 10, 0)), deletes(9, 11, 12));
        ManifestFormat.write(objects, "manifest", manifest);
        assertThat(ManifestFormat.read(objects, "manifest")).isEqualTo(manifest);
        ManifestFormat.write(objects, "empty", Manifest.empty());
        assertThat(ManifestFormat.read(objects, "empty")).isEqualTo(Manifest.empty());
    }

    @Test
    void aManifestOfWhichAByteChangedIsRefused() {
        MemoryObjectStore objects = new MemoryObjectStore();
        ManifestFormat.write(objects, "manifest", of(List.of(segment(1, 10, 0))));
        byte[] bytes = objects.open("manifest").segment().toArray(ValueLayout.JAVA_BYTE);
        bytes[4096 + 5] ^= 1;
        objects.put("damaged", bytes);
        assertThatThrownBy(() -> ManifestFormat.read(objects, "damaged")).isInstanceOf(CorruptFileException.class);
    }

    @Test
    void keysAreThoseOfAllFiles() {
        Manifest manifest = of(
                List.of(segment(1, 10, 0, INDEX, new IndexFile(6, 102, "", 0)), segment(2, 10, 0)), deletes(9, 11, 12));
        assertThat(manifest.keys()).containsExactlyInAnyOrder("column-1", "index", "column-2", "deletes-9");
        assertThat(manifest.segment(2).map(SegmentMeta::id)).isEqualTo(Optional.of(2L));
        assertThat(manifest.segment(3)).isEmpty();
    }
}
