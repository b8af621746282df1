package io.elanus.durable;

/** Which keys an {@link ObjectStore} takes: those that are good on a file system and in an object store alike. */
final class ObjectKey {
    private ObjectKey() {}

    static void require(String key) {
        if (!isValid(key)) {
            throw new IllegalArgumentException(
                    "object key is not valid: key=" + key + "; use parts of a-z A-Z 0-9 . _ -"
                            + " that do not begin with a dot, joined by /, at most " + ObjectStore.KEY_LENGTH_MAX
                            + " characters");
        }
    }

    static boolean isValid(String key) {
        return !key.isEmpty() && !key.endsWith("/") && isPrefix(key);
    }

    static void requirePrefix(String prefix) {
        if (!isPrefix(prefix)) {
            throw new IllegalArgumentException("object key prefix is not valid: prefix=" + prefix);
        }
    }

    private static boolean isPrefix(String prefix) {
        boolean partBegins = true;
        for (int i = 0; i < prefix.length(); i++) {
            char c = prefix.charAt(i);
            boolean valid = partBegins ? isPartStart(c) : isPartStart(c) || c == '.' || c == '/';
            if (!valid) {
                return false;
            }
            partBegins = c == '/';
        }
        return prefix.length() <= ObjectStore.KEY_LENGTH_MAX;
    }

    private static boolean isPartStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }
}
