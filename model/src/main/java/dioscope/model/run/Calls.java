package dioscope.model.run;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.kernel.fs.Aio;
import dioscope.model.kernel.fs.File;
import dioscope.model.kernel.fs.File.FileOperations;
import dioscope.model.kernel.fs.Kiocbs;
import dioscope.model.kernel.fs.Rwf;
import dioscope.model.kernel.fs.SyncAll;
import dioscope.model.kernel.fs.Syscall;
import dioscope.model.kernel.fs.ext4.Ext4;
import dioscope.model.kernel.io_uring.IoUring;
import dioscope.model.profile.Feature;
import dioscope.model.scenario.Request.OpenFlag;
import dioscope.model.scenario.Scenario;
import java.util.Locale;

/// What the applications of a scenario do: each opens the file and makes its call.
final class Calls {
    private final Scenario s;
    private final Kernel k;
    private final FileOperations f_op;
    private final Ext4 ext4;
    private final boolean bdev_nowait;
    private final Syscall syscall;
    private final Aio aio;
    private final IoUring uring;

    /// @param bdev_nowait the device below takes bios that must not wait
    Calls(Kernel k, Scenario s, FileOperations f_op, Ext4 ext4, boolean bdev_nowait) {
        this.ext4 = ext4;
        this.bdev_nowait = bdev_nowait;
        this.k = k;
        this.s = s;
        this.f_op = f_op;
        var kiocbs = new Kiocbs(k);
        this.syscall = new Syscall(k, kiocbs);
        this.aio = new Aio(k, kiocbs);
        this.uring = IoUring.of(k, kiocbs);
    }

    /// The task's name, as `ps` would show it.
    static String name(int id, dioscope.model.scenario.Request r) {
        String call = switch (r.op()) {
            case READ, WRITE -> switch (r.submission()) {
                case SYNC -> r.write() ? "pwrite" : "pread";
                case AIO -> "io_submit";
                case URING, URING_IOPOLL -> "io_uring";
            };
            case FSYNC, FDATASYNC, SYNC_FILE_RANGE, TRUNCATE, SYNC, DROP_CACHES, MMAP_WRITE -> r.op().name().toLowerCase(Locale.ROOT);
        };
        return call + "/" + (4710 + id);
    }

    /// Makes call `id`, 1 for the first, and waits for its result.
    void run(int id) {
        var r = s.requests().get(id - 1).request();
        k.worksFor(id);
        open(id);
        switch (r.op()) {
            case READ, WRITE -> readOrWrite(id, r);
            case FSYNC, FDATASYNC, SYNC_FILE_RANGE, TRUNCATE, SYNC, DROP_CACHES, MMAP_WRITE -> {
                long ret = other(id, r);
                new Request(k, id).io("return", i -> i.withResult(ret));
                k.note("returned", "ret", ret);
            }
        }
    }

    /// The file is opened before the first call on it, and told of the write errors that nobody has been told of; later calls share what was read ahead.
    /// fs/open.c, do_dentry_open: filemap_sample_wb_err
    private void open(int id) {
        var iocb = new Request(k, id);
        int file = iocb.io().file();
        if (file == id) {
            var cache = k.world().pageCache();
            var e = cache.errors().opened(file);
            if (e != cache.errors()) {
                k.apply("open: f_wb_err", k.world().withPageCache(cache.withErrors(e)));
            }
            return;
        }
        for (int before = id - 1; before >= file; before--) {
            var other = new Request(k, before).io();
            if (other.file() == file) {
                iocb.io("file_ra_state", i -> i.withRa(other.ra()));
                return;
            }
        }
    }

