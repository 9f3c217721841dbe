package dioscope.model.kernel.fs.ext4;

import static dioscope.model.kernel.Errno.EAGAIN;
import static dioscope.model.kernel.Errno.EALREADY;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.block.Block;
import dioscope.model.kernel.fs.Buffer;
import dioscope.model.kernel.fs.jbd2.Journald;
import dioscope.model.kernel.fs.jbd2.Transactions;
import dioscope.model.profile.Feature;
import dioscope.model.profile.Req;
import dioscope.model.state.Bio;
import dioscope.model.state.Journal;
import java.util.ArrayList;
import java.util.List;

/// fs/ext4/fast_commit.c: instead of whole metadata blocks, the changed inode and the ranges mapped anew go into one block of the journal, written by the
/// task that syncs.
final class FastCommit {
    /// Bytes of a tag's head, of the tags for the beginning, an inode of 256 bytes with its usual extra fields, a range and the end. fs/ext4/fast_commit.h
    private static final int TAG = 4;
    private static final int HEAD = TAG + 8;
    private static final int INODE = TAG + 4 + 160;
    private static final int ADD_RANGE = TAG + 16;
    private static final int TAIL = TAG + 8;
    /// Where the journal's area for fast commits begins, blocks of 4 KiB.
    private static final long FC_BLOCK = Ext4.JOURNAL_BLOCK + (1 << 14);

    private final Kernel k;
    private final Mount fs;
    private final Block block;
    private final BlockMap blocks;
    private final Journald journald;
    private final Transactions transactions;
    private final Buffer buffer;

    /// What a fast commit works with.
    record Parts(Kernel k, Mount fs, Block block, BlockMap blocks, Journald journald, Transactions transactions, Buffer buffer) {}

    FastCommit(Parts p) {
        this.k = p.k;
        this.fs = p.fs;
        this.block = p.block;
        this.blocks = p.blocks;
        this.journald = p.journald;
        this.transactions = p.transactions;
        this.buffer = p.buffer;
    }

    private Journal journal() {
        return k.world().journal();
    }

    private void set(String label, Journal.Fast f) {
        k.apply(label, k.world().withJournal(journal().withFast(f)));
    }

    /// Commits what fsync waits for, fast when that is possible. fs/ext4/fast_commit.c, ext4_fc_commit, 7.2
    ///
    /// @return 0 or -errno
    int ext4_fc_commit(int commit_tid) {
        try (var fn = k.enter("ext4_fc_commit", "tid", commit_tid)) {
            if (fs.fastCommit() || k.has(Feature.FAST_COMMIT_ALWAYS_TRACED)) {
                k.enter("ext4_fc_commit_start").close();
            }
            if (!fn.taken("fast commit", fs.fastCommit())) {
                return fn.ret(journald.jbd2_complete_transaction(commit_tid));
            }
            int ret = journald.jbd2_fc_begin_commit(commit_tid);
            while (fn.taken("somebody else committed", ret == -EALREADY, "ret", ret)) {
                if (fn.taken("and this too", journal().committed() >= commit_tid)) {
                    return fn.ret(0);
                }
                ret = journald.jbd2_fc_begin_commit(commit_tid);
            }
            if (fn.taken("could not begin", ret != 0, "ret", ret)) {
                return fn.ret(journald.jbd2_complete_transaction(commit_tid));
            }
            if (fn.taken("not eligible", fs.journalData())) {
                return fn.ret(journald.jbd2_fc_end_commit(true));
            }
            ret = ext4_fc_perform_commit();
            return fn.ret(journald.jbd2_fc_end_commit(fn.taken("failed", ret < 0, "ret", ret)));
        }
    }

