package dioscope.model.run;

import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Which branches the kernel code has, read off its sources, and which ways runs went through them.
final class Sites {
    private static final Path KERNEL = Path.of("src", "main", "java", "dioscope", "model", "kernel");
    /// The head of a method, the entry of a kernel function, a branch.
    private static final Pattern TOKEN = Pattern.compile(
            "\\n    (?=[\\w<@])(?:public |private |static |final )*[\\w<>\\[\\], .@?]+ \\w+\\([^;{}]*\\)\\s*\\{\\n|(\\w+) = k\\s*\\.enter\\(\\s*\"([^\"]+)\"|(\\w+)\\s*\\.taken\\(\\s*\"([^\"]+)\"",
            Pattern.DOTALL);

    private final SortedSet<String> yes = new TreeSet<>();
    private final SortedSet<String> no = new TreeSet<>();

    /// Notes every branch of a run.
    void add(Trace trace) {
        for (var s : trace.steps()) {
            if (s.kind() == Step.Kind.BRANCH) {
                (s.taken() ? yes : no).add(s.site());
            }
        }
    }

    /// Every branch in the sources, as `function/label`; `*/label` for one in a helper that is no kernel function.
    static SortedSet<String> existing() throws IOException {
        var out = new TreeSet<String>();
        try (var files = Files.walk(KERNEL)) {
            for (var f : files.filter(p -> p.toString().endsWith(".java")).toList()) {
                out.addAll(existing(Files.readString(f)));
            }
        }
        return out;
    }

    static SortedSet<String> existing(String source) {
        var out = new TreeSet<String>();
        Map<String, String> functions = new HashMap<>();
        var m = TOKEN.matcher(source);
        int at = 0;
        while (m.find(at)) {
            if (m.group(2) != null) {
                functions.put(m.group(1), m.group(2));
            } else if (m.group(4) != null) {
                out.add(functions.getOrDefault(m.group(3), "*") + "/" + m.group(4));
            } else {
                functions.clear();
            }
            at = Math.max(at + 1, m.end() - 1);
        }
        return out;
    }

    /// The ways `site` was not gone: `yes`, `no`, `yes or no`, or nothing when both were.
    String missing(String site) {
        boolean y = reached(yes, site);
        boolean n = reached(no, site);
        return y && n ? "" : y ? "no" : n ? "yes" : "yes or no";
    }

    private static boolean reached(SortedSet<String> sites, String site) {
        return site.startsWith("*") ? sites.stream().anyMatch(s -> s.endsWith(site.substring(1))) : sites.contains(site);
    }

    /// Branches met in runs that the scan of the sources does not know.
    SortedSet<String> unknown(SortedSet<String> existing) {
        var all = new TreeSet<>(yes);
        all.addAll(no);
        all.removeIf(s -> existing.contains(s) || existing.contains("*" + s.substring(s.indexOf('/'))));
        return all;
    }
}
