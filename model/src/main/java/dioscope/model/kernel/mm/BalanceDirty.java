package dioscope.model.kernel.mm;

import dioscope.model.engine.Kernel;

/// mm/page-writeback.c: who dirties pages is held up.
public class BalanceDirty {
    final Kernel k;

    BalanceDirty(Kernel k) {
        this.k = k;
    }

    /// That of the kernel that runs.
    public static BalanceDirty of(Kernel k) {
        return new BalanceDirty(k);
    }

    /// A folio that was clean is dirty now: counted for the task that did it. mm/page-writeback.c, folio_account_dirtied
    ///
    /// @param nr its pages
    public void folio_account_dirtied(long nr) {
    }

    /// Called after a task has dirtied pages. mm/page-writeback.c, balance_dirty_pages_ratelimited
    public void balance_dirty_pages_ratelimited() {
        balance_dirty_pages_ratelimited_flags(false);
    }

    /// The same, of a task that may not wait. mm/page-writeback.c, balance_dirty_pages_ratelimited_flags
    ///
    /// @param async BDP_ASYNC
    /// @return 0, or -EAGAIN where it would have to wait
    public int balance_dirty_pages_ratelimited_flags(boolean async) {
        try (var fn = k.enter("balance_dirty_pages_ratelimited")) {
            fn.taken("over the background threshold", k.world().pageCache().nrDirty() > k.world().wb().backgroundThresh());
            return fn.ret(0);
        }
    }
}
