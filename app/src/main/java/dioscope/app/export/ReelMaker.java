package dioscope.app.export;

import dioscope.app.export.Reel.Caption;
import dioscope.app.export.Reel.Chapter;
import dioscope.app.export.Reel.ChapterCard;
import dioscope.app.export.Reel.EndCard;
import dioscope.app.export.Reel.Shot;
import dioscope.app.export.Reel.StepShot;
import dioscope.app.export.Reel.TitleCard;
import dioscope.app.panel.Study;
import dioscope.app.panel.Units;
import dioscope.model.scenario.Film;
import dioscope.model.scenario.Film.Cue;
import dioscope.model.scenario.Film.Place;
import dioscope.model.scenario.Scenario;
import dioscope.model.trace.Diff;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Plans a film. A step lasts as long as its change needs to be seen and its sentence to be read. Where nothing is seen to change, only the first sentence
/// of an explanation is told, and none that was read before, so that runs of such steps pass quickly; a flag that changes or an error gets a beat. An author's cues come before all that, and a narration
/// before the pace.
public final class ReelMaker {
    /// What is planned, and what could not be.
    ///
    /// @param missing places that the author names and this run does not come to, with where they stand in the scenario
    public record Plan(Reel reel, List<String> missing) {}

    private static final long MILLI = 1_000_000;
    private static final long MOVE = 620 * MILLI;
    private static final long QUICK = 130 * MILLI;
    private static final long SEEN = 700 * MILLI;
    private static final long BEAT = 1_200 * MILLI;
    private static final long LETTER = 52 * MILLI;
    private static final long MOST = 14_000 * MILLI;
    private static final long CARD = 2_600 * MILLI;
    private static final long LEAST_CHAPTER = 2_000 * MILLI;
    /// A step may be made this much shorter for a narration, not more.
    private static final double SHORTEST = 0.25;

    private final Scenario scenario;
    private final Study study;
    private final Telling telling;
    private final Trace trace;
    private final int first;
    private final int last;
    private final List<String> missing = new ArrayList<>();
    /// The author's cues by step.
    private final TreeMap<Integer, Cue> cues = new TreeMap<>();
    private final TreeMap<Integer, Long> marks = new TreeMap<>();

    /// A shot before its place in time is known.
    private record Piece(int step, Kind kind, long nanos, long moveNanos, @Nullable PanelName focus, String text) {
        enum Kind { TITLE, CHAPTER, STEP, END }

        Piece withNanos(long v) {
            return new Piece(step, kind, v, Math.min(moveNanos, v), focus, text);
        }
    }

    private ReelMaker(Scenario scenario, Study study, Telling telling) {
        this.scenario = scenario;
        this.study = study;
        this.telling = telling;
        trace = study.trace();
        first = Math.max(0, telling.firstStep());
        last = Math.min(telling.lastStep(), trace.size() - 1);
    }

    /// @throws ExportException when the steps are none of this run, or the narration cannot hold the film
    public static Plan plan(Scenario scenario, Study study, Telling telling) {
        var t = study.trace();
        if (telling.firstStep() >= t.size() || telling.firstStep() < 0 || telling.lastStep() < telling.firstStep()
                || telling.lastStep() != Integer.MAX_VALUE && telling.lastStep() >= t.size()) {
            throw new ExportException(
                    "Steps " + telling.firstStep() + ".." + (telling.lastStep() == Integer.MAX_VALUE ? "" : telling.lastStep())
                            + " are not in this run, which has steps 0 to " + (t.size() - 1) + ".");
        }
        return new ReelMaker(scenario, study, telling).make();
    }

    private Plan make() {
        resolve();
        var pieces = pieces();
        return new Plan(laid(telling.narrationNanos() > 0 ? spoken(pieces) : pieces), List.copyOf(missing));
    }

    private void resolve() {
        var film = scenario.film();
        for (int i = 0; i < film.cues().size(); i++) {
            var c = film.cues().get(i);
            int step = found(c.at(), "film.cues[" + i + "].at");
            if (step >= 0) {
                cues.put(step, c);
            }
        }
        var n = film.narration();
        if (n != null && telling.narrationNanos() > 0) {
            for (int i = 0; i < n.marks().size(); i++) {
                var m = n.marks().get(i);
                int step = found(m.at(), "film.narration.marks[" + i + "].at");
                if (step >= first && step <= last) {
                    var later = marks.floorEntry(step);
                    if (later != null && later.getValue() >= m.nanos() || marks.higherKey(step) != null) {
                        throw new ExportException("film.narration.marks[" + i + "]: its step " + step
                                + " comes before that of the mark before it; marks follow the run.");
                    }
                    marks.put(step, m.nanos());
                }
            }
        }
    }

    private int found(Place at, String where) {
        var step = Places.find(trace, at);
        if (step.isEmpty()) {
            missing.add(where + ": this run does not come to " + at);
        }
        return step.orElse(-1);
    }

