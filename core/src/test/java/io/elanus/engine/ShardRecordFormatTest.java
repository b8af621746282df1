package io.elanus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.durable.LogPosition;
import io.elanus.durable.MemoryObjectStore;
import io.elanus.engine.Manifest.DeleteFile;
import io.elanus.engine.ShardRecord.Deletes;
import io.elanus.engine.ShardRecord.Fence;
import io.elanus.engine.ShardRecord.Rows;
import io.elanus.engine.ShardRecord.Seal;
import io.elanus.engine.ShardRecord.Write;
import io.elanus.model.Column;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.ColumnBatch;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.Columns;
import io.elanus.model.DataType;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ShardRecordFormatTest {
    private static Column texts(String... texts) {
        ColumnBuilder builder = ColumnBuilder.of(DataType.VARCHAR, 0);
        for (String text : texts) {
            builder.add(text);
        }
        return builder.build();
    }

    private static Write decodedWrite(Write write) {
        ByteBuffer bytes = ShardRecordFormat.encode(write);
        assertThat((long) bytes.remaining()).isEqualTo(ShardRecordFormat.byteSize(write));
        return (Write) ShardRecordFormat.decode(bytes.asReadOnlyBuffer());
    }

    @Test
    void recordsWithoutRowsComeBack() {
        for (ShardRecord record : List.of(new Fence(7), new Seal(7, 1L << 60))) {
            assertThat(ShardRecordFormat.decode(ShardRecordFormat.encode(record)))
                    .isEqualTo(record);
        }
        Write empty = new Write(7, 9, Optional.empty(), List.of());
        assertThat(decodedWrite(empty)).isEqualTo(empty);
    }

    @Test
    void everyTypeOfColumnComesBack() {
        TreeMap<Long, Column> columns = new TreeMap<>(Map.of(
                100L, ColumnBuilder.of(DataType.BOOL, 0).add(true).addNull().build(),
                101L, ColumnBuilder.of(DataType.INT8, 0).add(-5).add(7).build(),
                102L, ColumnBuilder.of(DataType.INT64, 0).addNull().addNull().build(),
                103L, ColumnBuilder.of(DataType.FLOAT, 0).add(0.5f).add(-0f).build(),
                104L, ColumnBuilder.of(DataType.DOUBLE, 0).add(0.1).addNull().build(),
                105L, ColumnBuilder.of(DataType.JSON, 0).add("{}").add("").build(),
                106L,
                        ColumnBuilder.of(DataType.FLOAT_VECTOR, 2)
                                .add(new float[] {1, 2})
                                .addNull()
                                .build()));
        Write write = new Write(7, 9, Optional.empty(), List.of(new Rows(3, new ColumnBatch(2, columns))));

        Rows rows = decodedWrite(write).rows().get(0);

        assertThat(rows.partitionId()).isEqualTo(3);
        assertThat(rows.batch().columns().keySet()).isEqualTo(columns.keySet());
        columns.forEach((fieldId, column) -> {
            Column back = rows.batch().column(fieldId);
            assertThat(back.getClass()).isEqualTo(column.getClass());
            assertThat(back.nulls()).isEqualTo(column.nulls());
            assertThat(Columns.values(back).toArray(ValueLayout.JAVA_BYTE))
                    .isEqualTo(Columns.values(column).toArray(ValueLayout.JAVA_BYTE));
        });
        assertThat(((BytesColumn) rows.batch().column(105)).string(0)).isEqualTo("{}");
    }

    @Test
    void aPieceOfALargerColumnIsWrittenAlone() {
        BytesColumn all = (BytesColumn) texts("before", "a", "", "bc");
        BytesColumn piece = new BytesColumn(all.offsets().asSlice(8), all.bytes(), 3, null);
        Write write = new Write(7, 9, Optional.of(new Deletes(Deletes.ANY_PARTITION, piece)), List.of());
        BytesColumn back =
                (BytesColumn) decodedWrite(write).deletes().orElseThrow().keys();
        assertThat(back.bytes().byteSize()).isEqualTo(3);
        assertThat(List.of(back.string(0), back.string(1), back.string(2))).containsExactly("a", "", "bc");
    }

    @Test
    void aTimestampCanBePutInLater() {
        Write write = new Write(7, 0, Optional.of(new Deletes(4, LongColumn.of(1, Long.MIN_VALUE))), List.of());
        ByteBuffer bytes = ShardRecordFormat.encode(write);
        ShardRecordFormat.stamp(bytes, 1L << 50);
        Write back = (Write) ShardRecordFormat.decode(bytes);
        assertThat(back.timestamp()).isEqualTo(1L << 50);
        assertThat(back.epoch()).isEqualTo(7);
        assertThat(back.deletes().orElseThrow().partitionId()).isEqualTo(4);
    }

    @Test
    void recordsOfOtherVersionsAndKindsAreRefused() {
        ByteBuffer newer = ShardRecordFormat.encode(new Fence(7));
        newer.put(0, (byte) 9);
        assertThatThrownBy(() -> ShardRecordFormat.decode(newer)).hasMessageContaining("unknown version: got=9");
        ByteBuffer other = ShardRecordFormat.encode(new Fence(7));
        other.put(1, (byte) 9);
        assertThatThrownBy(() -> ShardRecordFormat.decode(other)).hasMessageContaining("unknown kind: kind=9");
    }

    @Test
    void deletesComeBackFromTheirFilesInTheOrderOfTheirTimestamps() {
        MemoryObjectStore objects = new MemoryObjectStore();
        DeleteFile later = DeleteFiles.write(
                objects,
                "p/",
                2,
                List.of(entry(30, 1, LongColumn.of(5)), entry(40, Deletes.ANY_PARTITION, LongColumn.of(5, 6))));
        DeleteFile earlier = DeleteFiles.write(objects, "p/", 1, List.of(entry(10, 1, texts("", "\u00e4"))));
        assertThat(later.timestampMin()).isEqualTo(30);
        assertThat(later.timestampMax()).isEqualTo(40);
        assertThat(later.deleteCount()).isEqualTo(3);
        assertThat(later.byteSize()).isEqualTo(objects.size(later.key()));

        List<DeleteBuffer.Entry> entries = DeleteFiles.readAll(
                        objects, new Manifest(1, LogPosition.START, 0, List.of(), List.of(later, earlier)))
                .entries();

        assertThat(entries).extracting(DeleteBuffer.Entry::timestamp).containsExactly(10L, 30L, 40L);
        assertThat(entries.get(2).deletes().partitionId()).isEqualTo(Deletes.ANY_PARTITION);
        assertThat(((LongColumn) entries.get(2).deletes().keys()).get(1)).isEqualTo(6);
        assertThat(((BytesColumn) entries.get(0).deletes().keys()).string(1)).isEqualTo("\u00e4");
    }

    private static DeleteBuffer.Entry entry(long timestamp, long partitionId, Column keys) {
        return new DeleteBuffer.Entry(timestamp, new Deletes(partitionId, keys));
    }
}
