package dioscope.model.compare;

import dioscope.model.profile.Bits;
import dioscope.model.state.Args;
import dioscope.model.state.Iomap;
import dioscope.model.state.Task;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What differs, in sentences. The words are in `assets/texts/compare.properties`; the values come from the steps.
public final class Sentences {
    private static final Pattern PLACE = Pattern.compile("\\{([A-Za-z][^{}]*)}");
    /// Parts of the outcome, the most telling first, that a sentence may begin with.
    private static final List<String> TELLING = List.of("result", "completion", "flushes", "medium", "sync", "lock", "bios");
    private static final int MOST_VALUES = 3;

    private final Properties words = new Properties();

    /// Reads the words carried with the program.
    public Sentences() {
        try (var in = Sentences.class.getResourceAsStream("/assets/texts/compare.properties")) {
            if (in == null) {
                throw new IllegalStateException("assets/texts/compare.properties is missing");
            }
            words.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where and why the two stories part: how the outcome differs, if it does, and the decision behind it; one sentence that says so where nothing differs.
    public String first(Comparison c) {
        var first = c.first();
        if (first.isEmpty()) {
            return get("same", sides(c));
        }
        var telling = telling(c);
        if (telling.isEmpty()) {
            return capital(place(c, first.get().row())) + ".";
        }
        var aspect = telling.get();
        int because = Turning.row(c, aspect);
        return capital(contrast(c, aspect)) + ", " + get("because", Map.of("why", place(c, because))) + ".";
    }

    /// The row of the difference a sentence tells; empty when nothing differs.
    public Optional<Integer> turningPoint(Comparison c) {
        return telling(c).map(a -> Turning.row(c, a)).or(() -> c.first().map(Difference::row));
    }

    /// How one part of the outcome differs: `6.12 hands the completion to the workqueue; 7.2 finishes it in the interrupt`.
    public String contrast(Comparison c, Aspect aspect) {
        var values = sides(c);
        values.put("a", value(aspect.name(), aspect.a()));
        values.put("b", value(aspect.name(), aspect.b()));
        return get("contrast", values);
    }

    /// The name of a part of the outcome.
    public String name(Aspect aspect) {
        return get("name." + aspect.name(), Map.of());
    }

    /// A value of a part of the outcome as a predicate, such as `takes i_rwsem shared`.
    public String value(String aspect, String value) {
        if (aspect.equals("bios")) {
            return get("bios", Map.of("v", bios(value)));
        }
        var texts = new ArrayList<String>();
        for (var part : value.split(" ")) {
            texts.add(one(aspect, part));
        }
        return String.join(get("then", Map.of()), texts);
    }

    private String one(String aspect, String v) {
        var exact = words.getProperty(aspect + "." + v);
        if (exact != null) {
            return exact;
        }
        if (aspect.equals("result") && v.startsWith("-")) {
            return get("result.error", Map.of("v", words.getProperty("errno." + v.substring(1), v)));
        }
        return get(aspect, Map.of("v", v));
    }

    private String bios(String value) {
        if (value.equals("none")) {
            return get("bios.none", Map.of());
        }
        return java.util.Arrays.stream(value.split(" ")).map(b -> {
            var parts = b.split(":");
            return parts[0] + " " + parts[1] + java.util.Arrays.stream(parts).skip(2).map(p -> " " + p).collect(Collectors.joining());
        }).collect(Collectors.joining(", "));
    }

    /// What differs in one row, as part of a sentence.
    public String place(Comparison c, int row) {
        var r = c.rows().get(row);
        var a = r.a() < 0 ? null : c.a().trace().step(r.a());
        var b = r.b() < 0 ? null : c.b().trace().step(r.b());
        var s = a != null ? a : b;
        if (s == null) {
            throw new IllegalArgumentException("an empty row");
        }
        var values = sides(c);
        values.put("fn", b != null ? b.fn() : s.fn());
        values.put("label", s.label());
        values.put("a.way", way(a));
        values.put("b.way", way(b));
        values.put("a.values", said(a, r.both() ? c.details(row) : List.of(), true));
        values.put("b.values", said(b, r.both() ? c.details(row) : List.of(), false));
        values.put("a.context", a == null ? "" : get("context." + a.ctx().ctx(), Map.of()));
        values.put("b.context", b == null ? "" : get("context." + b.ctx().ctx(), Map.of()));
        values.put("X", a != null ? c.a().name() : c.b().name());
        values.put("Y", a != null ? c.b().name() : c.a().name());
        values.put("x.way", way(s));
        values.put("x.values", said(s, List.of(), a != null));
        values.put("a.mapping", a == null ? "" : mapping(c.a().trace(), r.a()));
        values.put("b.mapping", b == null ? "" : mapping(c.b().trace(), r.b()));
        values.put("x.mapping", mapping(a != null ? c.a().trace() : c.b().trace(), a != null ? r.a() : r.b()));
        if (a != null) {
            args("a.", a.values(), values);
        }
        if (b != null) {
            args("b.", b.values(), values);
        }
        args("x.", s.values(), values);
        var details = c.details(row);
        if (!details.isEmpty()) {
            values.put("detail", details.getFirst().name());
            values.put("detail.a", show(details.getFirst().a()));
            values.put("detail.b", show(details.getFirst().b()));
        }
        return get(key(c, r, s), values);
    }

    /// The words for this very site, else those for what kind of difference it is.
    private String key(Comparison c, Row r, Step s) {
        var site = "at." + (s.label().isEmpty() ? s.fn() : s.fn() + "/" + s.label()).replace(' ', '-');
        boolean branch = s.kind() == Step.Kind.BRANCH;
        var special = r.what().only() ? site + ".only" + (branch ? s.taken() ? ".yes" : ".no" : "") : site;
        if (r.what().turns() && words.containsKey(special)) {
            return special;
        }
        return switch (r.what()) {
            case BRANCH -> "place.branch";
            case MOVED -> "place.moved";
            case ONLY_A, ONLY_B -> branch ? "place.only.branch" : s.kind() == Step.Kind.ENTER ? "place.only.call" : "place.only.step";
            case RETURN -> "place.return";
            case EFFECT -> "place.effect";
            case VALUES, SAME -> "place.values";
        };
    }

    private Optional<Aspect> telling(Comparison c) {
        return TELLING.stream().flatMap(n -> c.outcome().stream().filter(a -> a.name().equals(n) && a.differs())).findFirst();
    }

    private static Map<String, String> sides(Comparison c) {
        var out = new LinkedHashMap<String, String>();
        out.put("A", c.a().name());
        out.put("B", c.b().name());
        return out;
    }

    private static void args(String prefix, Args args, Map<String, String> into) {
        for (int k = 0; k < args.size(); k++) {
            into.put(prefix + args.name(k).replace(' ', '-'), show(args.value(k)));
        }
    }

    private String way(@Nullable Step s) {
        return s == null ? "" : s.kind() == Step.Kind.BRANCH ? get(s.taken() ? "yes" : "no", Map.of()) : "";
    }

    /// The values that decided a step, in brackets: those that differ where some do.
    private String said(@Nullable Step s, List<Detail> details, boolean first) {
        if (s == null || s.values().size() == 0) {
            return "";
        }
        var shown = details.stream().filter(d -> !d.name().equals("taken")).limit(MOST_VALUES)
                .map(d -> d.name() + " " + show(first ? d.a() : d.b())).collect(Collectors.joining(", "));
        if (shown.isEmpty()) {
            var all = new ArrayList<String>();
            for (int k = 0; k < Math.min(MOST_VALUES, s.values().size()); k++) {
                all.add(s.values().name(k) + " " + show(s.values().value(k)));
            }
            shown = String.join(", ", all);
        }
        return get("values", Map.of("v", shown));
    }

    /// The mapping a step works on, or the last one before: `MAPPED and not NEW`.
    private String mapping(Trace t, int step) {
        for (int i = step; i >= 0; i--) {
            for (var e : t.step(i).world().io()) {
                var iomi = e.value().iomi();
                Iomap m = iomi == null ? null : iomi.iomap();
                if (m != null) {
                    boolean fresh = t.profile().iomap().names(m.flags()).contains("F_NEW")
                            || t.profile().iomap().names(m.flags()).contains("NEW");
                    return get(fresh ? "mapping.new" : "mapping", Map.of("v", m.type().name()));
                }
            }
        }
        return "";
    }

    /// A value as a reader knows it.
    public static String show(@Nullable Object v) {
        return switch (v) {
            case null -> "-";
            case Bits b -> b.toString();
            case Boolean b -> b ? "yes" : "no";
            case Task.Kind k -> k.ctx();
            case List<?> l -> l.isEmpty() ? "0" : l.stream().map(String::valueOf).collect(Collectors.joining("|"));
            default -> v.toString();
        };
    }

    private static String capital(String s) {
        return s.isEmpty() ? s : s.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + s.substring(1);
    }

    private String get(String key, Map<String, String> values) {
        var text = words.getProperty(key);
        if (text == null) {
            throw new IllegalArgumentException("no words for " + key + " in assets/texts/compare.properties");
        }
        return PLACE.matcher(text).replaceAll(m -> Matcher.quoteReplacement(values.getOrDefault(m.group(1), "")));
    }
}