    /// The steps that are seen, in order.
    private List<Integer> stops() {
        var out = new TreeSet<Integer>();
        boolean skipping = false;
        var before = cues.floorEntry(first - 1);
        if (before != null) {
            skipping = before.getValue().skip();
        }
        for (int i = first; i <= last; i++) {
            var cue = cues.get(i);
            if (cue != null) {
                skipping = cue.skip();
            }
            if (!skipping && (cue != null || marks.containsKey(i) || i == first || telling.grain().stopsAt(trace.step(i)))) {
                out.add(i);
            }
        }
        if (out.isEmpty()) {
            throw new ExportException("film.cues: everything from step " + first + " to " + last + " is skipped.");
        }
        return List.copyOf(out);
    }

    private List<Piece> pieces() {
        var out = new ArrayList<Piece>();
        var film = scenario.film();
        if (telling.cards()) {
            var title = title(film);
            out.add(new Piece(first, Piece.Kind.TITLE, paced(CARD + read(title) + read(subtitle(film)), 1), 0, null, title));
        }
        PanelName focus = null;
        double speed = 1;
        var told = new HashSet<String>();
        var visits = new HashMap<String, Integer>();
        int before = -1;
        for (var entry : cues.headMap(first).values()) {
            focus = focus(entry, focus);
            speed = entry.speed() > 0 ? entry.speed() : speed;
        }
        for (int i : stops()) {
            var cue = cues.get(i);
            if (cue != null) {
                if (!cue.chapter().isEmpty()) {
                    out.add(new Piece(i, Piece.Kind.CHAPTER, paced(CARD + read(cue.chapter()), 1), 0, null, cue.chapter()));
                }
                speed = cue.speed() > 0 ? cue.speed() : speed;
            }
            var went = cue == null ? focus : focus(cue, focus);
            out.add(step(i, before, cue, went, went != focus, speed, told, visits));
            focus = went;
            before = i;
        }
        if (telling.cards()) {
            var lines = end();
            out.add(new Piece(last, Piece.Kind.END, paced(CARD + lines.stream().mapToLong(ReelMaker::read).sum(), 1), 0, null,
                    String.join("\n", lines)));
        }
        return out;
    }

    private static @Nullable PanelName focus(Cue c, @Nullable PanelName now) {
        return c.focus().isEmpty() ? now : c.focus().equals("all") ? null : PanelName.parse(c.focus());
    }

    private Piece step(int i, int before, @Nullable Cue cue, @Nullable PanelName focus, boolean camera, double speed, Set<String> told,
            Map<String, Integer> visits) {
        var own = cue == null ? null : cue.caption();
        boolean changed = before < 0 || changed(before, i);
        boolean turns = before >= 0 && study.timeline().turns(before, i);
        var text = own != null ? own : changed || turns ? words(i) : Captions.firstSentence(words(i));
        boolean read = !text.isEmpty() && !told.add(Captions.plain(text));
        int visit = visits.merge(trace.step(i).site(), 1, Integer::sum);
        long move = before < 0 ? 0 : changed || camera ? MOVE : QUICK;
        long hold;
        if (cue != null && cue.holdNanos() != Cue.OWN_PACE) {
            return new Piece(i, Piece.Kind.STEP, paced(move, speed) + Math.max(MILLI, cue.holdNanos()), paced(move, speed), focus, text);
        } else if (read && !changed && !turns) {
            hold = 0;
        } else {
            long reading = read ? 0 : visit > 2 ? read(text) / 2 : read(text);
            hold = Math.min(MOST, Math.max(changed ? SEEN : QUICK, reading) + (turns ? BEAT : 0));
        }
        return new Piece(i, Piece.Kind.STEP, paced(move + hold, speed), paced(move, speed), focus, read && own == null ? "" : text);
    }

    /// Whether something is seen to change beside the call stack.
    private boolean changed(int from, int to) {
        return Diff.between(trace.step(from).world(), trace.step(to).world()).stream()
                .anyMatch(c -> !c.cell().path().startsWith("tasks") && !c.cell().path().startsWith("nanos"));
    }

    private String words(int i) {
        if (trace.step(i).kind() == Step.Kind.START) {
            return scenario.question().strip();
        }
        var why = study.words().why(trace.step(i));
        return why == null ? "" : why.strip().replaceAll("\\s+", " ");
    }

    private static long read(String text) {
        return Captions.plain(text).length() * LETTER;
    }

    private long paced(long nanos, double speed) {
        return Math.round(nanos / (speed * telling.speed()));
    }

    private String title(Film film) {
        return film.title().isEmpty() ? scenario.title().isBlank() ? "A run" : scenario.title() : film.title();
    }

    private String subtitle(Film film) {
        return film.subtitle().isEmpty() ? scenario.question() : film.subtitle();
    }

    /// What the run came to.
    private List<String> end() {
        var film = scenario.film();
        var out = new ArrayList<String>(film.end());
        if (out.isEmpty()) {
            var world = trace.step(last).world();
            for (var io : world.io().values()) {
                var result = io.result();
                var name = call(io.op()) + (world.io().size() > 1 ? " " + io.id() : "");
                out.add(result == null ? name + " has not returned" : name + " returned " + Units.result(result));
            }
            out.add("the device carried out " + count("user/device WRITE", "write") + ", " + count("user/device READ", "read") + " and "
                    + count("user/device FLUSH", "cache flush"));
            out.add(Units.time(trace.step(last).nanos()) + " on the virtual clock");
        }
        out.addAll(telling.worth());
        return List.copyOf(out);
    }

