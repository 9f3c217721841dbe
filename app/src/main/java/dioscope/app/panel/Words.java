package dioscope.app.panel;

import dioscope.model.trace.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The sentences a panel shows; they come from outside and are never written in code.
///
/// A sentence may carry `**bold**`, `` `code` `` and `[words](token)` for words in the colour of a token.
public interface Words {
    /// One line of a function in our own reading of it.
    ///
    /// @param label the label of the sites this line stands for, empty for none
    /// @param text the line
    record Line(String label, String text) {}

    /// Why `step` went as it did, its values filled in; null when nobody has written it.
    @Nullable
    String why(Step step);

    /// The lines of `fn`; none when nobody has written them.
    List<Line> code(String fn);

    /// Where the real source is, such as `fs/iomap/direct-io.c:264`; empty when not known.
    String source(Step step);

    /// What a reader asks of a request; nothing when nobody has written questions.
    default List<Question> questions() {
        return List.of();
    }

    /// No words at all.
    Words NONE = new Words() {
        @Override
        public @Nullable String why(Step step) {
            return null;
        }

        @Override
        public List<Line> code(String fn) {
            return List.of();
        }

        @Override
        public String source(Step step) {
            return "";
        }
    };
}
