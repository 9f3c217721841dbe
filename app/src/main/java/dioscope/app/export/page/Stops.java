package dioscope.app.export.page;

import dioscope.app.export.ExportException;
import dioscope.app.export.Places;
import dioscope.app.panel.Study;
import dioscope.app.session.Story;
import dioscope.model.scenario.Scenario;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which steps of a run a handout shows.
public final class Stops {
    /// Pages that are still read.
    static final int MOST_CHOSEN = 24;
    /// Pages that are still printed.
    static final int MOST_ASKED = 400;
    private static final Pattern EVERY = Pattern.compile("every[:= ](\\d{1,7})");
    private static final Pattern LIST = Pattern.compile("-?\\d{1,9}(\\s*,\\s*-?\\d{1,9})*");

    private final Scenario scenario;
    private final Study study;
    private final Trace trace;

    /// A step and how it is told.
    ///
    /// @param chapter that begins here; empty for none
    /// @param words in place of the explanation; null for the explanation
    public record Stop(int step, String chapter, @Nullable String words) {}

    private Stops(Scenario scenario, Study study) {
        this.scenario = scenario;
        this.study = study;
        trace = study.trace();
    }

    /// The steps that `asked` names: `cues` of the author's film, `turns` (flags, errors, returns, commits), `story`, `every:N`, numbers of steps with
    /// commas (-1 for the last one), or null for the cues where there are some and the turns elsewhere.
    ///
    /// @throws ExportException when it names no step of this run, or too many
    public static List<Stop> of(Scenario scenario, Study study, @Nullable String asked) {
        return new Stops(scenario, study).of(asked == null ? "" : asked.strip());
    }

    private List<Stop> of(String asked) {
        var every = EVERY.matcher(asked);
        List<Stop> out;
        if (asked.isEmpty()) {
            out = cues();
            if (out.isEmpty()) {
                out = turns();
            }
        } else if (asked.equals("cues")) {
            out = cues();
            if (out.isEmpty()) {
                throw new ExportException(
                        "The scenario has no film cues in this run; --stops turns, story, every:N or numbers of steps will do.");
            }
        } else if (asked.equals("turns")) {
            out = turns();
        } else if (asked.equals("story")) {
            out = plain(story());
        } else if (every.matches() && Integer.parseInt(every.group(1)) > 0) {
            var steps = new ArrayList<Integer>();
            for (int i = 0; i < trace.size() && steps.size() <= MOST_ASKED; i += Integer.parseInt(every.group(1))) {
                steps.add(i);
            }
            out = plain(steps);
        } else if (LIST.matcher(asked).matches()) {
            out = plain(listed(asked));
        } else {
            throw new ExportException("\"" + asked + "\" names no steps; there are cues, turns, story, every:N, and numbers with commas.");
        }
        if (out.size() > MOST_ASKED) {
            throw new ExportException("That is more than " + MOST_ASKED + " pages; choose fewer steps.");
        }
        return out;
    }

    private static List<Stop> plain(Collection<Integer> steps) {
        return steps.stream().map(i -> new Stop(i, "", null)).toList();
    }

    private TreeSet<Integer> listed(String asked) {
        var out = new TreeSet<Integer>();
        for (var word : asked.split(",")) {
            int n = Integer.parseInt(word.strip());
            int i = n < 0 ? trace.size() + n : n;
            if (i < 0 || i >= trace.size()) {
                throw new ExportException("Step " + n + " is not in this run, which has steps 0 to " + (trace.size() - 1) + ".");
            }
            out.add(i);
        }
        return out;
    }

    private List<Stop> cues() {
        var found = new TreeMap<Integer, Stop>();
        for (var c : scenario.film().cues()) {
            var at = Places.find(trace, c.at());
            if (at.isPresent() && (!c.skip() || !c.chapter().isEmpty())) {
                found.put(at.getAsInt(), new Stop(at.getAsInt(), c.chapter(), c.caption()));
            }
        }
        return List.copyOf(found.values());
    }

    private TreeSet<Integer> story() {
        var out = new TreeSet<Integer>();
        for (int i = 0; i < trace.size(); i++) {
            if (Story.shipped().has(trace.step(i))) {
                out.add(i);
            }
        }
        return out;
    }

    /// The start, where a call returns, an error, a commit; then flags; then other places of the story, each where the run first comes there. What is too much is thinned
    /// out evenly.
    private List<Stop> turns() {
        var chosen = new TreeSet<Integer>();
        chosen.add(0);
        var calls = new TreeSet<Integer>();
        var begins = new TreeMap<Integer, String>();
        for (var c : study.timeline().calls()) {
            if (c.end() >= 0) {
                calls.add(c.end());
            }
            var io = trace.step(trace.size() - 1).world().io().get(c.io());
            if (io != null) {
                begins.put(c.begin(), Handout.call(io) + (study.timeline().calls().size() > 1 ? " " + c.io() : ""));
            }
        }
        var commits = new TreeSet<Integer>();
        var flags = new TreeSet<Integer>();
        for (int i = 1; i < trace.size(); i++) {
            if (trace.step(i - 1).beneath().journal().committed() != trace.step(i).beneath().journal().committed()) {
                commits.add(i);
            }
            if (study.timeline().turns(i - 1, i)) {
                flags.add(i);
            }
        }
        add(chosen, calls, MOST_CHOSEN / 2);
        add(chosen, commits, MOST_CHOSEN * 2 / 3);
        add(chosen, flags, MOST_CHOSEN - 2);
        if (chosen.size() < MOST_CHOSEN / 2) {
            var seen = new HashSet<String>();
            chosen.forEach(i -> seen.add(trace.step(i).site()));
            var places = story();
            places.removeIf(i -> !seen.add(trace.step(i).site()));
            add(chosen, places, MOST_CHOSEN / 2);
        }
        chosen.add(trace.size() - 1);
        return chaptered(chosen, begins);
    }

    /// Adds as many of `more` as there is room for, evenly over the run.
    private static void add(TreeSet<Integer> to, TreeSet<Integer> more, int most) {
        var left = new ArrayList<>(more);
        left.removeAll(to);
        int room = Math.max(0, most - to.size());
        int n = Math.min(room, left.size());
        for (int i = 0; i < n; i++) {
            to.add(left.get((int) ((long) i * left.size() / n)));
        }
    }

    /// A chapter for each call where there are several, at the first page after it begins.
    private List<Stop> chaptered(TreeSet<Integer> steps, Map<Integer, String> begins) {
        var out = new ArrayList<Stop>();
        int told = 0;
        var order = new ArrayList<>(new TreeMap<>(begins).entrySet());
        for (int i : steps) {
            var name = "";
            while (told < order.size() && order.get(told).getKey() <= i) {
                name = order.get(told++).getValue();
            }
            out.add(new Stop(i, order.size() > 1 ? name : "", null));
        }
        return out;
    }

    /// What is said of a step in a list of contents.
    static String name(Step s) {
        return s.kind() == Step.Kind.START ? "before anything runs" : s.site();
    }
}
