package io.elanus.database;

import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Which names things may have. The texts are Milvus's; clients match them. */
public final class NameRules {
    static final int NAME_BYTES_MAX = 255;

    private static final Set<String> KEYWORDS = keywords();

    private NameRules() {}

    private static Set<String> keywords() {
        Set<String> keywords = new HashSet<>(Set.of("$meta", "true", "True", "TRUE", "false", "False", "FALSE"));
        for (String word : Set.of(
                "like",
                "exists",
                "and",
                "or",
                "not",
                "in",
                "json_contains",
                "json_contains_all",
                "json_contains_any",
                "array_contains",
                "array_contains_all",
                "array_contains_any",
                "array_length",
                "text_match",
                "phrase_match",
                "random_sample")) {
            keywords.add(word);
            keywords.add(word.toUpperCase(Locale.ROOT));
        }
        return Set.copyOf(keywords);
    }

    static void checkCollection(String name) {
        checkCollectionOrAlias(name, "name");
    }

    static void checkAlias(String alias) {
        checkCollectionOrAlias(alias, "alias");
    }

    private static void checkCollectionOrAlias(String name, String noun) {
        if (name.isEmpty()) {
            throw DatabaseException.invalid("collection " + noun + " should not be empty");
        }
        String prefix = "Invalid collection " + noun + ": " + name + ". ";
        if (tooLong(name)) {
            throw DatabaseException.invalid(prefix + "the length of a collection " + noun + " must be less than "
                    + NAME_BYTES_MAX + " characters");
        }
        if (!startsWell(name)) {
            throw DatabaseException.invalid(
                    prefix + "the first character of a collection " + noun + " must be an underscore or letter");
        }
        if (!hasOnly(name, "")) {
            throw DatabaseException.invalid(
                    prefix + "collection " + noun + " can only contain numbers, letters and underscores");
        }
    }

    static void checkDatabase(String name) {
        String why = null;
        if (name.isEmpty()) {
            why = "database name couldn't be empty";
        } else if (tooLong(name)) {
            why = "the length of a database name must be less than " + NAME_BYTES_MAX + " characters";
        } else if (!startsWell(name)) {
            why = "the first character of a database name must be an underscore or letter";
        } else if (!hasOnly(name, "")) {
            why = "database name can only contain numbers, letters and underscores";
        }
        if (why != null) {
            throw new DatabaseException(
                    ErrorCode.INVALID_DATABASE_NAME, why + ": invalid database name[database=" + name + "]");
        }
    }

    /** For partitions that are made, dropped, written to. */
    static void checkPartition(String partition) {
        String name = partition.strip();
        String prefix = "Invalid partition name: " + name + ". ";
        checkPartitionLength(partition);
        if (!startsWell(name) && !isDigit(name.charAt(0))) {
            throw DatabaseException.invalid(
                    prefix + "The first character of a partition name must be an underscore or letter.");
        }
        if (!hasOnly(name, "-")) {
            throw DatabaseException.invalid(
                    prefix + "Partition name can only contain numbers, letters and underscores.");
        }
    }

    /** For partitions that are read: their names may be anything. */
    static void checkPartitionLength(String partition) {
        String name = partition.strip();
        String prefix = "Invalid partition name: " + name + ". ";
        if (name.isEmpty()) {
            throw DatabaseException.invalid(prefix + "Partition name should not be empty.");
        }
        if (tooLong(name)) {
            throw DatabaseException.invalid(
                    prefix + "The length of a partition name must be less than " + NAME_BYTES_MAX + " characters.");
        }
    }

    static void checkField(String field) {
        String name = field.strip();
        if (name.isEmpty()) {
            throw invalidField(name, "field name should not be empty");
        }
        String prefix = "Invalid field name: " + name + ". ";
        if (tooLong(name)) {
            throw invalidField(
                    name, prefix + "The length of a field name must be less than " + NAME_BYTES_MAX + " characters.");
        }
        if (!startsWell(name) && !name.equals("$meta")) {
            throw invalidField(name, prefix + "The first character of a field name must be an underscore or letter.");
        }
        if (!hasOnly(name, "") && !name.equals("$meta")) {
            throw invalidField(name, prefix + "Field name can only contain numbers, letters, and underscores.");
        }
        if (KEYWORDS.contains(name) || name.equalsIgnoreCase("null")) {
            throw invalidField(name, prefix + name + " is keyword in milvus.");
        }
        if (name.equals("RowID") || name.equals("Timestamp")) {
            throw invalidField(name, prefix + name + " is a system field.");
        }
    }

    private static DatabaseException invalidField(String name, String why) {
        return new DatabaseException(ErrorCode.FIELD_NAME_INVALID, why + ": field name invalid[field=" + name + "]");
    }

    /** @throws DatabaseException (1100) */
    public static void checkIndex(String index) {
        String name = index.strip();
        if (name.isEmpty()) {
            return;
        }
        String prefix = "Invalid index name: " + name + ". ";
        if (tooLong(name)) {
            throw DatabaseException.invalid(
                    prefix + "The length of a index name must be less than " + NAME_BYTES_MAX + " characters.");
        }
        if (!startsWell(name)) {
            throw DatabaseException.invalid(
                    prefix + "The first character of a index name must be an underscore or letter.");
        }
        if (!hasOnly(name, "[]")) {
            throw DatabaseException.invalid(prefix + "Index name can only contain numbers, letters, and underscores.");
        }
    }

    private static boolean tooLong(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES_MAX;
    }

    private static boolean startsWell(String name) {
        char first = name.charAt(0);
        return first == '_' || isLetter(first);
    }

    private static boolean hasOnly(String name, String extra) {
        return name.chars().skip(1).allMatch(c -> c == '_' || isLetter(c) || isDigit(c) || extra.indexOf(c) >= 0);
    }

    private static boolean isLetter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
