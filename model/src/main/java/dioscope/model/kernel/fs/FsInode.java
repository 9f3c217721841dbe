package dioscope.model.kernel.fs;

import static dioscope.model.kernel.Errno.EAGAIN;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.locking.Rwsem;
import dioscope.model.state.Inode;
import dioscope.model.state.Lock.Mode;
import dioscope.model.state.World;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// fs/inode.c and the inode helpers of include/linux/fs.h, with i_rwsem.
public final class FsInode {
    /// What a file system adds to an inode that becomes dirty (`super_operations.dirty_inode`).
    public interface SuperOperations {
        void dirty_inode();
    }

    /// The rest of fs/fs-writeback.c, __mark_inode_dirty.
    public interface MarkDirty {
        /// @param flags [Inode#I_DIRTY_SYNC] and its like
        void __mark_inode_dirty(int flags);
    }

    /// A tick of the coarse clock with HZ=250, nanoseconds.
    private static final long TICK_NANOS = 4_000_000;
    private static final int S_MTIME = 2;
    private static final int S_CTIME = 4;

    private final Kernel k;
    private final SuperOperations s_op;
    private final MarkDirty writeback;
    private final Rwsem i_rwsem;
    /// Tasks that sleep in inode_dio_wait.
    private final Set<Integer> dioWaiters = new LinkedHashSet<>();

    public FsInode(Kernel k, SuperOperations s_op, MarkDirty writeback) {
        this.k = k;
        this.writeback = writeback;
        this.s_op = s_op;
        this.i_rwsem = new Rwsem(k, World.I_RWSEM);
    }

    public void inode_lock() {
        i_rwsem.down("inode_lock", Mode.EXCLUSIVE);
    }

    public void inode_lock_shared() {
        i_rwsem.down("inode_lock_shared", Mode.SHARED);
    }

    public boolean inode_trylock() {
        return i_rwsem.trylock("inode_trylock", Mode.EXCLUSIVE);
    }

    public boolean inode_trylock_shared() {
        return i_rwsem.trylock("inode_trylock_shared", Mode.SHARED);
    }

    public void inode_unlock() {
        i_rwsem.up("inode_unlock");
    }

    public void inode_unlock_shared() {
        i_rwsem.up("inode_unlock_shared");
    }

    /// One more direct I/O is in flight: truncate and exclusive writers wait for it. include/linux/fs.h, inode_dio_begin, 6.12
    public void inode_dio_begin() {
        var i = k.world().inode();
        k.apply("inode_dio_begin", k.world().withInode(i.withDioCount(i.dioCount() + 1)));
    }

    /// The last one wakes who waits for all. include/linux/fs.h, inode_dio_end; it may run in an interrupt.
    public void inode_dio_end() {
        var i = k.world().inode();
        k.apply("inode_dio_end", k.world().withInode(i.withDioCount(i.dioCount() - 1)));
        if (k.world().inode().dioCount() == 0 && !dioWaiters.isEmpty()) {
            var waiters = List.copyOf(dioWaiters);
            dioWaiters.clear();
            waiters.forEach(k::wake);
        }
    }

    /// fs/inode.c, inode_dio_wait, 6.12
    public void inode_dio_wait() {
        try (var fn = k.enter("inode_dio_wait")) {
            while (fn.taken("dio in flight", k.world().inode().dioCount() > 0, "i_dio_count", k.world().inode().dioCount())) {
                dioWaiters.add(k.current());
                k.sleep("direct I/O in flight (i_dio_count)");
            }
        }
    }

    /// Drops privilege bits and moves the change time. fs/inode.c, file_modified, 6.12
    ///
    /// @return 0 or -errno
    public int file_modified() {
        try (var fn = k.enter("file_modified")) {
            int ret = file_remove_privs_flags(false);
            if (fn.taken("privileges not removed", ret != 0, "ret", ret)) {
                return fn.ret(ret);
            }
            int sync_it = inode_needs_update_time();
            if (!fn.taken("times need an update", sync_it > 0, "sync_it", sync_it)) {
                return fn.ret(sync_it);
            }
            return fn.ret(update_time());
        }
    }

