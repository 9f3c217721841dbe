package dioscope.app.panel;

import dioscope.app.paint.CellId;
import dioscope.model.state.Content;
import dioscope.model.state.Frame;
import dioscope.model.state.OrdMap;
import dioscope.model.state.World;
import dioscope.model.trace.Change;
import dioscope.model.trace.Diff;
import dioscope.model.trace.History;
import dioscope.model.trace.Moment;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What there is to tell of one thing on the screen: its name, its parts as they are in this step, and what changed it.
///
/// @param heading what the changes are
record Subject(String title, List<Field> fields, String heading, List<Changed> changes) {
    private static final long PAGE = 4096;
    private static final String TRANSACTION = "journal.tx";
    private static final String EVERY = "every change in this run";

    /// A part and its value.
    record Field(String name, String value) {}

    /// A step that changed the thing.
    ///
    /// @param by the function
    /// @param why the first sentence of what is written of the step, empty where nothing is
    record Changed(int step, String by, String what, String why) {}

    /// What stands for `cell`; null when there is nothing to tell.
    static @Nullable Subject of(Moment m, View v, CellId cell) {
        var path = thing(cell.path());
        if (path.startsWith("step.")) {
            return step(m, v, Integer.parseInt(path.split("\\.")[1]));
        }
        var frame = frame(m, path);
        if (frame != null) {
            return frame(m, v, frame);
        }
        var id = CellId.of(path);
        if (path.startsWith(TRANSACTION)) {
            return transaction(m, v, Integer.parseInt(path.substring(TRANSACTION.length())));
        }
        var events = events(v, id);
        var fields = fields(m, v, id, events);
        if (fields.isEmpty() && events.isEmpty()) {
            return null;
        }
        var changes = new ArrayList<Changed>();
        for (var e : events) {
            String what = e.change().cell().path().equals(path) || bit(id) >= 0 ? "" : name(e.change(), id) + " ";
            String value = what + told(e, id, m, v);
            var last = changes.isEmpty() ? null : changes.getLast();
            if (last != null && last.step == e.step()) {
                changes.set(changes.size() - 1, new Changed(last.step, last.by, last.what + ", " + value, last.why));
            } else {
                changes.add(changed(m, v, e.step(), value));
            }
        }
        return new Subject(title(m, id), fields, EVERY, changes);
    }

    /// The path of the thing that a mark on the screen stands for.
    static String thing(String path) {
        if (path.startsWith("removed.")) {
            return "pageCache.pages" + path.substring("removed".length());
        }
        if (path.startsWith("change.")) {
            return path.substring("change.".length());
        }
        int part = path.indexOf(".held.");
        if (part > 0) {
            return path.substring(0, part);
        }
        for (var p : List.of(".ribbon", ".pblk", ".name", ".ring", ".lane")) {
            if (path.endsWith(p)) {
                return path.substring(0, path.length() - p.length());
            }
        }
        return path;
    }

    /// The changes of `cell`: of a bit, those of its word that touch it; of a thing, those of its parts.
    static List<History.Event> events(View v, CellId cell) {
        int bit = bit(cell);
        var history = v.study().history().get();
        if (bit < 0) {
            return history.within(new dioscope.model.state.CellId(cell.path()));
        }
        var word = new dioscope.model.state.CellId(cell.path().substring(0, cell.path().lastIndexOf('.')));
        var out = new ArrayList<History.Event>();
        for (var e : history.of(word)) {
            if (e.change().before() instanceof Integer a && e.change().after() instanceof Integer b && ((a ^ b) >>> bit & 1) != 0) {
                out.add(e);
            }
        }
        return out;
    }

    private static Changed changed(Moment m, View v, int i, String what) {
        var by = m.trace().step(i);
        String why = v.study().words().why(by);
        return new Changed(i, by.fn(), what, why == null ? by.label() : sentence(why));
    }

    /// The first sentence, without marks.
    static String sentence(String text) {
        String plain = text.strip().split("\n\\s*\n")[0].replace('\n', ' ').replace("**", "").replace("`", "")
                .replaceAll("\\[([^\\]]*)]\\([a-z.]+\\)", "$1");
        return plain.split("(?<=[.?!])\\s+(?=\\p{Lu})")[0];
    }

