package dioscope.model.text;

import dioscope.model.profile.Bits;
import dioscope.model.profile.Profile;
import dioscope.model.profile.Version;
import dioscope.model.state.Args;
import dioscope.model.state.Content;
import dioscope.model.state.Io;
import dioscope.model.state.Journal;
import dioscope.model.state.PageCache;
import dioscope.model.trace.Step;
import org.jspecify.annotations.Nullable;

/// What a text may name at a step: the values that decided it, the arguments of its function, and, with a dot in the name, what its World holds.
final class Facts {
    private final Profile profile;
    private final Version version;
    private final Step step;

    /// @param version of the file the step's function stands in
    Facts(Profile profile, Version version, Step step) {
        this.profile = profile;
        this.version = version;
        this.step = step;
    }

    /// The version of the function that made the step.
    Version version() {
        return version;
    }

    /// Whether there is anything called `name` here; its value may still be null.
    boolean knows(String name) {
        return named(step.values(), name) || named(args(), name) || name.contains(".") && get(name) != null
                || name.equals("ret") && step.kind() == Step.Kind.RETURN || name.equals("fn") || name.equals(Section.Condition.TAKEN)
                || name.equals(Section.Condition.KERNEL) || name.equals("label")
                || name.equals("taken") || name.equals("task");
    }

    /// The value called `name`, null when there is none.
    @Nullable
    Object get(String name) {
        if (named(step.values(), name)) {
            return step.values().get(name);
        }
        if (named(args(), name)) {
            return args().get(name);
        }
        return switch (name) {
            case "fn" -> step.fn();
            case "label" -> step.label();
            case "taken", Section.Condition.TAKEN -> step.taken();
            case "task" -> step.world().tasks().at(step.task()).name();
            default -> ofWorld(name);
        };
    }

    private Args args() {
        var f = step.frame();
        return f == null ? Args.NONE : f.args();
    }

    /// What the step names so, else what the innermost function on the stack was given under this name; null for nothing.
    private @Nullable Object handed(String name) {
        if (named(step.values(), name)) {
            return step.values().get(name);
        }
        for (var f = step.frame(); f != null; f = f.caller()) {
            if (named(f.args(), name)) {
                return f.args().get(name);
            }
        }
        return null;
    }

    private static boolean named(Args values, String name) {
        for (int i = 0; i < values.size(); i++) {
            if (values.name(i).equals(name)) {
                return true;
            }
        }
        return false;
    }

    private @Nullable Object ofWorld(String name) {
        int dot = name.indexOf('.');
        if (dot < 0) {
            return null;
        }
        String part = name.substring(dot + 1);
        return switch (name.substring(0, dot)) {
            case "io" -> io() == null ? null : request(io(), part);
            case "iomap" -> io() == null ? null : mapping(io(), part);
            case "dio" -> io() == null ? null : dio(io(), part);
            case "inode" -> inode(part);
            case "tx" -> journal(step.world().journal(), part);
            case "bio" -> bio(part);
            case "rq" -> request(part);
            case "plug" -> plug(part);
            case "tasks" -> tasks(part);
            case "cache" -> cache(step.world().pageCache(), part);
            case "disk" -> part.equals("cached") ? cached() : null;
            case "fs" -> part.equals("free")
                    ? (Long) step.world().fs().freeBlocks()
                    : part.equals("delayed") ? (Long) step.world().fs().delayedBlocks() : null;
            default -> null;
        };
    }

    /// The call the step belongs to: the one its task works for; in an interrupt and in a task of everybody's the one whose bio is at hand; null when it
    /// belongs to none, as a commit does.
    private @Nullable Io io() {
        var w = step.world();
        int call = w.tasks().at(step.task()).call();
        if (call == 0) {
            var bio = handed("bio") instanceof Integer id ? w.bios().get(id) : null;
            call = bio == null ? 0 : bio.io();
        }
        return call == 0 ? null : w.io().get(call);
    }

    private @Nullable Object request(@Nullable Io io, String part) {
        if (io == null) {
            return null;
        }
        return switch (part) {
            case "pos" -> io.pos();
            case "count" -> io.count();
            case "end" -> io.pos() + io.count();
            case "ki_pos" -> io.kiocb().pos();
            case "ki_flags" -> new Bits(profile.iocb(), io.kiocb().flags());
            case "left" -> io.iter().count();
            case "iter_pos" -> io.iomi() instanceof dioscope.model.state.IomapIter i ? (Long) i.pos() : null;
            case "iter_left" -> io.iomi() instanceof dioscope.model.state.IomapIter i ? (Long) i.len() : null;
            case "result" -> io.result();
            case "submission" -> io.submission();
            case "write" -> io.write();
            case "op" -> io.op();
            default -> null;
        };
    }