    /// fs/inode.c, file_remove_privs_flags, 6.12. Files here carry no suid bit and no security attribute: what is left is to learn that.
    private int file_remove_privs_flags(boolean nowait) {
        try (var fn = k.enter("file_remove_privs")) {
            if (fn.taken("nosec known", k.world().inode().nosec(), "S_NOSEC", k.world().inode().nosec())) {
                return fn.ret(0);
            }
            boolean kill = false;
            if (fn.taken("privileges to drop", kill)) {
                if (fn.taken("nowait", nowait)) {
                    return fn.ret(-EAGAIN);
                }
            }
            k.apply("inode_has_no_xattr", k.world().withInode(k.world().inode().withNosec(true)));
            return fn.ret(0);
        }
    }

    /// fs/inode.c, inode_needs_update_time, 6.12. Files are not stamped with more than a tick's precision.
    private int inode_needs_update_time() {
        return k.world().inode().mtimeAt() == current_time() ? 0 : S_MTIME | S_CTIME;
    }

    /// The coarse clock: how many ticks the run has lasted. kernel/time/timekeeping.c, ktime_get_coarse_real_ts64
    private long current_time() {
        return k.nanos() / TICK_NANOS;
    }

    /// fs/inode.c, inode_update_time and generic_update_time, 6.12
    private int update_time() {
        try (var fn = k.enter("generic_update_time")) {
            k.apply("mtime and ctime", k.world().withInode(k.world().inode().withMtimeAt(current_time())));
            mark_inode_dirty_sync();
            return fn.ret(0);
        }
    }

    /// mtime and ctime become now; the inode is not dirtied. include/linux/fs.h, inode_set_mtime_to_ts and inode_set_ctime_current, 6.12
    public void inode_set_ctime_current() {
        var i = k.world().inode();
        if (i.mtimeAt() != current_time()) {
            k.apply("mtime and ctime", k.world().withInode(i.withMtimeAt(current_time())));
        }
    }

    /// mtime and ctime are now, without telling the file system. include/linux/fs.h, inode_set_mtime_to_ts and inode_set_ctime_current
    public void inode_set_mtime() {
        var i = k.world().inode();
        if (i.mtimeAt() != current_time()) {
            k.apply("mtime and ctime", k.world().withInode(i.withMtimeAt(current_time())));
        }
    }

    /// A store through a mapping moves the change time. fs/inode.c, file_update_time
    public void file_update_time() {
        if (inode_needs_update_time() > 0) {
            update_time();
        }
    }

    /// A file was read. include/linux/fs.h, file_accessed; O_NOATIME is not asked for.
    public void file_accessed() {
        try (var fn = k.enter("touch_atime")) {
            if (!fn.taken("atime needs an update", atime_needs_update())) {
                return;
            }
            if (fn.taken("read-only", k.world().fs().readOnly())) {
                return;
            }
            try (var update = k.enter("generic_update_time")) {
                k.apply("atime", k.world().withInode(k.world().inode().withAtimeAt(current_time())));
                mark_inode_dirty_sync();
                update.ret(0);
            }
        }
    }

    /// Mounted with relatime, as is usual: atime moves when it is not younger than the last change. That it is a day old cannot be seen within one run.
    /// Before the run the file was changed and not read since. fs/inode.c, atime_needs_update and relatime_need_update
    private boolean atime_needs_update() {
        try (var fn = k.enter("atime_needs_update")) {
            var i = k.world().inode();
            if (fn.taken("younger than the last change", i.atimeAt() > i.mtimeAt(), "atime", i.atimeAt(), "mtime", i.mtimeAt())) {
                return fn.ret(false);
            }
            return fn.ret(!fn.taken("read in this tick", i.atimeAt() == current_time(), "atime", i.atimeAt()));
        }
    }

    /// The inode changed, and its pages. include/linux/fs.h, mark_inode_dirty; fs/fs-writeback.c, __mark_inode_dirty
    public void mark_inode_dirty() {
        s_op.dirty_inode();
        writeback.__mark_inode_dirty(Inode.I_DIRTY);
    }

    /// Only the inode's own fields changed, nothing that fdatasync needs (I_DIRTY_SYNC). include/linux/fs.h, mark_inode_dirty_sync
    public void mark_inode_dirty_sync() {
        s_op.dirty_inode();
        writeback.__mark_inode_dirty(Inode.I_DIRTY_SYNC);
    }
}
