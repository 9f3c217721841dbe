package dioscope.app.session;

import dioscope.model.scenario.Scenario;
import dioscope.model.trace.Trace;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One reader at work. All methods are called on one thread, the one `ui` runs tasks on; listeners are called there too.
public final class Session {
    /// What a session needs from the model.
    ///
    /// @param run runs a scenario; a bound that is hit is in the trace's refusal
    /// @param check why a scenario cannot be, empty when it can
    public record Engine(Function<Scenario, Trace> run, Function<Scenario, List<Problem>> check) {}

    private record Entry(String label, Scenario scenario) {}

    /// How long an edit may hold the thread of the window before the run goes on in the background, milliseconds.
    private static final long PATIENCE_MILLIS = 100;

    private final Engine engine;
    private final Executor background;
    private final Executor ui;
    private final List<BiConsumer<SessionState, SessionState>> listeners = new CopyOnWriteArrayList<>();
    private final Deque<Entry> undo = new ArrayDeque<>();
    private final Deque<Entry> redo = new ArrayDeque<>();
    private SessionState state;
    private Scenario saved;
    private int generation;

    /// Runs `first` and stands at its first step.
    public Session(Engine engine, Executor background, Executor ui, Scenario first) {
        this.engine = engine;
        this.background = background;
        this.ui = ui;
        saved = first;
        state = new SessionState(first, first, List.of(), engine.run.apply(first), 0, false, 1, Granularity.STORY, null, null, Marks.NONE,
                null, false, false, null, null, null);
    }

    public SessionState state() {
        return state;
    }

    /// Is told the state before and after each change.
    public void onChange(BiConsumer<SessionState, SessionState> listener) {
        listeners.add(listener);
    }

    public void dispatch(Intent intent) {
        var s = state;
        var t = s.trace();
        int i = s.index();
        switch (intent) {
            case Intent.StepForward _ -> moveTo(Stepping.forward(t, i, s.granularity()));
            case Intent.StepBack _ -> moveTo(Stepping.back(t, i, s.granularity()));
            case Intent.StepOver _ -> moveTo(Stepping.over(t, i));
            case Intent.StepOut _ -> moveTo(Stepping.out(t, i));
            case Intent.NextChange c -> moveTo(Stepping.change(t, i, c.target(), c.back()));
            case Intent.Seek k -> moveTo(k.index());
            case Intent.Home _ -> moveTo(0);
            case Intent.End _ -> moveTo(t.size() - 1);
            case Intent.Play _ -> become((s.atEnd() ? s.withIndex(0) : s).withPlaying(true));
            case Intent.Pause _ -> become(s.withPlaying(false));
            case Intent.Tick _ -> {
                var next = s.withIndex(Stepping.forward(t, i, s.granularity()));
                become(next.atEnd() ? next.withPlaying(false) : next);
            }
            case Intent.Speed v -> become(s.withSpeed(Math.clamp(v.factor(), 0.1, 10)));
            case Intent.Grain g -> become(s.withGranularity(g.granularity()));
            case Intent.Edit e -> edit(e);
            case Intent.Undo _ -> undo();
            case Intent.Redo _ -> redo();
            case Intent.Load l -> load(l.scenario(), l.file());
            case Intent.Saved f -> {
                saved = s.scenario();
                become(bookkept(s, f.file()));
            }
            case Intent.Select c -> become(s.withSelected(c.cell()));
            case Intent.Hover c -> {
                if (!Objects.equals(s.hovered(), c.cell())) {
                    become(s.withHovered(c.cell()));
                }
            }
            case Intent.Fail f -> become(s.withError(f.sentence()));
            case Intent.Dismiss _ -> become(s.withError(null).withMarks(Marks.NONE));
        }
    }

    private void moveTo(int index) {
        become(state.withIndex(Math.clamp(index, 0, state.trace().size() - 1)).withPlaying(false));
    }

