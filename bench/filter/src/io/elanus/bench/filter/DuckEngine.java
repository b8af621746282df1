package io.elanus.bench.filter;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** A table of DuckDB in a file, on one thread. */
final class DuckEngine implements Engine {
    private final Connection connection;

    DuckEngine(java.nio.file.Path file, Table table) throws Exception {
        connection = DriverManager.getConnection("jdbc:duckdb:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("set threads = 1");
            statement.execute("create table staged (id bigint, n integer, small integer, real double, tag varchar,"
                    + " name varchar, text varchar, doc varchar, list varchar)");
        }
        try (DuckDBAppender appender =
                connection.unwrap(DuckDBConnection.class).createAppender(DuckDBConnection.DEFAULT_SCHEMA, "staged")) {
            table.read(row -> {
                appender.beginRow();
                appender.append(row.id());
                appender.append(row.n());
                appender.append(row.small());
                appender.append(row.real());
                appender.append(row.tag());
                appender.append(row.name());
                appender.append(row.text());
                appender.append(row.json());
                appender.append(java.util.Arrays.toString(row.list()));
                appender.endRow();
            });
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table rows as select id, n, small, real, tag, name, text, doc::json as doc,"
                    + " list::bigint[] as list from staged");
            statement.execute("drop table staged");
            statement.execute("checkpoint");
        }
    }

    @Override
    public String name() {
        return "duckdb";
    }

    @Override
    public Object prepare(Case filter) throws Exception {
        return connection.prepareStatement("select count(*) from rows where " + filter.sql());
    }

    @Override
    public long count(Object prepared) throws Exception {
        try (ResultSet result = ((PreparedStatement) prepared).executeQuery()) {
            result.next();
            return result.getLong(1);
        }
    }

    @Override
    public void close() throws Exception {
        connection.close();
    }
}