    /// A mark on the timeline.
    private static Subject step(Moment m, View v, int i) {
        var s = m.trace().step(i);
        String what = Diff.between(m.trace().step(Math.max(0, i - 1)).world(), s.world()).stream()
                .filter(c -> !c.cell().path().matches("current|tasks\\.\\d+\\.stack")).limit(3)
                .map(c -> Told.cell(c.cell()) + " " + Owner.change(c, m, v)).collect(Collectors.joining(", "));
        var fields = new ArrayList<Field>();
        fields.add(new Field("at", Units.time(s.nanos())));
        if (!s.label().isEmpty()) {
            fields.add(new Field("place", s.label()));
        }
        return new Subject("step " + i + " · " + s.fn(), fields, "what it did", List.of(changed(m, v, i, what)));
    }

    /// A function on a call stack, and where it was called.
    private static Subject frame(Moment m, View v, Frame f) {
        var fields = new ArrayList<Field>();
        for (int i = 0; i < f.args().size(); i++) {
            fields.add(new Field(f.args().name(i), Told.value(f.args().value(i))));
        }
        return new Subject(f.fn() + "()", fields, "called", List.of(changed(m, v, f.step(), "")));
    }

    private static @Nullable Frame frame(Moment m, String path) {
        var p = path.split("\\.");
        if (p.length != 4 || !p[0].equals("tasks") || !p[2].equals("stack")) {
            return null;
        }
        int id = Integer.parseInt(p[1]);
        var task = m.world().tasks().get(id);
        var top = m.step().task() == id && m.step().frame() != null ? m.step().frame() : task == null ? null : task.stack();
        int depth = Integer.parseInt(p[3]);
        for (var f = top; f != null; f = f.caller()) {
            if (f.depth() == depth) {
                return f;
            }
        }
        return null;
    }

    /// The bit a cell such as `io.1.dio.flags.28` names, -1 for other cells.
    private static int bit(CellId cell) {
        int dot = cell.path().lastIndexOf('.');
        return dot > 0 && cell.path().substring(0, dot).endsWith(".flags") ? Integer.parseInt(cell.path().substring(dot + 1)) : -1;
    }

    private static boolean page(CellId cell) {
        return cell.path().matches("pageCache\\.pages\\.\\d+");
    }

    private static String title(Moment m, CellId cell) {
        int bit = bit(cell);
        if (bit >= 0) {
            String word = cell.path().substring(0, cell.path().lastIndexOf('.'));
            var layout = Told.layout(word, m.trace().profile());
            var flag = layout == null ? null : layout.at(bit);
            return (flag == null ? "unused" : flag.name()) + " · bit " + bit + " of " + Told.cell(new dioscope.model.state.CellId(word));
        }
        return Told.cell(new dioscope.model.state.CellId(cell.path()));
    }

    /// A transaction, wherever in the journal it is.
    private static @Nullable Subject transaction(Moment m, View v, int tid) {
        var changes = new ArrayList<Changed>();
        int last = -1;
        for (var e : v.study().history().get().within(new dioscope.model.state.CellId("journal"))) {
            if (e.step() == last) {
                continue;
            }
            last = e.step();
            var before = m.trace().step(last - 1).world().journal();
            var after = m.trace().step(last).world().journal();
            var was = Transactions.of(before, tid);
            var is = Transactions.of(after, tid);
            if (!java.util.Objects.equals(was, is) || !Transactions.place(before, tid).equals(Transactions.place(after, tid))) {
                changes.add(changed(m, v, last, Transactions.told(before, after, tid)));
            }
        }
        var tx = Transactions.of(m.world().journal(), tid);
        if (tx == null && changes.isEmpty()) {
            return null;
        }
        return new Subject("transaction " + tid, tx == null
                ? List.of(new Field("now", Transactions.place(m.world().journal(), tid)))
                : fields(m, tx, tid), EVERY, changes);
    }

