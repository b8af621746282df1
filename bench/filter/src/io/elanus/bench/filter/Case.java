package io.elanus.bench.filter;

import java.util.List;
import java.util.Optional;
import org.apache.lucene.document.DoubleField;
import org.apache.lucene.document.IntField;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TermRangeQuery;
import org.apache.lucene.util.BytesRef;

/**
 * One filter in three languages. The rows are those of {@link Table}.
 *
 * @param kind what its ratio counts for: {@code scan} and {@code json} beside DuckDB, everything with a Lucene form beside
 *     Lucene once there are indexes
 */
record Case(String kind, String elanus, String sql, Optional<Query> lucene) {
    private static Case of(String kind, String elanus, String sql, Query lucene) {
        return new Case(kind, elanus, sql, Optional.of(lucene));
    }


    private static Case of(String kind, String elanus, String sql) {
        return new Case(kind, elanus, sql, Optional.empty());
    }

    /** From few rows to nearly all. */
    static List<Case> all(int rowCount) {
        long middle = rowCount / 2;
        return List.of(
                of("scan", "id == " + middle, "id = " + middle, LongField.newExactQuery("id", middle)),
                of("scan", "n == 123456", "n = 123456", IntField.newExactQuery("n", 123456)),
                of("scan", "n < 10", "n < 10", IntField.newRangeQuery("n", 0, 9)),
                of("scan", "n < 1000", "n < 1000", IntField.newRangeQuery("n", 0, 999)),
                of("scan", "n < 10000", "n < 10000", IntField.newRangeQuery("n", 0, 9_999)),
                of("scan", "n < 100000", "n < 100000", IntField.newRangeQuery("n", 0, 99_999)),
                of("scan", "n < 500000", "n < 500000", IntField.newRangeQuery("n", 0, 499_999)),
                of("scan", "n < 900000", "n < 900000", IntField.newRangeQuery("n", 0, 899_999)),
                of("scan", "250000 < n < 260000", "n > 250000 and n < 260000", IntField.newRangeQuery("n", 250_001, 259_999)),
                of("scan", "n in [1, 20, 300, 4000, 50000, 600000]", "n in (1, 20, 300, 4000, 50000, 600000)",
                        IntField.newSetQuery("n", 1, 20, 300, 4000, 50000, 600000)),
                of("scan", "small == 7", "small = 7", IntField.newExactQuery("small", 7)),
                of("scan", "small != 7", "small != 7"),
                of("scan", "small in [1, 2, 3, 4, 5]", "small in (1, 2, 3, 4, 5)", IntField.newSetQuery("small", 1, 2, 3, 4, 5)),
                of("scan", "n % 10 == 3", "n % 10 = 3"),
                of("scan", "real < 0.0001", "real < 0.0001", DoubleField.newRangeQuery("real", 0, Math.nextDown(0.0001))),
                of("scan", "real > 0.5", "real > 0.5", DoubleField.newRangeQuery("real", Math.nextUp(0.5), 2)),
                of("scan", "real >= 0.1 and real < 0.2", "real >= 0.1 and real < 0.2",
                        DoubleField.newRangeQuery("real", 0.1, Math.nextDown(0.2))),
                of("scan", "tag == \"tag-42\"", "tag = 'tag-42'", new TermQuery(new Term("tag", "tag-42"))),
                of("scan", "tag in [\"tag-1\", \"tag-2\", \"tag-3\"]", "tag in ('tag-1', 'tag-2', 'tag-3')",
                        new TermInSetQuery("tag", List.of(new BytesRef("tag-1"), new BytesRef("tag-2"), new BytesRef("tag-3")))),
                of("scan", "tag > \"tag-5\"", "tag > 'tag-5'", TermRangeQuery.newStringRange("tag", "tag-5", null, false, true)),
                of("scan", "name == \"name-00123456-row\"", "name = 'name-00123456-row'",
                        new TermQuery(new Term("name", "name-00123456-row"))),
                of("scan", "name like \"name-0012%\"", "name like 'name-0012%'", new PrefixQuery(new Term("name", "name-0012"))),
                of("scan", "text like \"%amber%\"", "text like '%amber%'"),
                of("scan", "n < 500000 and tag == \"tag-42\"", "n < 500000 and tag = 'tag-42'",
                        both(IntField.newRangeQuery("n", 0, 499_999), new TermQuery(new Term("tag", "tag-42")))),
                of("scan", "n < 1000 or tag == \"tag-42\"", "n < 1000 or tag = 'tag-42'",
                        either(IntField.newRangeQuery("n", 0, 999), new TermQuery(new Term("tag", "tag-42")))),
                of("json", "doc[\"a\"] == 17", "(doc->'$.a')::bigint = 17", LongField.newExactQuery("doc.a", 17)),
                of("json", "doc[\"a\"] < 500", "(doc->'$.a')::bigint < 500", LongField.newRangeQuery("doc.a", 0, 499)),
                of("json", "doc[\"b\"][\"c\"] == \"tag-42\"", "doc->>'$.b.c' = 'tag-42'", new TermQuery(new Term("doc.b.c", "tag-42"))),
                of("json", "doc[\"x\"] > 0.9", "(doc->'$.x')::double > 0.9", DoubleField.newRangeQuery("doc.x", Math.nextUp(0.9), 2)),
                of("array", "array_contains(list, 3)", "list_contains(list, 3)", LongField.newExactQuery("list", 3)));
    }

    private static Query both(Query left, Query right) {
        return new BooleanQuery.Builder().add(left, Occur.FILTER).add(right, Occur.FILTER).build();
    }

    private static Query either(Query left, Query right) {
        return new BooleanQuery.Builder().add(left, Occur.SHOULD).add(right, Occur.SHOULD).build();
    }
}