    /// Calls that are no read and no write.
    private long other(int id, dioscope.model.scenario.Request r) {
        return switch (r.op()) {
            case FSYNC -> ext4.vfs_fsync(k.world().io().at(id).file(), false);
            case FDATASYNC -> ext4.vfs_fsync(k.world().io().at(id).file(), true);
            case SYNC_FILE_RANGE -> ext4.syncAll().sync_file_range(k.world().io().at(id).file(), r.offset(), r.length(),
                    syncFlags(r));
            case TRUNCATE -> ext4.setattr().do_truncate(r.offset());
            case SYNC -> {
                ext4.syncAll().ksys_sync();
                yield 0;
            }
            case DROP_CACHES -> {
                ext4.drop_pagecache_sb();
                yield 0;
            }
            case MMAP_WRITE -> ext4.fault().store(new Request(k, id));
            case READ, WRITE -> throw new IllegalStateException("no such call: " + r.op());
        };
    }

    private void readOrWrite(int id, dioscope.model.scenario.Request r) {
        var iocb = switch (r.submission()) {
            case SYNC -> new Request(k, id);
            case AIO -> new Request(k, id, aio::aio_complete_rw);
            case URING, URING_IOPOLL -> new Request(k, id, uring::ki_complete);
        };
        var file = file(r);
        int rwf = rwf(r);
        long ret = switch (r.submission()) {
            case SYNC -> r.vectored() || r.iovecs().size() > 1 || rwf != 0
                    ? syscall.preadv2_pwritev2(iocb, file, rwf)
                    : syscall.pread64_pwrite64(iocb, file);
            case AIO -> {
                long submitted = aio.io_submit(iocb, file, rwf);
                yield submitted < 0 ? submitted : aio.io_getevents(iocb);
            }
            case URING, URING_IOPOLL -> uring.io_uring_enter(iocb, file, rwf);
        };
        if (iocb.io().result() == null) {
            iocb.io("return", i -> i.withResult(ret));
        }
        k.note("returned", "ret", ret);
    }

    private File file(dioscope.model.scenario.Request r) {
        var open = r.openFlags();
        boolean sync = open.contains(OpenFlag.O_SYNC);
        return new File(open.contains(OpenFlag.O_DIRECT), sync || open.contains(OpenFlag.O_DSYNC), sync, open.contains(OpenFlag.O_APPEND),
                s.inode().sync(), canAtomicWrite(), k.has(Feature.EXT4_FOP_DONTCACHE), bdev_nowait, f_op);
    }

    /// s_awu_min and s_awu_max make sense, and the inode has extents. fs/ext4/super.c, ext4_atomic_write_init; fs/ext4/ext4.h, ext4_inode_can_atomic_write, 7.2
    private boolean canAtomicWrite() {
        var a = s.device().atomic();
        if (!k.has(Feature.EXT4_ATOMIC_WRITES) || a.unitMin() == 0 || !s.fs().extents() || !s.inode().extentsFormat()) {
            return false;
        }
        return Math.max(s.fs().blockSize(), a.unitMin()) <= Math.min(s.fs().clusterSize(), a.unitMax());
    }

    private static int syncFlags(dioscope.model.scenario.Request r) {
        int flags = 0;
        for (var f : r.syncFlags()) {
            flags |= switch (f) {
                case WAIT_BEFORE -> SyncAll.SYNC_FILE_RANGE_WAIT_BEFORE;
                case WRITE -> SyncAll.SYNC_FILE_RANGE_WRITE;
                case WAIT_AFTER -> SyncAll.SYNC_FILE_RANGE_WAIT_AFTER;
            };
        }
        return flags;
    }

    private static int rwf(dioscope.model.scenario.Request r) {
        int f = 0;
        for (var w : r.rwf()) {
            f |= switch (w) {
                case RWF_HIPRI -> Rwf.RWF_HIPRI;
                case RWF_DSYNC -> Rwf.RWF_DSYNC;
                case RWF_SYNC -> Rwf.RWF_SYNC;
                case RWF_NOWAIT -> Rwf.RWF_NOWAIT;
                case RWF_APPEND -> Rwf.RWF_APPEND;
                case RWF_NOAPPEND -> Rwf.RWF_NOAPPEND;
                case RWF_ATOMIC -> Rwf.RWF_ATOMIC;
                case RWF_DONTCACHE -> Rwf.RWF_DONTCACHE;
            };
        }
        return f;
    }
}
