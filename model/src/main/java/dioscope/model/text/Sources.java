package dioscope.model.text;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Where the functions and decisions of one kernel release stand: `{"fs/iomap/iter.c": {"iomap_iter": {"": 64, "no more": 82}}}`.
///
/// The line under the empty label is the function's own. A decision that the kernel makes in another file is written `"fs/ext4/balloc.c:612"`.
final class Sources {
    private final Map<String, Map<String, String>> byFunction = new HashMap<>();
    private final Map<String, String> fileOf = new HashMap<>();
    private final Set<String> files = new LinkedHashSet<>();

    /// @throws tools.jackson.core.JacksonException when it is no JSON
    /// @throws IllegalArgumentException when a function stands in two files
    static Sources parse(String json) {
        var s = new Sources();
        for (var file : JsonMapper.shared().readTree(json).properties()) {
            s.files.add(file.getKey());
            for (var fn : file.getValue().properties()) {
                var lines = new HashMap<String, String>();
                for (var site : fn.getValue().properties()) {
                    lines.put(site.getKey(), site.getValue().isNumber()
                            ? file.getKey() + ":" + site.getValue().intValue()
                            : site.getValue().asString());
                }
                s.fileOf.put(fn.getKey(), file.getKey());
                if (s.byFunction.put(fn.getKey(), lines) != null) {
                    throw new IllegalArgumentException(fn.getKey() + " stands in two files of the source map");
                }
            }
        }
        return s;
    }

    /// The kernel files, in the order of the map.
    Set<String> files() {
        return files;
    }

    /// The kernel file of a function, empty when it is not known.
    String file(String fn) {
        return fileOf.getOrDefault(fn, "");
    }

    /// `file:line` of a decision; of its function when the decision has no line of its own; empty when the function is not known.
    String of(String fn, String label) {
        var lines = byFunction.get(fn);
        if (lines == null) {
            return "";
        }
        var at = own(lines, label);
        return at != null ? at : lines.getOrDefault("", "");
    }

    /// Whether a decision has a line of its own.
    boolean has(String fn, String label) {
        var lines = byFunction.get(fn);
        return lines != null && own(lines, label) != null;
    }

    private static @Nullable String own(Map<String, String> lines, String label) {
        int space = label.indexOf(' ');
        var at = lines.get(label);
        return at != null || space < 0 ? at : lines.get(label.substring(0, space) + " *");
    }

    /// Every place, `function` or `function/label`, with its `file:line`.
    Map<String, String> all() {
        var out = new java.util.TreeMap<String, String>();
        byFunction.forEach((fn, lines) -> lines.forEach((label, at) -> out.put(label.isEmpty() ? fn : fn + "/" + label, at)));
        return out;
    }
}
