package io.elanus.durable;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What a check finds, told as it is found. Owned by one thread. */
public final class Findings {
    private final Consumer<Finding> out;
    private int problemCount;

    /**
     * One thing that a check found.
     *
     * @param isProblem whether something is wrong; if not, it is worth knowing and harmless
     * @param file its path, or the key of what lies in the meta store
     * @param offset in bytes from the beginning of the file; -1 if it is about the whole file
     */
    public record Finding(boolean isProblem, String file, long offset, String text) {
        @Override
        public String toString() {
            String place = offset < 0 ? "" : ", offset=" + offset;
            return (isProblem ? "problem: " : "note: ") + text + ": file=" + file + place;
        }
    }

    public Findings(Consumer<Finding> out) {
        this.out = out;
    }

    public int problemCount() {
        return problemCount;
    }

    /** Something harmless. */
    public void note(String file, long offset, String text) {
        out.accept(new Finding(false, file, offset, text));
    }

    public void problem(String file, long offset, String text) {
        problemCount++;
        out.accept(new Finding(true, file, offset, text));
    }

    /**
     * Takes one step of a check. What it throws is a problem and not the end of the check: other files may be whole.
     *
     * @param file what the step reads
     * @return whether it went through
     */
    public boolean attempt(String file, Runnable step) {
        return read(file, () -> {
                    step.run();
                    return true;
                })
                .isPresent();
    }

    /** As {@link #attempt}, of a step that answers something; empty if it did not go through. */
    public <T> Optional<T> read(String file, Supplier<T> step) {
        try {
            return Optional.of(step.get());
        } catch (CorruptFileException e) {
            problem(e.file(), e.offset(), e.text());
        } catch (DurableException e) {
            problem(file, -1, String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException | ArithmeticException e) {
            // The decoders trust bytes whose checksums fit; bytes that were written wrongly get this far.
            problem(file, -1, "content does not decode: " + e);
        }
        return Optional.empty();
    }
}