    private @Nullable Object mapping(@Nullable Io io, String part) {
        var iter = io == null ? null : io.iomi();
        var map = iter == null ? null : iter.iomap();
        if (map == null) {
            return null;
        }
        return switch (part) {
            case "type" -> map.type();
            case "offset" -> map.offset();
            case "length" -> map.length();
            case "end" -> map.end();
            case "addr" -> map.addr();
            case "flags" -> new Bits(profile.iomap(), map.flags());
            default -> null;
        };
    }

    private @Nullable Object dio(@Nullable Io io, String part) {
        var dio = io == null ? null : io.dio();
        if (dio == null) {
            return null;
        }
        return switch (part) {
            case "flags" -> new Bits(profile.dio(), dio.flags());
            case "ref" -> dio.ref();
            case "bios" -> dio.ref() - 1;
            case "size" -> dio.size();
            case "error" -> dio.error();
            case "wait" -> dio.waitForCompletion();
            default -> null;
        };
    }

    private @Nullable Object inode(String part) {
        var i = step.world().inode();
        return switch (part) {
            case "i_size" -> i.iSize();
            case "i_disksize" -> i.iDisksize();
            case "sync_tid" -> i.syncTid();
            case "datasync_tid" -> i.datasyncTid();
            case "dio_count" -> i.dioCount();
            default -> null;
        };
    }

    private static @Nullable Object journal(Journal j, String part) {
        var running = j.running();
        var committing = j.committing();
        return switch (part) {
            case "running" -> running == null ? null : running.tid();
            case "updates" -> running == null ? null : running.updates();
            case "metadata" -> running != null ? running.metadata() : committing != null ? committing.metadata() : null;
            case "committing" -> committing == null ? null : committing.tid();
            case "committed" -> j.committed();
            case "requested" -> j.commitRequest();
            default -> null;
        };
    }

    /// Of the bio the function was given, else of the newest.
    private @Nullable Object bio(String part) {
        var last = step.world().bios().last();
        var b = handed("bio") instanceof Integer id ? step.world().bios().get(id) : last == null ? null : last.value();
        if (b == null) {
            return null;
        }
        return switch (part) {
            case "bytes" -> b.bytes();
            case "pos" -> b.fileOffset();
            case "sector" -> b.sector();
            case "opf" -> new Bits(profile.req(), b.opf());
            case "op" -> b.op();
            case "kind" -> b.kind();
            case "status" -> b.status();
            case "state" -> b.state();
            case "vecs" -> b.vecs().size();
            case "remaining" -> b.remaining();
            case "end_io" -> b.endIo();
            case "block" -> block();
            case "parent" -> b.parent();
            default -> null;
        };
    }

    /// Of the request the function was given, else of the newest.
    private @Nullable Object request(String part) {
        var last = step.world().requests().last();
        var r = handed("rq") instanceof Integer id ? step.world().requests().get(id) : last == null ? null : last.value();
        if (r == null) {
            return null;
        }
        return switch (part) {
            case "bytes" -> r.bytes();
            case "sector" -> r.sector();
            case "opf" -> new Bits(profile.req(), r.opf());
            case "op" -> r.op();
            case "bios" -> r.bios();
            case "tag" -> r.tag();
            case "flush_seq" -> r.flushSeq();
            default -> null;
        };
    }

    private @Nullable Object plug(String part) {
        var plug = step.world().queue().plugs().get(step.task());
        return plug == null ? null : part.equals("count") ? plug.count() : part.equals("rqs") ? plug.rqs() : null;
    }

    private @Nullable Object tasks(String part) {
        return part.equals("waits") ? step.world().tasks().at(step.task()).waitsFor() : null;
    }

    /// Which block of metadata is being sent: what `submit_bh` was given, `none` when the bio carries something else.
    private Object block() {
        for (var f = step.frame(); f != null; f = f.caller()) {
            if (named(f.args(), "block") && f.args().get("block") instanceof String name) {
                return name;
            }
        }
        return "none";
    }

    /// Pages of the file: dirty, on their way to the disk.
    private static @Nullable Object cache(PageCache c, String part) {
        return switch (part) {
            case "dirty" -> c.nrDirty();
            case "writeback" -> c.nrWriteback();
            default -> null;
        };
    }

    /// Bytes that a power cut would take out of the device's volatile cache.
    private long cached() {
        return step.world().disk().cache().runs().values().stream().mapToLong(Content.Run::length).sum();
    }
}
