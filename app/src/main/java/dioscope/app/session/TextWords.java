package dioscope.app.session;

import dioscope.app.panel.Question;
import dioscope.app.panel.Words;
import dioscope.model.profile.Profile;
import dioscope.model.text.Texts;
import dioscope.model.trace.Step;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The words a panel shows, from the texts of a kernel.
public final class TextWords implements Words {
    /// Texts never change once they are read.
    private static final Map<String, Words> CARRIED = new ConcurrentHashMap<>();

    private final Texts texts;

    public TextWords(Texts texts) {
        this.texts = texts;
    }

    /// The words carried with the program.
    public static Words carried(Profile kernel) {
        return CARRIED.computeIfAbsent(kernel.name(), _ -> new TextWords(Texts.carried(kernel)));
    }

    @Override
    public @Nullable String why(Step step) {
        return texts.why(step).orElse(null);
    }

    @Override
    public List<Line> code(String fn) {
        return texts.code(fn).stream().map(l -> new Line(l.label(), l.text())).toList();
    }

    @Override
    public List<Question> questions() {
        return DecisionBook.shipped();
    }

    @Override
    public String source(Step step) {
        return texts.source(step);
    }
}
