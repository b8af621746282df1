package io.elanus.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.Elanus;
import io.elanus.database.Database;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The form of the database that a contract runs on. */
interface FormUnderTest {
    Duration PATIENCE = Duration.ofSeconds(60);

    /** The form itself; another one after {@link #restart}. */
    Database database();

    /** The form, in a database that no other test uses. */
    Elanus elanus();

    /** Closes the form and opens its data again. */
    void restart();

    /** Ends the test here, as skipped, if the form cannot do this. */
    void needs(Capability capability);

    boolean can(Capability capability);

    static void assertRefused(ErrorCode code, String text, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(DatabaseException.class, e -> {
            if (e.code() != code || !String.valueOf(e.getMessage()).contains(text)) {
                throw new AssertionError(
                        "refused otherwise: expected " + code + " " + text + ", got " + e.code() + " " + e.getMessage(),
                        e);
            }
        });
    }

    /** For what a database does behind its answers. */
    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline >= 0) {
                throw new AssertionError("did not happen within " + PATIENCE + ": " + what);
            }
            Thread.sleep(5);
        }
    }
}