    private String count(String site, String thing) {
        int n = 0;
        for (int i = 0; i <= last; i++) {
            n += trace.step(i).site().equals(site) ? 1 : 0;
        }
        return n == 0 ? "no " + thing : n + " " + thing + (n == 1 ? "" : thing.endsWith("sh") ? "es" : "s");
    }

    /// The pieces with the times a narration gives them: what stands between two marks is stretched, or made shorter, to fill the time between.
    private List<Piece> spoken(List<Piece> pieces) {
        var out = new ArrayList<Piece>();
        long at = 0;
        int from = 0;
        for (int i = 0; i <= pieces.size(); i++) {
            var mark = i < pieces.size() && pieces.get(i).kind == Piece.Kind.STEP ? marks.get(pieces.get(i).step) : null;
            // a first step without anything before it waits for its words
            if (i > from && (mark != null || i == pieces.size())) {
                long until = mark == null ? Math.max(telling.narrationNanos(), at) : mark;
                fit(pieces.subList(from, i), until - at, at, out);
                at = until;
                from = i;
            }
        }
        return out;
    }

    private void fit(List<Piece> group, long room, long at, List<Piece> out) {
        long natural = group.stream().mapToLong(Piece::nanos).sum();
        if (room < natural * SHORTEST) {
            throw new ExportException("The narration is shorter than the film: from " + seconds(at) + " it leaves " + seconds(room)
                    + " for what takes at least "
                    + seconds(Math.round(natural * SHORTEST)) + ".");
        }
        long left = room;
        for (int i = 0; i < group.size(); i++) {
            var p = group.get(i);
            long share = i == group.size() - 1 ? left : Math.round(p.nanos() * ((double) room / natural));
            left -= share;
            out.add(p.withNanos(Math.max(1, share)));
        }
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }

    private Reel laid(List<Piece> pieces) {
        var shots = new ArrayList<Shot>();
        var captions = new ArrayList<Caption>();
        long at = 0;
        int before = -1;
        int number = 0;
        var film = scenario.film();
        for (var p : pieces) {
            switch (p.kind) {
                case TITLE -> shots.add(new TitleCard(at, p.nanos, title(film), subtitle(film),
                        List.of("Linux " + trace.profile().release(), study.setting().device())));
                case CHAPTER -> shots.add(new ChapterCard(at, p.nanos, ++number, p.text));
                case END -> shots.add(new EndCard(at, p.nanos, title(film), p.text.isEmpty() ? List.of() : List.of(p.text.split("\n"))));
                case STEP -> {
                    shots.add(
                            new StepShot(at, p.nanos, p.step, before < 0 ? p.step : before, before < 0 ? 0 : p.moveNanos, p.focus, p.text));
                    captions.addAll(Captions.over(p.text, at, at + p.nanos));
                    before = p.step;
                }
            }
            at += p.nanos;
        }
        return new Reel(shots, chapters(shots, at), captions);
    }

    /// The author's chapters; where there are none, one for each call and one for what comes after them.
    private List<Chapter> chapters(List<Shot> shots, long end) {
        var starts = new TreeMap<Long, String>();
        for (var s : shots) {
            if (s instanceof ChapterCard c) {
                starts.put(c.fromNanos(), c.title());
            }
        }
        if (starts.isEmpty()) {
            var world = trace.step(last).world();
            for (var call : study.timeline().calls()) {
                var io = world.io().get(call.io());
                if (io != null) {
                    start(shots, call.begin())
                            .ifPresent(t -> starts.putIfAbsent(t, call(io.op()) + (world.io().size() > 1 ? " " + io.id() : "")));
                }
            }
            int over = study.timeline().calls().stream().mapToInt(c -> c.end() < 0 ? Integer.MAX_VALUE - 1 : c.end()).max()
                    .orElse(Integer.MAX_VALUE - 1);
            start(shots, over + 1).ifPresent(t -> starts.putIfAbsent(t, "After the last call"));
        }
        var out = new ArrayList<Chapter>();
        long from = 0;
        var name = "Beginning";
        for (var e : starts.entrySet()) {
            if (e.getKey() - from >= LEAST_CHAPTER) {
                out.add(new Chapter(from, e.getKey(), name));
                from = e.getKey();
            }
            name = e.getValue();
        }
        out.add(new Chapter(from, end, name));
        return out.size() == 1 && starts.isEmpty() ? List.of() : List.copyOf(out);
    }

    private static Optional<Long> start(List<Shot> shots, int step) {
        return shots.stream().filter(s -> s instanceof StepShot x && x.step() >= step).findFirst().map(Shot::fromNanos);
    }

    private static String call(Enum<?> op) {
        return op.name().toLowerCase(Locale.ROOT);
    }
}
