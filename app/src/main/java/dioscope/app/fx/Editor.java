package dioscope.app.fx;

import atlantafx.base.controls.ToggleSwitch;
import dioscope.app.session.CallList;
import dioscope.app.session.Field;
import dioscope.app.session.Fields;
import dioscope.app.session.FilmFields;
import dioscope.app.session.Intent;
import dioscope.app.session.Problem;
import dioscope.app.session.Session;
import dioscope.app.session.SessionState;
import dioscope.model.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import javafx.scene.control.Button;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.VBox;
import org.controlsfx.control.PopOver;
import org.controlsfx.validation.ValidationResult;
import org.controlsfx.validation.ValidationSupport;
import org.controlsfx.validation.Validator;
import org.controlsfx.tools.ValueExtractor;
import org.controlsfx.validation.decoration.StyleClassValidationDecoration;

/// The column of inputs. What cannot be is explained beside its field; what is shown is always the session's draft.
final class Editor extends ScrollPane {
    private static final String FILM = "film.";

    private final Session session;
    private final Texts texts;
    private final ValidationSupport validation = new ValidationSupport();
    private final List<FieldRow> rows = new ArrayList<>();
    private final List<Field> fields = new ArrayList<>();
    private final List<GroupBox> groups = new ArrayList<>();
    /// The group of each row.
    private final List<GroupBox> owners = new ArrayList<>();
    private final VBox box = new VBox();
    private final CallBar calls;
    private final CueHere here;
    /// Which call the fields of the request edit, 0 for the first.
    private int call;

    static {
        ValueExtractor.addObservableValueExtractor(c -> c instanceof ToggleSwitch, c -> ((ToggleSwitch) c).selectedProperty());
        ValueExtractor.addObservableValueExtractor(c -> c instanceof Button, c -> ((Button) c).textProperty());
    }

    Editor(Session session, Texts texts) {
        this.session = session;
        this.texts = texts;
        setId("editor");
        getStyleClass().add("editor");
        setFitToWidth(true);
        setHbarPolicy(ScrollBarPolicy.NEVER);
        validation.setValidationDecorator(new StyleClassValidationDecoration("invalid", "doubtful"));
        box.getStyleClass().add("fields");
        box.setId("fields");
        calls = new CallBar(texts, this::select, () -> change(texts.get("calls.add"), s -> CallList.add(s, call), Integer.MAX_VALUE),
                () -> change(texts.get("calls.remove"), s -> CallList.remove(s, call), Math.max(0, call - 1)));
        here = new CueHere(session);
        add(Fields.all(() -> call));
        add(List.of(FilmFields.group(here)));
        setContent(box);
        show(session.state());
    }

    private void add(List<Field.Group> all) {
        for (var group : all) {
            var folding = new GroupBox(group, texts);
            groups.add(folding);
            box.getChildren().add(folding);
            if (group.name().equals("request")) {
                folding.head(calls);
            }
            for (var field : group.fields()) {
                add(field, folding);
            }
        }
    }

    private void add(Field field, GroupBox group) {
        var row = switch (field) {
            case Field.Typed f -> FieldRow.typed(f, texts, this::edit);
            case Field.Flag f -> FieldRow.flag(f, texts, this::edit);
            case Field.Choice f -> FieldRow.choice(f, texts, this::edit);
            case Field.Lines f -> FieldRow.lines(f, texts, () -> open(f));
        };
        rows.add(row);
        fields.add(field);
        owners.add(group);
        group.add(row);
        validation.registerValidator(row.control(), false,
                (Validator<Object>) (c, _) -> ValidationResult.fromErrorIf(c, row.sentence(), !row.sentence().isEmpty()));
    }

    private void select(int which) {
        rows.forEach(FieldRow::accept);
        call = which;
        show(session.state());
    }

    private void change(String label, UnaryOperator<Scenario> edit, int then) {
        session.dispatch(new Intent.Edit(label, edit));
        select(Math.clamp(then, 0, session.state().draft().requests().size() - 1));
    }

