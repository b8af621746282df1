package io.elanus.bench.filter;

import java.nio.file.Path;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoubleField;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.IntField;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.store.MMapDirectory;

/** An index of Lucene with one segment; its query cache is off, since only distinct filters are of interest. */
final class LuceneEngine implements Engine {
    private final MMapDirectory directory;
    private final DirectoryReader reader;
    private final IndexSearcher searcher;

    LuceneEngine(Path folder, Table table) throws Exception {
        directory = new MMapDirectory(folder);
        try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig().setRAMBufferSizeMB(256))) {
            table.read(row -> writer.addDocument(document(row)));
            writer.forceMerge(1);
        }
        reader = DirectoryReader.open(directory);
        searcher = new IndexSearcher(reader);
        searcher.setQueryCache(null);
    }

    private static Document document(Table.Row row) {
        Document document = new Document();
        document.add(new LongField("id", row.id(), Store.NO));
        document.add(new IntField("n", row.n(), Store.NO));
        document.add(new IntField("small", row.small(), Store.NO));
        document.add(new DoubleField("real", row.real(), Store.NO));
        document.add(new KeywordField("tag", row.tag(), Store.NO));
        document.add(new KeywordField("name", row.name(), Store.NO));
        document.add(new LongField("doc.a", row.a(), Store.NO));
        document.add(new KeywordField("doc.b.c", row.tag(), Store.NO));
        document.add(new DoubleField("doc.x", row.x(), Store.NO));
        for (long number : row.list()) {
            document.add(new LongField("list", number, Store.NO));
        }
        return document;
    }

    @Override
    public String name() {
        return "lucene";
    }

    @Override
    public Object prepare(Case filter) {
        return filter.lucene().orElse(null);
    }

    /** Through a bulk scorer: {@code searcher.count} reads the numbers of single terms and ranges from statistics. */
    @Override
    public long count(Object prepared) throws Exception {
        return searcher.search((Query) prepared, new RowCollectorManager());
    }

    @Override
    public void close() throws Exception {
        reader.close();
        directory.close();
    }
}
