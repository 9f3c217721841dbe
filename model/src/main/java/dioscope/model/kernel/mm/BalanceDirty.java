package dioscope.model.kernel.mm;

import dioscope.model.engine.Kernel;

/// mm/page-writeback.c: who dirties pages is held up.
public final class BalanceDirty {
    private final Kernel k;

    public BalanceDirty(Kernel k) {
        this.k = k;
    }

    /// Called after a task has dirtied pages. mm/page-writeback.c, balance_dirty_pages_ratelimited
    public void balance_dirty_pages_ratelimited() {
        try (var fn = k.enter("balance_dirty_pages_ratelimited")) {
            fn.taken("over the background threshold", k.world().pageCache().nrDirty() > k.world().wb().backgroundThresh());
        }
    }
}
