package io.elanus.segment;

import io.elanus.durable.BlockFileReader;
import io.elanus.durable.MappedObject;
import io.elanus.model.Column;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Columns;
import io.elanus.model.FieldSchema;
import io.elanus.model.RowSet;
import java.util.function.Consumer;

/** Prints a column file. */
public final class ColumnFileDump {
    public static final String KIND = ColumnFileFormat.KIND;

    private ColumnFileDump() {}

    /**
     * @param rowsMax how many values to print
     * @throws io.elanus.durable.CorruptFileException if the file is damaged
     */
    public static void print(MappedObject object, int rowsMax, Consumer<String> out) {
        BlockFileReader file = BlockFileReader.open(object, ColumnFileFormat.KIND, ColumnFileFormat.VERSION);
        file.verify();
        ColumnFileFormat.Shape shape = ColumnFileFormat.shape(file);
        FieldSchema field =
                FieldSchema.builder("", shape.type()).dim(shape.dim()).build();
        Column column = ColumnFileFormat.read(file, field, shape.rowCount());
        RowSet nulls = column.nulls();
        out.accept("column: version=" + file.version() + ", type=" + shape.type() + ", dim=" + shape.dim() + ", rows="
                + shape.rowCount() + ", nulls=" + (nulls == null ? 0 : nulls.cardinality()));
        out.accept("bytes: file=" + object.segment().byteSize() + ", body="
                + file.body().byteSize() + ", values=" + Columns.values(column).byteSize() + ", offsets="
                + (column instanceof BytesColumn bytes ? bytes.offsets().byteSize() : 0));
        int printed = Math.min(rowsMax, shape.rowCount());
        for (int row = 0; row < printed; row++) {
            out.accept(row + ": " + ColumnText.value(shape.type(), column, row));
        }
        if (printed < shape.rowCount()) {
            out.accept("... " + (shape.rowCount() - printed) + " more rows");
        }
    }
}
