package dioscope.app.bench;

import dioscope.app.export.ffmpeg.FilmBench;
import dioscope.app.fx.CanvasBench;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.LinkedHashMap;
import java.util.Set;

/// Runs the measurements one after another and prints a table; with arguments only those that are named.
///
/// Ends with 1 where a number is not reached.
public final class Bench {
    private interface Part {
        List<Row> measure() throws Exception;
    }

    private Bench() {}

    public static void main(String[] args) throws Exception {
        // the canvas is drawn in software and off screen, and so are the windows that are started
        System.setProperty("glass.platform", "Headless");
        System.setProperty("prism.order", "sw");
        var parts = new LinkedHashMap<String, Part>();
        // first, so that its first run is a cold start
        parts.put("buffered", BufferedBench::measure);
        parts.put("edit", EditBench::measure);
        parts.put("engine", EngineBench::measure);
        parts.put("seek", SeekBench::measure);
        parts.put("canvas", CanvasBench::measure);
        parts.put("film", FilmBench::measure);
        parts.put("start", StartBench::measure);
        var chosen = args.length == 0 ? parts.keySet() : Set.of(args);
        var rows = new ArrayList<Row>();
        for (Map.Entry<String, Part> part : parts.entrySet()) {
            if (!chosen.contains(part.getKey())) continue;
            System.err.println("measuring: " + part.getKey());
            rows.addAll(part.getValue().measure());
        }
        print(rows);
        System.exit(rows.stream().allMatch(Row::reached) ? 0 : 1);
    }

    private static void print(List<Row> rows) {
        int a = rows.stream().mapToInt(r -> r.what().length()).max().orElse(0);
        int b = rows.stream().mapToInt(r -> r.measured().length()).max().orElse(0);
        var form = "%-" + a + "s | %" + Math.max(8, b) + "s | %s%n";
        System.out.printf(form, "what", "measured", "to reach");
        for (var r : rows) System.out.printf(form, r.what(), r.measured(), r.toReach() + (r.reached() ? "" : "   NOT REACHED"));
    }
}
