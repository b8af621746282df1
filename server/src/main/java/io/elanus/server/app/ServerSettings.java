package io.elanus.server.app;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What an operator can set. In a file each stands on a line of its own, {@code key: value} or {@code key=value}.
 *
 * @param data the data folder
 * @param port gRPC, 0 for any free one
 * @param httpPort health and metrics, 0 for any free one
 * @param bind the address to listen on
 * @param logSync when the log of a shard reaches the disk
 * @param compaction whether collections are compacted without being asked, unless one says otherwise
 * @param searchSlowdownMax how many times as long searches may take while something is compacted
 */
public record ServerSettings(
        Path data, int port, int httpPort, String bind, LogSync logSync, boolean compaction, double searchSlowdownMax) {
    /** Before the caller is answered, at intervals, or when the operating system likes. */
    public enum LogSync {
        ALWAYS,
        INTERVAL,
        OS
    }

    private static final int PORT_MAX = 65_535;

    private static final Map<String, String> DEFAULTS = Map.of(
            "data", "elanus-data",
            "port", "19530",
            "http-port", "9091",
            "bind", "127.0.0.1",
            "log.sync", "always",
            "compaction.automatic", "true",
            "compaction.search-slowdown-max", "1.5");

    /**
     * Judges settings that come as text.
     *
     * @param values by key; a key that is absent has its default
     * @throws StartException if a key is unknown or its value cannot be used
     */
    public static ServerSettings of(Map<String, String> values) {
        Map<String, String> all = new TreeMap<>(DEFAULTS);
        values.forEach((key, value) -> {
            if (all.replace(key, value) == null) {
                throw new StartException("unknown setting: key=" + key + "; known are "
                        + String.join(", ", new TreeMap<>(DEFAULTS).keySet()));
            }
        });
        return new ServerSettings(
                Path.of(value(all, "data")),
                port(all, "port"),
                port(all, "http-port"),
                value(all, "bind"),
                logSync(all, "log.sync"),
                flag(all, "compaction.automatic"),
                factor(all, "compaction.search-slowdown-max"));
    }

    /** The lines of a file, not yet judged. */
    public static Map<String, String> read(Path file) {
        Properties lines = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            lines.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new StartException("the settings cannot be read: file=" + file + ", reason=" + e, e);
        }
        Map<String, String> values = new TreeMap<>();
        lines.stringPropertyNames().forEach(key -> values.put(key, lines.getProperty(key)));
        return values;
    }

    private static String value(Map<String, String> all, String key) {
        String value = all.getOrDefault(key, "");
        if (value.isBlank()) {
            throw new StartException("a setting is empty: key=" + key);
        }
        return value.strip();
    }

    private static int port(Map<String, String> all, String key) {
        String value = value(all, key);
        if (value.matches("[0-9]{1,5}") && Integer.parseInt(value) <= PORT_MAX) {
            return Integer.parseInt(value);
        }
        throw new StartException("not a port: key=" + key + ", value=" + value + "; give 0 to " + PORT_MAX);
    }

    private static boolean flag(Map<String, String> all, String key) {
        String value = value(all, key);
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new StartException("not a flag: key=" + key + ", value=" + value + "; give true or false");
        };
    }

    private static double factor(Map<String, String> all, String key) {
        String value = value(all, key);
        if (value.matches("[0-9]{1,4}(\\.[0-9]{1,4})?") && Double.parseDouble(value) >= 1) {
            return Double.parseDouble(value);
        }
        throw new StartException("not a factor: key=" + key + ", value=" + value + "; give 1 or more");
    }

    private static LogSync logSync(Map<String, String> all, String key) {
        String value = value(all, key);
        return switch (value) {
            case "always" -> LogSync.ALWAYS;
            case "interval" -> LogSync.INTERVAL;
            case "os" -> LogSync.OS;
            default ->
                throw new StartException(
                        "not a way to sync: key=" + key + ", value=" + value + "; give always, interval or os");
        };
    }
}
