package dioscope.model.evidence;

/// Names one recorded case.
///
/// @param kernel such as `6.12`
/// @param group such as `dio-write-durability`
/// @param name such as `dw-written-odsync-wt`
public record CaseId(String kernel, String group, String name) implements Comparable<CaseId> {
    @Override
    public int compareTo(CaseId o) {
        int k = compareKernels(kernel, o.kernel);
        if (k != 0) {
            return k;
        }
        int g = group.compareTo(o.group);
        return g != 0 ? g : name.compareTo(o.name);
    }

    @Override
    public String toString() {
        return kernel + "/" + name;
    }

    /// By number, part by part, so that 6.12 follows 6.1.
    static int compareKernels(String a, String b) {
        return java.util.Arrays.compare(numbers(a), numbers(b));
    }

    private static long[] numbers(String version) {
        return java.util.Arrays.stream(version.split("\\.", -1)).mapToLong(p -> p.matches("\\d{1,9}") ? Long.parseLong(p) : 0).toArray();
    }
}
