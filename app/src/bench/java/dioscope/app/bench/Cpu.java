package dioscope.app.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/// CPU time that was used, nanoseconds.
public final class Cpu {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean SYSTEM = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private Cpu() {}

    /// Of all threads that run Java code, those that carry virtual threads too; exact enough for one edit. Leaves out the compiler and the
    /// collector.
    public static long threads() {
        long sum = 0;
        for (long nanos : THREADS.getThreadCpuTime(THREADS.getAllThreadIds())) sum += Math.max(0, nanos);
        return sum;
    }

    /// Of the whole process, the compiler and the collector included. In steps of 10 ms: good for many runs of a thing, not for one.
    public static long process() {
        return SYSTEM.getProcessCpuTime();
    }
}
