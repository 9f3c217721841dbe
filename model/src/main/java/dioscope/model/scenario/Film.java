package dioscope.model.scenario;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How an author wants a run to be told, as a film, a lecture or a handout. What it leaves open the program decides by its own pace.
///
/// @param title on the title card; empty for the scenario's own title
/// @param subtitle under it; empty for the scenario's question
/// @param end on the end card, one line each; empty for what the run came to
/// @param cues what is otherwise from a place on; in any order, at most one for a place
/// @param narration what is spoken, null for none
public record Film(String title, String subtitle, List<String> end, List<Cue> cues, @Nullable Narration narration) {
    /// Nothing said.
    public static final Film NONE = new Film("", "", List.of(), List.of(), null);

    /// What a cue can put the picture to.
    public static final List<String> FOCUS = List.of("all", "file", "bio", "dio", "flow", "stack", "code", "why", "decisions", "timeline");

    public Film {
        end = List.copyOf(end);
        cues = List.copyOf(cues);
    }

    public boolean isEmpty() {
        return equals(NONE);
    }

    /// What is otherwise at a step, or from it on.
    ///
    /// @param at the step
    /// @param holdNanos how long this step stays after its movement; -1 for the program's own pace
    /// @param skip whether nothing is shown from this step up to the next cue without `skip`
    /// @param speed from here on, 0.1 to 10; 0 to leave it as it is
    /// @param chapter a chapter begins here; empty for none
    /// @param focus the panel the picture goes to and stays at: a panel's name, `all` to go back; empty to leave it as it is
    /// @param caption in place of the explanation of this step; null for the explanation, empty for none
    /// @param notes for the presenter, never in the picture; empty for none
    public record Cue(Place at, long holdNanos, boolean skip, double speed, String chapter, String focus, @Nullable String caption,
            String notes) {
        public static final long OWN_PACE = -1;

        public static Cue at(Place at) {
            return new Cue(at, OWN_PACE, false, 0, "", "", null, "");
        }
    }

    /// A spoken track. Each mark tells when the words for a step begin; the step waits for them, and stays until the next mark.
    ///
    /// @param file WAV, FLAC, MP3 or Opus; relative to the scenario's file
    /// @param marks by time, steps in the order of the run
    public record Narration(String file, List<Mark> marks) {
        public Narration {
            marks = List.copyOf(marks);
        }
    }

    /// @param nanos from the beginning of the track
    public record Mark(Place at, long nanos) {}

    /// A step, told so that it is found again when the run has changed: the `nth` step at a site (`function`, `function/label`), or where `site` is empty the
    /// step of the number `nth`. Written `iomap_dio_bio_iter/no_fua`, `dio_complete#2`, or `443`.
    ///
    /// @param nth 1 for the first at the site; of a step's number, 0 for the first step
    public record Place(String site, int nth) {
        private static final Pattern SITE = Pattern.compile("(\\w[\\w.]*(?:/[^#]*[^#\\s])?)(?:#([1-9]\\d{0,8}))?");

        /// Reads what [#toString] writes.
        ///
        /// @throws IllegalArgumentException with the rule that is broken
        public static Place parse(String text) {
            if (text.matches("\\d{1,9}")) return new Place("", Integer.parseInt(text));
            var m = SITE.matcher(text);
            if (!m.matches()) {
                throw new IllegalArgumentException("must be the number of a step, or a site such as dio_complete or dio_complete#2");
            }
            return new Place(m.group(1), m.group(2) == null ? 1 : Integer.parseInt(m.group(2)));
        }

        @Override
        public String toString() {
            return site.isEmpty() ? String.valueOf(nth) : nth == 1 ? site : site + "#" + nth;
        }
    }
}