    private void edit(Intent.Edit e) {
        Scenario draft;
        try {
            draft = e.change().apply(state.draft());
        } catch (RuntimeException x) {
            become(state.withError(sentence(x)));
            return;
        }
        if (draft.equals(state.draft())) {
            return;
        }
        var problems = engine.check.apply(draft);
        if (!problems.isEmpty()) {
            generation++;
            become(state.withDraft(draft, problems).withRunning(false));
            return;
        }
        var was = state.scenario();
        if (draft.equals(was)) {
            generation++;
            become(state.withDraft(was, List.of()).withRunning(false));
            return;
        }
        run(draft, trace -> {
            undo.push(new Entry(e.label(), was));
            redo.clear();
            replace(draft, trace);
        });
    }

    private void undo() {
        if (!state.problems().isEmpty() || !state.draft().equals(state.scenario())) {
            generation++;
            become(state.withDraft(state.scenario(), List.of()).withRunning(false));
            return;
        }
        if (!undo.isEmpty()) {
            travel(undo, redo);
        }
    }

    private void redo() {
        if (!redo.isEmpty()) {
            travel(redo, undo);
        }
    }

    private void travel(Deque<Entry> from, Deque<Entry> to) {
        var entry = from.element();
        var was = state.scenario();
        run(entry.scenario(), trace -> {
            from.pop();
            to.push(new Entry(entry.label(), was));
            replace(entry.scenario(), trace);
        });
    }

    private void load(Scenario scenario, @Nullable Path file) {
        var problems = engine.check.apply(scenario);
        if (!problems.isEmpty()) {
            become(state.withError(problems.getFirst().path() + ": " + problems.getFirst().sentence()));
            return;
        }
        run(scenario, trace -> {
            undo.clear();
            redo.clear();
            saved = scenario;
            become(bookkept(state.withRun(scenario, trace, 0, Marks.NONE).withPlaying(false).withSelected(null).withHovered(null), file));
        });
    }

    private void replace(Scenario scenario, Trace trace) {
        var counterparts = Counterparts.of(state.trace(), trace);
        int at = counterparts.place(state.index());
        become(bookkept(state.withRun(scenario, trace, at, Marks.of(state.trace(), trace, counterparts)), state.file()));
    }

    private SessionState bookkept(SessionState s, @Nullable Path file) {
        var u = undo.peek();
        var r = redo.peek();
        return s.withFile(file, !s.scenario().equals(saved), u == null ? null : u.label(), r == null ? null : r.label());
    }

    /// Runs `scenario`, and gives the trace to `then` on the session's thread: at once if it is quick, else when it is done, unless
    /// something newer was asked for meanwhile.
    private void run(Scenario scenario, java.util.function.Consumer<Trace> then) {
        int mine = ++generation;
        var running = CompletableFuture.supplyAsync(() -> engine.run.apply(scenario), background);
        try {
            then.accept(running.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (TimeoutException x) {
            become(state.withDraft(scenario, List.of()).withRunning(true));
            running.whenCompleteAsync((trace, failure) -> {
                if (mine != generation) {
                    return;
                }
                if (failure == null) {
                    then.accept(trace);
                } else {
                    failed(failure);
                }
            }, ui);
        } catch (ExecutionException x) {
            failed(x);
        } catch (InterruptedException x) {
            Thread.currentThread().interrupt();
        }
    }

    private void failed(Throwable x) {
        become(state.withDraft(state.scenario(), List.of()).withRunning(false).withError(sentence(x)));
    }

    private static String sentence(Throwable x) {
        var cause = x instanceof ExecutionException || x instanceof CompletionException ? Objects.requireNonNullElse(x.getCause(), x) : x;
        var message = cause.getMessage();
        return message == null || message.isBlank() ? "This cannot be run: " + cause.getClass().getSimpleName() + "." : message;
    }

    private void become(SessionState next) {
        var before = state;
        if (next != before) {
            state = next;
            for (var l : listeners) {
                l.accept(before, next);
            }
        }
    }
}
