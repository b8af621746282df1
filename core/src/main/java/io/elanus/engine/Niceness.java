package io.elanus.engine;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * How much a thread insists on its turn. Java's own thread priorities mean nothing on Linux, so the C library is asked; where
 * it cannot be (another system, or native access is not enabled for this module), threads stay as they are.
 */
final class Niceness {
    private static final System.Logger LOG = System.getLogger(Niceness.class.getName());

    /** PRIO_PROCESS of {@code sys/resource.h}: with 0 for {@code who}, Linux means the calling thread. */
    private static final int THIS_THREAD = 0;

    /** About a tenth of what another thread gets: a job that others wait for goes on, however busy the machine is. */
    private static final int NICE = 10;

    private Niceness() {}

    /** From now on the calling thread gets little beside other threads that want to run, and all that they leave over. */
    static void lowerThisThread() {
        if (!System.getProperty("os.name").equals("Linux")
                || !Niceness.class.getModule().isNativeAccessEnabled()) {
            return;
        }
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> setpriority = linker.defaultLookup().find("setpriority");
        if (setpriority.isEmpty()) {
            return;
        }
        FunctionDescriptor shape = FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
        try {
            int failed = (int) linker.downcallHandle(setpriority.get(), shape).invokeExact(THIS_THREAD, 0, NICE);
            if (failed != 0) {
                LOG.log(System.Logger.Level.DEBUG, "priority of a background thread cannot be lowered");
            }
        } catch (Throwable e) { // The handle declares it; the call itself throws nothing.
            throw new IllegalStateException("setpriority cannot be called", e);
        }
    }
}
