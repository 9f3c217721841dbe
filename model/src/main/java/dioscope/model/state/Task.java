package dioscope.model.state;

import org.jspecify.annotations.Nullable;

/// Something that runs kernel code: a thread or an interrupt.
///
/// @param id 1 for the first submitter
/// @param name as `ps` or a trace would show it
/// @param kind which lane of the timeline it belongs to
/// @param state what it does now
/// @param waitsFor what it sleeps for, in words of the field; null when it does not sleep
/// @param stack its call stack, top first; null when no kernel function is entered
/// @param killed SIGKILL is pending
/// @param call the call of an application it works for, its number; 0 for none in particular, as with the flusher and the journal
public record Task(int id, String name, Kind kind, State state, @Nullable String waitsFor, @Nullable Frame stack, boolean killed,
        int call) {
    /// The contexts a recording tells apart.
    public enum Kind {
        TASK("task"), IO_WQ("io-wq"), IRQ("irq"), WORKER("worker"), FLUSHER("flusher"), JBD2("jbd2");

        private final String ctx;

        Kind(String ctx) {
            this.ctx = ctx;
        }

        /// The name recordings give this context.
        public String ctx() {
            return ctx;
        }
    }

    /// Nobody has killed it.
    public Task(int id, String name, Kind kind, State state, @Nullable String waitsFor, @Nullable Frame stack) {
        this(id, name, kind, state, waitsFor, stack, false, 0);
    }

    /// READY: could run; IDLE: a kernel thread or interrupt with nothing to do.
    public enum State { READY, RUNNING, SLEEPING, IDLE, EXITED }

    public Task withState(State v, @Nullable String waitsFor) {
        return new Task(id, name, kind, v, waitsFor, stack, killed, call);
    }

    public Task withStack(@Nullable Frame v) {
        return new Task(id, name, kind, state, waitsFor, v, killed, call);
    }

    public Task withKilled(boolean v) {
        return new Task(id, name, kind, state, waitsFor, stack, v, call);
    }

    public Task withCall(int v) {
        return new Task(id, name, kind, state, waitsFor, stack, killed, v);
    }
}
