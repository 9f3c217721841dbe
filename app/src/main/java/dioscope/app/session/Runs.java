package dioscope.app.session;

import dioscope.model.scenario.Faults;
import dioscope.model.scenario.FileState.ExtentRun;
import dioscope.model.scenario.Request.Iovec;
import dioscope.model.scenario.Scenario.ContentRun;
import dioscope.model.scenario.Scenario.PageRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The lists of a scenario as lines of text that can be typed.
final class Runs {
    private Runs() {}

    static String extents(List<ExtentRun> runs) {
        return lines(runs, e -> Amounts.showSize(e.logical()).replace(" ", "") + "  " + Amounts.showSize(e.length()).replace(" ", "") + "  "
                + word(e.state()) + (e.physical() < 0 ? "" : "  @" + Amounts.showSize(e.physical()).replace(" ", "")));
    }

    /// `offset length state @place` on each line.
    static List<ExtentRun> extents(String text) {
        return parse(text, "offset length written|unwritten|delalloc @place", 3, 4, w -> {
            long place = w.length < 4 ? -1 : Amounts.size(w[3].startsWith("@") ? w[3].substring(1) : w[3]);
            return new ExtentRun(Amounts.size(w[0]), place, Amounts.size(w[1]), constant(ExtentRun.State.class, w[2]));
        });
    }

    static String pages(List<PageRun> runs) {
        return lines(runs, p -> p.page() + "  " + p.pages() + "  " + word(p.state())
                + (p.mapped() == PageRun.Mapped.NONE ? "" : "  " + word(p.mapped())));
    }

    /// `first count state mapping` on each line.
    static List<PageRun> pages(String text) {
        return parse(text, "page count clean|dirty|dirty-delalloc [ro|rw]", 3, 4,
                w -> new PageRun(Amounts.count(w[0]), Math.toIntExact(Amounts.count(w[1])), constant(PageRun.State.class, w[2]),
                        w.length < 4 ? PageRun.Mapped.NONE : constant(PageRun.Mapped.class, w[3])));
    }

    static String contents(List<ContentRun> runs) {
        return lines(runs, r -> Amounts.showSize(r.offset()).replace(" ", "") + "  " + Amounts.showSize(r.length()).replace(" ", "") + "  "
                + Amounts.showByte(r.value()));
    }

    /// `offset length byte` on each line.
    static List<ContentRun> contents(String text) {
        return parse(text, "offset length byte", 3, 3, w -> new ContentRun(Amounts.size(w[0]), Amounts.size(w[1]), Amounts.octet(w[2])));
    }

    static String iovecs(List<Iovec> vectors) {
        return lines(vectors, v -> v.baseMod4096() + "  " + Amounts.showSize(v.len()).replace(" ", ""));
    }

    /// `address length` on each line, the address modulo 4096.
    static List<Iovec> iovecs(String text) {
        return parse(text, "address-modulo-4096 length", 2, 2, w -> new Iovec(Math.toIntExact(Amounts.size(w[0])), Amounts.size(w[1])));
    }

    static String ranges(List<Faults.Range> ranges) {
        return lines(ranges, r -> Amounts.showSize(r.offset()).replace(" ", "") + "  " + Amounts.showSize(r.length()).replace(" ", ""));
    }

    /// `offset length` on each line.
    static List<Faults.Range> ranges(String text) {
        return parse(text, "offset length", 2, 2, w -> new Faults.Range(Amounts.size(w[0]), Amounts.size(w[1])));
    }

    static String numbers(List<Integer> numbers) {
        return lines(numbers, String::valueOf);
    }

    static List<Integer> numbers(String text) {
        return parse(text, "a number", 1, 1, w -> Math.toIntExact(Amounts.count(w[0])));
    }

    static String longs(List<Long> numbers) {
        return lines(numbers, String::valueOf);
    }

    static List<Long> longs(String text) {
        return parse(text, "index of a page", 1, 1, w -> Amounts.count(w[0]));
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String word) {
        for (var c : type.getEnumConstants()) {
            if (word(c).equals(word.toLowerCase(Locale.ROOT))) {
                return c;
            }
        }
        throw new IllegalArgumentException(
                word + " is none of " + java.util.Arrays.stream(type.getEnumConstants()).map(Runs::word).collect(Collectors.joining(", ")));
    }

    private static <T> String lines(List<T> items, Function<T, String> line) {
        return items.stream().map(line).collect(Collectors.joining("\n"));
    }

    private static <T> List<T> parse(String text, String form, int least, int most, Function<String[], T> line) {
        var out = new ArrayList<T>();
        int number = 0;
        for (var raw : text.split("\n")) {
            number++;
            if (raw.isBlank()) {
                continue;
            }
            var words = raw.strip().split("\\s+");
            if (words.length < least || words.length > most) {
                throw new IllegalArgumentException("line " + number + " must read: " + form);
            }
            try {
                out.add(line.apply(words));
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException("line " + number + " holds a number that is too large");
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("line " + number + " " + e.getMessage());
            }
        }
        return List.copyOf(out);
    }
}