    private static List<Field> fields(Moment m, dioscope.model.state.Journal.Tx tx, int tid) {
        var out = new ArrayList<Field>();
        out.add(new Field("now", Transactions.place(m.world().journal(), tid)));
        out.add(new Field("open handles", String.valueOf(tx.updates())));
        out.add(new Field("blocks in it", tx.metadata().isEmpty() ? "none" : String.join(", ", tx.metadata())));
        if (tx.ordered()) {
            out.add(new Field("data before it", Units.offset(tx.orderedStart()) + " to " + Units.offset(tx.orderedEnd() + 1)));
        }
        if (!tx.data().isEmpty()) {
            out.add(new Field("data blocks", String.valueOf(tx.data().size())));
        }
        if (!tx.revoked().isEmpty()) {
            out.add(new Field("revoked", String.join(", ", tx.revoked())));
        }
        return out;
    }

    private static String name(Change c, CellId within) {
        String rest = c.cell().path().length() > within.path().length() ? c.cell().path().substring(within.path().length() + 1) : "";
        return Told.words(rest.substring(rest.lastIndexOf('.') + 1));
    }

    private static String told(History.Event e, CellId cell, Moment m, View v) {
        int bit = bit(cell);
        if (bit >= 0 && e.change().before() instanceof Integer a && e.change().after() instanceof Integer b) {
            return (a >>> bit & 1) + " → " + (b >>> bit & 1);
        }
        boolean whole = e.change().cell().path().equals(cell.path());
        return whole && page(cell) && e.change().after() == null ? "removed" : Owner.change(e.change(), m, v);
    }

    /// The parts of the thing, as it is in this step.
    private static List<Field> fields(Moment m, View v, CellId cell, List<History.Event> events) {
        Object thing = value(m.world(), cell.path());
        var out = new ArrayList<Field>();
        if (thing instanceof Record r && !(thing instanceof dioscope.model.state.Frame)) {
            for (var c : r.getClass().getRecordComponents()) {
                Object x = read(c, r);
                if (x instanceof Record || x instanceof OrdMap<?> || c.getName().equals("id") || idle(x)) {
                    continue;
                }
                var layout = x instanceof Integer ? Told.layout(cell.path() + "." + c.getName(), m.trace().profile()) : null;
                String t = x instanceof Integer task && Owner.names(c.getName())
                        ? Owner.full(m, v, task)
                        : layout != null && x instanceof Integer n ? String.join(" ", layout.names(n)) : Told.value(x);
                out.add(new Field(Told.words(c.getName()), t.isEmpty() ? "0" : t));
            }
        } else if (bit(cell) >= 0 && value(m.world(), cell.path().substring(0, cell.path().lastIndexOf('.'))) instanceof Integer word) {
            out.add(new Field("now", Integer.toString(word >>> bit(cell) & 1)));
        } else if (thing != null && bit(cell) < 0) {
            out.add(new Field("now", Told.value(thing)));
        } else if (thing == null && page(cell)) {
            long index = Long.parseLong(cell.path().substring(cell.path().lastIndexOf('.') + 1));
            out.add(new Field("now", "absent"));
            out.add(new Field("file bytes", Units.offset(index * PAGE) + " to " + Units.offset((index + 1) * PAGE)));
        } else if (thing == null && bit(cell) < 0 && !events.isEmpty()) {
            out.add(new Field("now", events.getFirst().step() > m.index() ? "not there yet" : "no longer there"));
        }
        return out;
    }

    /// A part that says nothing: no, nothing, none of them.
    private static boolean idle(@Nullable Object x) {
        return x == null || x.equals(false) || x.equals(0) || x instanceof List<?> l && l.isEmpty() || x instanceof Content;
    }

    private static @Nullable Object value(World w, String path) {
        Object at = w;
        for (var p : path.split("\\.")) {
            switch (at) {
                case OrdMap<?> map -> at = p.matches("\\d+") ? map.get(Long.parseLong(p)) : null;
                case Record r -> {
                    Object next = null;
                    for (var c : r.getClass().getRecordComponents()) {
                        if (c.getName().equals(p)) {
                            next = read(c, r);
                        }
                    }
                    at = next;
                }
                case null, default -> {
                    return null;
                }
            }
        }
        return at;
    }

    private static @Nullable Object read(RecordComponent c, Record r) {
        try {
            return c.getAccessor().invoke(r);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record that cannot be read: " + r.getClass(), e);
        }
    }
}
