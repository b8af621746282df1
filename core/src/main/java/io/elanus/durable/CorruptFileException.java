package io.elanus.durable;

/** Bytes at rest that are not what was written. Reading on would give wrong answers, so nothing is given. */
public final class CorruptFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long offset;
    private final String text;

    /**
     * @param file the path or the object key
     * @param offset in bytes from the beginning of the file
     * @param text what was expected and what was found
     */
    public CorruptFileException(String file, long offset, String text) {
        super(text + ": file=" + file + ", offset=" + offset);
        this.file = file;
        this.offset = offset;
        this.text = text;
    }

    public String file() {
        return file;
    }

    public long offset() {
        return offset;
    }

    /** The message without the place. */
    public String text() {
        return text;
    }
}
