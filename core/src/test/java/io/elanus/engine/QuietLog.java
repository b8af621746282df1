package io.elanus.engine;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Keeps what is logged out of the build's output, in tests that let hundreds of jobs fail. */
public final class QuietLog implements BeforeAllCallback, AfterAllCallback {
    private final Logger logger = Logger.getLogger("io.elanus");

    @Override
    public void beforeAll(ExtensionContext context) {
        logger.setLevel(Level.OFF);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        logger.setLevel(null);
    }
}