    /// fs/ext4/fast_commit.c, ext4_fc_perform_commit, 7.2: there the data are sent before the journal is locked, and what to write is copied while it is; before,
    /// the journal stays locked to the end and the blocks are asked for when they are written.
    ///
    /// @return 0 or -errno
    private int ext4_fc_perform_commit() {
        try (var fn = k.enter("ext4_fc_perform_commit")) {
            boolean copies = k.has(Feature.FAST_COMMIT_COPIES);
            if (!fn.taken("copies what it writes", copies)) {
                transactions.jbd2_journal_lock_updates();
            }
            int ret = journal().fast().queued() ? journald.submitAndWaitInodeData() : 0;
            if (fn.taken("data failed", ret != 0, "ret", ret)) {
                if (!copies) {
                    transactions.jbd2_journal_unlock_updates();
                }
                return fn.ret(ret);
            }
            int ranges = 0;
            if (copies) {
                transactions.jbd2_journal_lock_updates();
                ranges = ranges(fn);
                transactions.jbd2_journal_unlock_updates();
                if (fn.taken("a block's state is not known", ranges < 0, "ret", ranges)) {
                    return fn.ret(ranges);
                }
            }
            block.core().blk_start_plug();
            var sent = new ArrayList<Buffer.Pending>();
            if (fn.taken("first of the transaction", journal().fast().bytes() == 0)) {
                ext4_fc_reserve_space(HEAD, sent);
            }
            if (fn.taken("inode changed", journal().fast().queued())) {
                ranges = copies ? ranges : ranges(fn);
                for (int i = 0; i < ranges; i++) {
                    ext4_fc_reserve_space(ADD_RANGE, sent);
                }
                ext4_fc_reserve_space(INODE, sent);
            }
            ext4_fc_reserve_space(TAIL, sent);
            long full = -Math.floorDiv(-journal().fast().bytes(), fs.blockSize()) * fs.blockSize();
            set("s_fc_bytes", journal().fast().withBytes(full));
            sent.add(ext4_fc_submit_bh(true, full / fs.blockSize() - 1));
            block.core().blk_finish_plug();
            for (var p : sent) {
                int err = buffer.wait_on_buffer(p);
                ret = ret == 0 ? err : ret;
            }
            if (!copies) {
                transactions.jbd2_journal_unlock_updates();
            }
            return fn.ret(ret);
        }
    }

    /// How many ranges the changed blocks are. fs/ext4/fast_commit.c, ext4_fc_write_inode_data, 6.12; ext4_fc_snapshot_inode_data, 7.2
    ///
    /// @return -EAGAIN where the status tree, which is all that is asked for a copy, does not know a block or has it delayed
    private int ranges(Fn fn) {
        var f = journal().fast();
        int n = 0;
        for (long lblk = f.start(); fn.taken("blocks left", lblk < f.start() + f.len(), "lblk", lblk);) {
            long left = f.start() + f.len() - lblk;
            if (k.has(Feature.FAST_COMMIT_COPIES)) {
                long known = blocks.known(lblk, left);
                if (known == 0) {
                    return -EAGAIN;
                }
                lblk += known;
            } else {
                var map = new MapBlocks(lblk, (int) left);
                blocks.ext4_map_blocks(map, 0);
                lblk += map.m_len;
            }
            n++;
        }
        return n;
    }

    /// Room for a tag in the current block, or in the next one when that is full. fs/ext4/fast_commit.c, ext4_fc_reserve_space, 7.2
    private void ext4_fc_reserve_space(int len, List<Buffer.Pending> sent) {
        var f = journal().fast();
        int off = (int) (f.bytes() % fs.blockSize());
        if (len <= fs.blockSize() - TAG - off) {
            set("s_fc_bytes", f.withBytes(f.bytes() + len));
            return;
        }
        sent.add(ext4_fc_submit_bh(false, f.bytes() / fs.blockSize()));
        set("s_fc_bytes", f.withBytes(f.bytes() + fs.blockSize() - off + len));
    }

    /// fs/ext4/fast_commit.c, ext4_fc_submit_bh, 7.2; 5.10 flushes with each block
    private Buffer.Pending ext4_fc_submit_bh(boolean is_tail, long n) {
        try (var fn = k.enter("ext4_fc_submit_bh", "is_tail", is_tail)) {
            int opf = journald.journalFlags();
            if (fn.taken("flush with it", fs.barrier() && (is_tail || k.has(Feature.FAST_COMMIT_FLUSHES_EACH_BLOCK)))) {
                opf |= k.profile().req().word(Req.REQ_PREFLUSH, Req.REQ_FUA);
            }
            return buffer.submit_bh("fast commit", opf, FC_BLOCK * 4096 + n * fs.blockSize(), fs.blockSize(),
                    is_tail ? Bio.Kind.COMMIT_BLOCK : Bio.Kind.JOURNAL);
        }
    }
}
