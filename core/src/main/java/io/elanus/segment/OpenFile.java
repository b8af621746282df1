package io.elanus.segment;

/** A file that several versions of a segment share; closed with the last of them. */
final class OpenFile<T> extends Counted {
    private final AutoCloseable resource;
    private final T content;
    private final Runnable closed;

    /**
     * @param resource closed at the end
     * @param content what is read through it
     * @param closed called behind the closing
     */
    OpenFile(AutoCloseable resource, T content, Runnable closed) {
        this.resource = resource;
        this.content = content;
        this.closed = closed;
    }

    T content() {
        return content;
    }

    @Override
    protected void close() {
        try {
            resource.close();
        } catch (Exception e) {
            throw new IllegalStateException("file does not close: " + resource, e);
        }
        closed.run();
    }
}