    /// Shows the draft and what is wrong with it.
    void show(SessionState s) {
        call = Math.clamp(call, 0, s.draft().requests().size() - 1);
        calls.show(s.draft(), call);
        var sentences = new String[rows.size()];
        for (var p : s.problems()) {
            int i = owner(p);
            if (i >= 0 && sentences[i] == null) {
                sentences[i] = sentence(fields.get(i), p);
            }
        }
        for (int i = 0; i < sentences.length; i++) {
            rows.get(i).show(s.draft());
            rows.get(i).applies(CallList.applies(fields.get(i), s.draft(), call) || sentences[i] != null);
            rows.get(i).explain(sentences[i] == null ? "" : sentences[i]);
            if (sentences[i] != null) {
                owners.get(i).open(true);
            }
        }
        groups.forEach(g -> g.show(s.draft()));
        validation.revalidate();
    }

    /// Shows what is said of another step.
    void moved(SessionState s) {
        for (int i = 0; i < rows.size(); i++) {
            if (fields.get(i).path().startsWith(FILM) && owners.get(i).open() && !s.running()) {
                rows.get(i).show(s.draft());
            }
        }
    }

    /// Opens every group, or folds away all but the request when all are open.
    void fold() {
        boolean all = groups.stream().allMatch(GroupBox::open);
        groups.forEach(g -> g.open(!all || g.name().equals("request")));
    }

    /// What is wrong with the draft and belongs to no field.
    List<String> elsewhere(SessionState s) {
        return s.problems().stream().filter(p -> owner(p) < 0)
                .map(p -> p.path().isEmpty() ? p.sentence() : p.path() + " " + p.sentence()).toList();
    }

    /// The row of what a problem is about; what is wrong with a call that is not edited now stands in the line above the panels.
    private int owner(Problem p) {
        if (p.path().startsWith(FILM)) {
            return Fields.owner(fields, here.plain(p.path(), session.state().draft().film()));
        }
        int of = CallList.callOf(p.path());
        return of >= 0 && of != call ? -1 : Fields.owner(fields, of >= 0 ? CallList.plain(p.path()) : p.path());
    }

    /// Whether a field holds what cannot be read.
    boolean unreadable() {
        return rows.stream().anyMatch(FieldRow::unreadable);
    }

    /// Forgets what cannot be read and shows the draft again.
    void restore() {
        rows.forEach(FieldRow::accept);
        show(session.state());
    }

    private static String sentence(Field field, Problem p) {
        var path = CallList.plain(p.path());
        boolean part = path.length() > field.path().length() && field instanceof Field.Lines;
        return part ? path.substring(field.path().length()).replaceFirst("^\\.", "") + " " + p.sentence() : p.sentence();
    }

    /// Tries an edit on the draft first, so that what cannot be read stays beside its field.
    private void edit(FieldRow row, UnaryOperator<Scenario> change) {
        try {
            change.apply(session.state().draft());
        } catch (IllegalArgumentException | ArithmeticException e) {
            row.refuse(e instanceof ArithmeticException ? texts.get("too-large") : String.valueOf(e.getMessage()));
            validation.revalidate();
            return;
        }
        row.accept();
        session.dispatch(new Intent.Edit(row.name(), change));
        show(session.state());
    }

    private void open(Field.Lines f) {
        var row = rows.get(fields.indexOf(f));
        var popover = new PopOver();
        var editor = new LinesEditor(f, texts, session.state().draft(), change -> {
            session.dispatch(new Intent.Edit(row.name(), change));
            show(session.state());
            var problems = row.sentence();
            if (problems.isEmpty()) {
                popover.hide();
            }
            return problems;
        });
        popover.setContentNode(editor);
        popover.setArrowLocation(PopOver.ArrowLocation.LEFT_TOP);
        popover.setDetachable(false);
        popover.setAnimated(false);
        popover.getRoot().getStylesheets().setAll(getScene().getStylesheets());
        popover.show(row.control());
        editor.focus();
    }
}
