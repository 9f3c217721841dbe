package dioscope.app.session;

import dioscope.model.scenario.Scenario;
import dioscope.model.trace.Trace;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One reader at work. All methods are called on one thread, the one `ui` runs tasks on; listeners are called there too.
public final class Session {
    /// What a session needs from the model.
    ///
    /// @param run runs a scenario; a bound that is hit is in the trace's refusal
    /// @param check why a scenario cannot be, empty when it can
    public record Engine(Function<Scenario, Trace> run, Function<Scenario, List<Problem>> check) {}

    private record Entry(String label, Scenario scenario) {}

    /// A run, with the one beside it when there is one.
    private record Ran(Trace trace, @Nullable Versus versus) {}

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
                null, false, false, null, null, null, null);
    }

    public SessionState state() {
        return state;
    }

    /// Is told the state before and after each change.
    public void onChange(BiConsumer<SessionState, SessionState> listener) {
        listeners.add(listener);
    }

    /// The scenario before the last edit, empty when there was none.
    public Optional<Scenario> beforeEdit() {
        return Optional.ofNullable(undo.peek()).map(Entry::scenario);
    }

    public void dispatch(Intent intent) {
        var s = state;
        var t = s.trace();
        int i = s.index();
        switch (intent) {
            case Intent.StepForward _ -> step(false);
            case Intent.StepBack _ -> step(true);
            case Intent.StepOver _ -> moveTo(Stepping.over(t, i));
            case Intent.StepOut _ -> moveTo(Stepping.out(t, i));
            case Intent.NextChange c -> moveTo(Stepping.change(t, i, c.target(), c.back()));
            case Intent.Seek k -> moveTo(k.index());
            case Intent.Home _ -> moveTo(0);
            case Intent.End _ -> {
                moveTo(t.size() - 1);
                row(Integer.MAX_VALUE);
            }
            case Intent.Play _ -> become((s.atEnd() ? s.withIndex(0) : s).withPlaying(true));
            case Intent.Pause _ -> become(s.withPlaying(false));
            case Intent.Tick _ -> {
                var v = s.versus();
                var next = v == null ? s.withIndex(Stepping.forward(t, i, s.granularity())) : s.withRow(v.next(s.granularity(), false));
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
            case Intent.Compare c -> compare(c.other());
            case Intent.Leave _ -> become(s.versus() == null ? s : s.withVersus(null).withPlaying(false));
            case Intent.SeekRow r -> row(r.row());
            case Intent.NextDifference d -> {
                var v = s.versus();
                if (v != null) {
                    v.comparison().next(v.row(), d.back(), v.every()).ifPresent(x -> row(x.row()));
                }
            }
            case Intent.EveryDifference _ -> {
                var v = s.versus();
                become(v == null ? s : s.withVersus(v.withEvery(!v.every())));
            }
            case Intent.Swap _ -> swap();
            case Intent.Fail f -> become(s.withError(f.sentence()));
            case Intent.Dismiss _ -> become(s.withError(null).withMarks(Marks.NONE));
        }
    }

    private void moveTo(int index) {
        become(state.withIndex(Math.clamp(index, 0, state.trace().size() - 1)).withPlaying(false));
    }

    private void step(boolean back) {
        var s = state;
        var v = s.versus();
        if (v != null) {
            row(v.next(s.granularity(), back));
        } else {
            moveTo(back ? Stepping.back(s.trace(), s.index(), s.granularity()) : Stepping.forward(s.trace(), s.index(), s.granularity()));
        }
    }

    private void row(int row) {
        if (state.versus() != null) {
            become(state.withRow(row).withPlaying(false));
        }
    }

    private void compare(Other other) {
        var scenario = state.scenario();
        var trace = state.trace();
        var b = other.of(scenario);
        var problems = engine.check.apply(b);
        if (!problems.isEmpty()) {
            become(state.withError(problems.getFirst().path() + ": " + problems.getFirst().sentence()));
            return;
        }
        later(scenario, () -> beside(other, scenario, trace), v -> become(state.withPlaying(false).withVersus(v)));
    }

    private Versus beside(Other other, Scenario scenario, Trace trace) {
        var b = other.of(scenario);
        return Versus.of(other, scenario, trace, b, engine.run.apply(b));
    }

    private void swap() {
        var v = state.versus();
        if (v == null) {
            return;
        }
        var was = state.scenario();
        Other back = switch (v.other()) {
            case Other.Kernel _ -> new Other.Kernel(was.kernel());
            case Other.Device _ -> dioscope.model.scenario.DevicePreset.of(was.device()).<Other>map(Other.Device::new)
                    .orElseGet(() -> new Other.Named(v.comparison().a().name(), was));
            case Other.Before _,Other.Named _ -> new Other.Named(v.comparison().a().name(), was);
        };
        run(v.scenario(), back, ran -> {
            undo.push(new Entry("swap", was));
            redo.clear();
            replace(v.scenario(), ran);
        });
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
        run(draft, besides(was), ran -> {
            undo.push(new Entry(e.label(), was));
            redo.clear();
            replace(draft, ran);
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
        run(entry.scenario(), besides(was), ran -> {
            from.pop();
            to.push(new Entry(entry.label(), was));
            replace(entry.scenario(), ran);
        });
    }

    private void load(Scenario scenario, @Nullable Path file) {
        var problems = engine.check.apply(scenario);
        if (!problems.isEmpty()) {
            become(state.withError(problems.getFirst().path() + ": " + problems.getFirst().sentence()));
            return;
        }
        run(scenario, null, ran -> {
            undo.clear();
            redo.clear();
            saved = scenario;
            become(bookkept(state.withRun(scenario, ran.trace, 0, Marks.NONE).withPlaying(false).withSelected(null).withHovered(null),
                    file));
        });
    }

    /// What the run after an edit is compared with: as before, but a run before the edit is now the one before this edit.
    private @Nullable Other besides(Scenario was) {
        var v = state.versus();
        return v == null ? null : v.other() instanceof Other.Before ? new Other.Before(was) : v.other();
    }

    private void replace(Scenario scenario, Ran ran) {
        var counterparts = Counterparts.of(state.trace(), ran.trace);
        int at = counterparts.place(state.index());
        var next = state.withRun(scenario, ran.trace, at, Marks.of(state.trace(), ran.trace, counterparts));
        var was = state.versus();
        become(bookkept(ran.versus == null ? next : next.withVersus(ran.versus.withEvery(was != null && was.every())), state.file()));
    }

    private SessionState bookkept(SessionState s, @Nullable Path file) {
        var u = undo.peek();
        var r = redo.peek();
        return s.withFile(file, !s.scenario().equals(saved), u == null ? null : u.label(), r == null ? null : r.label());
    }

    /// Runs `scenario`, and gives the trace to `then` on the session's thread: at once if it is quick, else when it is done, unless
    /// something newer was asked for meanwhile.
    private void run(Scenario scenario, @Nullable Other other, Consumer<Ran> then) {
        var now = state.scenario();
        if (!scenario.film().equals(now.film()) && scenario.withFilm(now.film()).equals(now)) {
            // how a run is told makes it no other run
            generation++;
            then.accept(new Ran(state.trace(), other == null ? null : state.versus()));
            return;
        }
        later(scenario, () -> {
            var trace = engine.run.apply(scenario);
            return new Ran(trace, other == null ? null : beside(other, scenario, trace));
        }, then);
    }

    private <T> void later(Scenario scenario, Supplier<T> work, Consumer<T> then) {
        int mine = ++generation;
        var running = CompletableFuture.supplyAsync(work, background);
        try {
            then.accept(running.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (TimeoutException x) {
            become(state.withDraft(scenario, List.of()).withRunning(true));
            running.whenCompleteAsync((done, failure) -> {
                if (mine != generation) {
                    return;
                }
                if (failure == null) {
                    then.accept(done);
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
