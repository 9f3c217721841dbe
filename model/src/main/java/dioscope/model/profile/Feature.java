package dioscope.model.profile;

/// A behaviour of one line or one condition that some versions have. What differs in structure is an edition instead.
public enum Feature {
    /// What is left of an orphan waits until all of a write is written. fs/ext4/file.c, ext4_handle_inode_extension, 6.12
    ORPHAN_UNTIL_ALL_WRITTEN(Part.EXT4_FILE, Version.V6_12, Version.V7_2),
    /// A buffered write first waits for direct I/O in flight. fs/ext4/file.c, ext4_buffered_write_iter, 6.1
    BUFFERED_WRITE_WAITS_FOR_DIO(Part.EXT4_FILE, Version.V6_1, Version.V7_2),
    /// A finished direct write tells its size itself instead of leaving it to iomap. fs/ext4/file.c, ext4_dio_write_end_io, 6.12
    END_IO_RETURNS_SIZE(Part.EXT4_FILE, Version.V5_10, Version.V6_14),
    /// Before a buffered write beyond the end of the file, the rest of its last block is zeroed. fs/ext4/file.c, ext4_write_checks, 7.2
    EOF_BLOCK_ZEROED_BEFORE_BUFFERED_WRITE(Part.EXT4_FILE, Version.V7_1, Version.V7_2),
    /// The blocks of an atomic write are converted in one transaction. fs/ext4/file.c, ext4_dio_write_end_io, 7.2
    EXT4_ATOMIC_CONVERSION(Part.EXT4_FILE, Version.V7_1, Version.V7_2),
    /// The file can be written with RWF_ATOMIC. fs/ext4/file.c, ext4_file_open and ext4_file_write_iter, 6.14
    EXT4_ATOMIC_WRITES(Part.EXT4_FILE, Version.V6_14, Version.V7_2),
    /// A write is turned away at once when an error has made the file system read-only. fs/ext4/file.c, ext4_file_write_iter, 7.2
    EXT4_EMERGENCY_STATE(Part.EXT4_FILE, Version.V7_1, Version.V7_2),
    /// Writes to blocks that are known to be written ask for mappings as reads do. fs/ext4/file.c, ext4_dio_write_iter, 6.12
    OVERWRITE_IOMAP_OPS(Part.EXT4_FILE, Version.V5_10, Version.V6_14),
    /// Delayed blocks have a mapping type of their own instead of being holes. fs/ext4/inode.c, ext4_set_iomap, 6.12
    EXT4_DELALLOC_MAPPING(Part.EXT4_INODE, Version.V6_12, Version.V7_2),
    /// What an operation may change counts the leaves of the extent tree, and writeback asks for one extent at a time. fs/ext4/extents.c,
    /// ext4_ext_index_trans_blocks; fs/ext4/inode.c, ext4_do_writepages, 7.2
    CREDITS_COUNT_LEAVES(Part.EXT4_EXTENTS, Version.V7_1, Version.V7_2),
    /// An aborted journal takes the file system out of use by a flag of its own. fs/ext4/super.c, ext4_handle_error, 7.2
    FS_EMERGENCY_STATE(Part.EXT4_SUPER, Version.V7_1, Version.V7_2),
    /// An aborted journal takes the file system out of use as a shutdown does; older kernels make it read-only. fs/ext4/super.c, ext4_handle_error, 6.12
    ABORT_SHUTS_DOWN(Part.EXT4_SUPER, Version.V6_6, Version.V6_14),
    /// The rest of the last block is zeroed before truncate opens its handle, and with one of its own. fs/ext4/inode.c, ext4_truncate, 7.2
    EOF_BLOCK_ZEROED_WITHOUT_HANDLE(Part.EXT4_INODE, Version.V7_1, Version.V7_2),
    /// dioread_nolock is usual with blocks smaller than a page, too. fs/ext4/super.c, ext4_set_def_opts, 6.12
    DIOREAD_NOLOCK_WITH_SMALL_BLOCKS(Part.EXT4_SUPER, Version.V6_6, Version.V7_2),
    /// An atomic write may be as long as a cluster. fs/ext4/super.c, ext4_atomic_write_init, 7.2
    EXT4_ATOMIC_CLUSTERS(Part.EXT4_SUPER, Version.V7_1, Version.V7_2),
    /// Files have folios of several pages. fs/ext4/inode.c, ext4_set_inode_mapping_order, 7.2
    EXT4_LARGE_FOLIOS(Part.EXT4_INODE, Version.V7_1, Version.V7_2),
    /// The file operations name FOP_DONTCACHE. fs/ext4/file.c, ext4_file_operations, 6.15
    EXT4_FOP_DONTCACHE(Part.EXT4_FILE, Version.V7_1, Version.V7_2),
    /// RWF_ATOMIC is a flag the kernel knows. include/linux/fs.h, kiocb_set_rw_flags, 6.11
    RWF_ATOMIC(Part.FS, Version.V6_12, Version.V7_2),
    /// RWF_DONTCACHE is a flag the kernel knows. include/linux/fs.h, kiocb_set_rw_flags, 6.14
    RWF_DONTCACHE(Part.FS, Version.V6_14, Version.V7_2),
    /// RWF_NOAPPEND is a flag the kernel knows. include/linux/fs.h, kiocb_set_rw_flags, 6.9
    RWF_NOAPPEND(Part.FS, Version.V6_12, Version.V7_2),
    /// RWF_NOWAIT sets IOCB_NOIO too. include/linux/fs.h, kiocb_set_rw_flags, until 6.1
    RWF_NOWAIT_SETS_IOCB_NOIO(Part.FS, Version.V5_10, Version.V6_1),
    /// An inode with its sync flag sets IOCB_DSYNC when the kiocb is made; later kernels ask the inode when it matters (iocb_is_dsync).
    /// include/linux/fs.h, iocb_flags, 5.10
    SYNC_INODE_SETS_IOCB_DSYNC(Part.FS, Version.V5_10, Version.V5_10),
    /// io_uring asks for bios from a cache of each processor. io_uring/rw.c, io_rw_init_file, 6.12; not any more in 7.2, where all do
    URING_ALLOC_CACHE(Part.IO_URING, Version.V6_6, Version.V6_12),
    /// io_uring with IOPOLL asks for bios from a cache of each processor. io_uring/rw.c, io_rw_init_file, 6.1
    URING_IOPOLL_ALLOC_CACHE(Part.IO_URING, Version.V6_1, Version.V6_12),
    /// A request is tried without waiting only when the device below takes bios that must not wait. io_uring/io_uring.c,
    /// __io_file_supports_nowait, until 6.1
    URING_ASKS_DEVICE_FOR_NOWAIT(Part.IO_URING, Version.V5_10, Version.V6_1),
    /// A short write of a regular file goes on in the io-wq worker. io_uring/rw.c, io_write, 6.1
    URING_SHORT_WRITE_GOES_ON(Part.IO_URING, Version.V6_1, Version.V7_2),
    /// The events block_io_start and block_io_done. block/blk-mq.c, blk_account_io_start and blk_account_io_done, 6.12
    BLOCK_IO_TRACE(Part.BLOCK, Version.V6_6, Version.V7_2),
    /// The data of a FUA bio that needs no FLUSH run the queue at once; 5.10 leaves that to the worker. block/blk-flush.c, blk_insert_flush, 6.1
    DATA_OF_A_FLUSH_RUNS_THE_QUEUE(Part.BLOCK, Version.V6_1, Version.V6_1),
    /// A bio submitted without a plug gets one for itself. block/blk-core.c, __submit_bio, 6.12
    EVERY_SUBMISSION_PLUGS(Part.BLOCK, Version.V6_6, Version.V6_14),
    /// PREFLUSH and FUA are for writes only. block/blk-core.c, submit_bio_noacct, 6.12
    FLUSH_ONLY_WITH_WRITES(Part.BLOCK, Version.V6_6, Version.V7_2),
    /// The plug list gives the newest request first. block/blk-mq.c, blk_add_rq_to_plug, 6.1
    PLUG_LIST_NEWEST_FIRST(Part.BLOCK, Version.V6_1, Version.V6_1),
    /// Answers that a driver takes in one interrupt are completed newest first. include/linux/blk-mq.h, blk_mq_add_to_batch, 6.12
    ANSWERS_NEWEST_FIRST(Part.BLOCK, Version.V6_1, Version.V6_12),
    /// A polled bio on a queue without poll queues fails; before, it was polled no more. block/blk-mq.c, blk_mq_submit_bio, 6.12
    POLLING_REFUSED_WITHOUT_POLL_QUEUE(Part.BLOCK, Version.V6_6, Version.V7_2),
    /// The trace of a command names WRITE_ZEROES; without it the command has no name. kernel/trace/blktrace.c, blk_fill_rwbs, 7.2
    TRACED_WRITE_ZEROES(Part.BLOCK, Version.V7_1, Version.V7_2),
    /// Blocks of the journal are sent as metadata and without idling, not only as synchronous. fs/jbd2/commit.c; include/linux/jbd2.h,
    /// JBD2_JOURNAL_REQ_FLAGS
    JOURNAL_BLOCKS_ARE_META(Part.JBD2, Version.V6_1, Version.V7_2),
    /// A transaction may take a third of the log, its descriptors included; before, a quarter. fs/jbd2/journal.c, jbd2_journal_get_max_txn_bufs;
    /// fs/jbd2/transaction.c, jbd2_max_user_trans_buffers
    TRANSACTION_IS_A_THIRD_OF_THE_LOG(Part.JBD2, Version.V6_12, Version.V7_2),
    /// The range of ordered data is kept in pages, not in bytes. fs/jbd2/transaction.c, jbd2_journal_file_inode, 7.2
    ORDERED_DATA_BY_PAGES(Part.JBD2, Version.V7_2, Version.V7_2),
    /// The event ext4_fc_commit_start comes even where there are no fast commits. fs/ext4/fast_commit.c, ext4_fc_commit, 5.10
    FAST_COMMIT_ALWAYS_TRACED(Part.EXT4_FAST_COMMIT, Version.V5_10, Version.V5_10),
    /// A fast commit copies what it writes while the journal is locked for a moment. fs/ext4/fast_commit.c, ext4_fc_perform_commit, 7.2
    FAST_COMMIT_COPIES(Part.EXT4_FAST_COMMIT, Version.V7_1, Version.V7_2),
    /// Each block of a fast commit flushes the device, not only its last. fs/ext4/fast_commit.c, ext4_fc_submit_bh, 5.10
    FAST_COMMIT_FLUSHES_EACH_BLOCK(Part.EXT4_FAST_COMMIT, Version.V5_10, Version.V5_10),
    /// Files that may have to be cut back are listed in a file of their own. fs/ext4/orphan.c, ext4_orphan_file_add
    ORPHAN_FILE(Part.EXT4_ORPHAN, Version.V6_1, Version.V7_2),
    /// What the extent tree says is only remembered, never put over what the status tree knows already. fs/ext4/extents_status.c,
    /// ext4_es_cache_extent as asked by fs/ext4/inode.c, ext4_map_query_blocks
    CACHE_WHAT_WAS_READ(Part.EXT4_EXTENTS, Version.V7_1, Version.V7_2),
    /// Converting written blocks remembers no others by the way, as it holds no lock that keeps them. fs/ext4/extents.c, ext4_convert_unwritten_extents
    CONVERSION_CACHES_NOTHING(Part.EXT4_EXTENTS, Version.V7_1, Version.V7_2),
    /// Splitting an extent when its data have been written may dip into the reserve. fs/ext4/extents.c, ext4_convert_unwritten_extents_endio
    CONVERSION_MAY_USE_RESERVE(Part.EXT4_EXTENTS, Version.V6_12, Version.V7_2),
    /// A delayed block is told from a hole. fs/ext4/inode.c, ext4_map_blocks, EXT4_MAP_DELAYED
    DELAYED_IS_REPORTED(Part.EXT4_INODE, Version.V6_6, Version.V7_2),
    /// The reservation of delayed blocks is given back where their mapping enters the status tree, not where they are allocated.
    /// fs/ext4/extents_status.c, ext4_es_insert_extent
    RESERVE_GIVEN_BACK_BY_STATUS_TREE(Part.EXT4_EXTENTS, Version.V6_12, Version.V7_2),
    /// Atomic writes ask for one mapping and one bio, and a page that stays makes them try again. fs/iomap/direct-io.c, __iomap_dio_rw, 6.14
    ATOMIC_WRITES(Part.IOMAP_DIRECT_IO, Version.V6_14, Version.V7_2),
    /// An atomic write is one file system block in one bio, asked for by the iteration and not by the mapping. fs/iomap/direct-io.c,
    /// iomap_dio_bio_iter, 6.13 and 6.14; its body there is otherwise taken from 6.12.
    ATOMIC_BIO_OF_ONE_BLOCK(Part.IOMAP_DIRECT_IO, Version.V6_14, Version.V6_14),
    /// Pages of an atomic write that does not fit its bio are released. fs/iomap/direct-io.c, iomap_dio_bio_iter_one, 7.2
    ATOMIC_MISFIT_RELEASES_PAGES(Part.IOMAP_DIRECT_IO, Version.V7_2, Version.V7_2),
    /// Asynchronous I/O that failed always ends in a task, reads too, which therefore have a workqueue. fs/iomap/direct-io.c, iomap_dio_done and
    /// __iomap_dio_rw, 6.12.107 and 7.1: 6.14 makes no workqueue for reads, so it cannot have the rule.
    ASYNC_ERRORS_IN_A_TASK(Part.IOMAP_DIRECT_IO, Version.V6_12, Version.V6_12),
    /// A file system may bring a pool of bios. fs/iomap/direct-io.c, iomap_dio_alloc_bio, 6.1
    BIO_SET_OF_THE_FILE_SYSTEM(Part.IOMAP_DIRECT_IO, Version.V6_1, Version.V7_2),
    /// Bounced bios respect the alignment and the longest bio. fs/iomap/direct-io.c, iomap_dio_bio_iter_one, 7.2
    BOUNCE_BY_ALIGNMENT(Part.IOMAP_DIRECT_IO, Version.V7_2, Version.V7_2),
    /// A caller may offer to complete asynchronous writes in its own task. fs/iomap/direct-io.c, iomap_dio_bio_iter, 6.6
    CALLER_COMPLETION(Part.IOMAP_DIRECT_IO, Version.V6_6, Version.V6_14),
    /// When a bio has failed, what this mapping submitted is given back to the iterator. fs/iomap/direct-io.c, iomap_dio_bio_iter, 6.6
    ERROR_STOP_REVERTS(Part.IOMAP_DIRECT_IO, Version.V6_6, Version.V6_6),
    /// Inline data that are cut while they wait for their delayed block give its promise back. fs/ext4/inline.c, ext4_inline_data_truncate, 6.1
    INLINE_TRUNCATE_FORGETS_DELAYED(Part.EXT4_INLINE, Version.V6_1, Version.V7_2),
    /// The buffer of a block that inline data move to is not new any more once it is filled. fs/ext4/inline.c, ext4_convert_inline_data_to_extent, 6.12
    INLINE_CONVERSION_CLEARS_NEW(Part.EXT4_INLINE, Version.V6_6, Version.V7_2),
    /// Moving inline data to a block is told to fast commits. fs/ext4/inline.c, ext4_convert_inline_data_to_extent, 7.2
    INLINE_CONVERSION_TRACKED(Part.EXT4_INLINE, Version.V7_1, Version.V7_2),
    /// A write whose inline data left the inode before it ended is made again. fs/ext4/inline.c, ext4_write_inline_data_end, 7.2
    INLINE_WRITE_RETRIED(Part.EXT4_INLINE, Version.V7_1, Version.V7_2),
    /// The buffer of journalled data is not new any more once it is filled. fs/ext4/inode.c, write_end_fn, 6.12
    JOURNALLED_WRITE_CLEARS_NEW(Part.EXT4_INODE, Version.V6_6, Version.V7_2),
    /// The page of journalled data is dirty from the write on, not from the commit on. fs/ext4/inode.c, ext4_dirty_journalled_data, 6.12
    JOURNALLED_PAGES_ARE_DIRTY(Part.EXT4_INODE, Version.V6_6, Version.V7_2),
    /// fdatasync waits for the commit of journalled data that were stored through a mapping. fs/ext4/inode.c, ext4_page_mkwrite and
    /// ext4_journal_folio_buffers, 6.12
    JOURNALLED_STORE_IN_DATASYNC(Part.EXT4_INODE, Version.V6_6, Version.V7_2),
    /// A commit goes over the pages of journalled data itself. fs/ext4/super.c, ext4_journalled_submit_inode_data_buffers, 7.2
    COMMIT_ITERATES_JOURNALLED_PAGES(Part.EXT4_INODE, Version.V7_1, Version.V7_2),
    /// Writeback leaves a page dirty whose blocks a transaction still has. fs/ext4/page-io.c, ext4_bio_write_folio, 6.12
    WRITEBACK_SEES_JOURNALLED_BUFFERS(Part.EXT4_PAGE_IO, Version.V6_6, Version.V7_2),
    /// Inline data longer than a page are refused. fs/iomap/direct-io.c, iomap_dio_inline_iter, 6.1 to 7.1
    INLINE_DATA_LENGTH_CHECKED(Part.IOMAP_DIRECT_IO, Version.V6_1, Version.V7_1),
    /// A file system may protect the data of a direct I/O by itself. fs/iomap/direct-io.c, iomap_dio_bio_iter_one, 7.2
    INTEGRITY_BY_FILE_SYSTEM(Part.IOMAP_DIRECT_IO, Version.V7_2, Version.V7_2),
    /// The user's addresses are held against the device's alignment when pages are pinned. fs/iomap/direct-io.c, iomap_dio_bio_iter_one, 7.2
    MEMORY_ALIGNMENT_AT_PINNING(Part.IOMAP_DIRECT_IO, Version.V7_2, Version.V7_2),
    /// The padding routine is called for 0 bytes too, and can fail. fs/iomap/direct-io.c, iomap_dio_bio_iter, 6.12
    PADDING_CALLED_FOR_NOTHING(Part.IOMAP_DIRECT_IO, Version.V6_12, Version.V7_2),
    /// A polled bio fails rather than waits only when its request says so. include/linux/bio.h, bio_set_polled, 6.12; 7.2 asks for polling alone
    POLLED_NOWAIT_AS_ASKED(Part.IOMAP_DIRECT_IO, Version.V6_6, Version.V7_1),
    /// Every polled asynchronous bio fails rather than waits. include/linux/bio.h, bio_set_polled, until 6.1
    POLLED_IS_NOWAIT(Part.IOMAP_DIRECT_IO, Version.V5_10, Version.V6_1),
    /// The kiocb remembers a bio to poll, and forgets it at the end. fs/iomap/direct-io.c, iomap_dio_bio_end_io, 6.1
    POLL_BIO_IN_KIOCB(Part.IOMAP_DIRECT_IO, Version.V6_1, Version.V7_2),
    /// iomap_dio_hole_iter is left a function of its own by the compiler, so that it can be probed. fs/iomap/direct-io.c, 7.2
    PROBED_HOLE_READ(Part.IOMAP_DIRECT_IO, Version.V7_1, Version.V7_2),
    /// The invalidation after a write is a function that asks for cached pages itself. fs/iomap/direct-io.c, iomap_dio_complete, 6.1
    POST_INVALIDATION_BY_KIOCB(Part.IOMAP_DIRECT_IO, Version.V6_1, Version.V7_2),
    /// An O_DSYNC overwrite may skip the flush on a device without a volatile write cache. fs/iomap/direct-io.c, iomap_dio_bio_iter, 6.6
    WRITE_THROUGH_WITHOUT_WRITE_CACHE(Part.IOMAP_DIRECT_IO, Version.V6_6, Version.V7_2),
    /// Writeback takes folios and its functions are named after them. fs/ext4/inode.c, fs/ext4/page-io.c, 6.6
    EXT4_FOLIOS(Part.EXT4_INODE, Version.V6_6, Version.V7_2),
    /// With data_err=abort a commit whose ordered data failed aborts the journal. fs/jbd2/commit.c, jbd2_journal_commit_transaction, 6.12
    COMMIT_ABORTS_ON_DATA_ERROR(Part.JBD2, Version.V5_10, Version.V6_14),
    /// With data_err=abort the end of a writeback that failed does, in a worker. fs/ext4/page-io.c, ext4_io_end_defer_completion, 7.2
    WRITEBACK_ABORTS_ON_DATA_ERROR(Part.EXT4_PAGE_IO, Version.V7_1, Version.V7_2),
    /// Blocks whose data failed to reach the device stay unwritten. fs/ext4/page-io.c, ext4_end_io_end, 6.12
    FAILED_WRITEBACK_STAYS_UNWRITTEN(Part.EXT4_PAGE_IO, Version.V6_6, Version.V7_2),
    /// A marked folio that is clean again loses its marks. fs/ext4/inode.c, mpage_prepare_extent_to_map, 7.2
    WRITEBACK_CLEARS_STALE_MARKS(Part.EXT4_INODE, Version.V7_1, Version.V7_2),
    /// A conversion in the submitter, too, looks whether the data failed. fs/ext4/page-io.c, ext4_put_io_end, 7.2
    WRITEBACK_CONVERTS_IN_ONE_PLACE(Part.EXT4_PAGE_IO, Version.V7_1, Version.V7_2),
    /// A writeback of a file system that was shut down ends with -EIO wherever that is noticed. fs/ext4/inode.c, ext4_do_writepages, 7.2
    WRITEBACK_EMERGENCY_STATE(Part.EXT4_INODE, Version.V7_1, Version.V7_2),
    /// The handle of a writeback is extended for each extent, which may fail with -EAGAIN. fs/ext4/inode.c, mpage_map_one_extent, 7.2
    WRITEBACK_ENSURES_CREDITS(Part.EXT4_INODE, Version.V7_1, Version.V7_2),
    /// The mapping remembers the error the device gave, not -EIO for all. fs/ext4/page-io.c, ext4_finish_bio, 6.12
    WRITEBACK_KEEPS_ERRNO(Part.EXT4_PAGE_IO, Version.V6_6, Version.V7_2),
    /// A writeback that may stop counts the pages of the extent it collects against those it may write, not those it looked at.
    /// fs/ext4/inode.c, mpage_prepare_extent_to_map, 6.12
    WRITEBACK_COUNTS_COLLECTED_PAGES(Part.EXT4_INODE, Version.V6_6, Version.V7_2),
    /// Writeback maps without caching neighbours. fs/ext4/inode.c, mpage_map_one_extent, 7.2
    WRITEBACK_MAPS_NOCACHE(Part.EXT4_INODE, Version.V7_1, Version.V7_2),
    /// Writeback itself tells that blocks were delayed. fs/ext4/inode.c, mpage_map_one_extent, 6.1
    WRITEBACK_SAYS_DELALLOC_RESERVE(Part.EXT4_INODE, Version.V5_10, Version.V6_1),
    /// Writeback splits an unwritten extent before it submits. fs/ext4/inode.c, mpage_map_one_extent, 6.12
    WRITEBACK_SPLITS_BEFORE_IO(Part.EXT4_INODE, Version.V5_10, Version.V6_14),
    /// A folio is under writeback only when it is known what of it is written. fs/ext4/page-io.c, ext4_bio_write_folio, 6.12
    WRITEBACK_STARTS_WHEN_KNOWN(Part.EXT4_PAGE_IO, Version.V6_6, Version.V7_2),
    /// What of a folio has found blocks is written when the rest must wait. fs/ext4/inode.c, mpage_submit_partial_folio, 7.2
    WRITEBACK_SUBMITS_PARTIAL_FOLIO(Part.EXT4_INODE, Version.V7_1, Version.V7_2),
    /// What lay behind the end of a dirty page is zeroed when the file grows over it. mm/truncate.c, pagecache_isize_extended, 7.2
    ISIZE_EXTENDED_ZEROES(Part.MM, Version.V7_1, Version.V7_2),
    /// A store through a mapping allocates blocks in a function of ext4's own. fs/ext4/inode.c, ext4_block_page_mkwrite, 7.2
    EXT4_BLOCK_PAGE_MKWRITE(Part.EXT4_INODE, Version.V7_1, Version.V7_2),
    /// The end of the last block is zeroed when truncate makes the file longer. fs/ext4/inode.c, ext4_setattr, 6.12
    SETATTR_ZEROES_OLD_END(Part.EXT4_INODE, Version.V6_12, Version.V7_2),
    /// Truncate copies the inode into its block when both sizes are set and i_data_sem is released. fs/ext4/inode.c, ext4_setattr, 7.2
    SETATTR_DIRTIES_INODE_LAST(Part.EXT4_INODE, Version.V7_1, Version.V7_2),
    /// Who fills pages from the device holds a lock against who cuts the file off. mm/filemap.c and mm/readahead.c, filemap_invalidate_lock_shared, 5.15
    INVALIDATE_LOCK(Part.MM, Version.V6_1, Version.V7_2),
    /// A batch of cached folios ends before the one whose bytes are not there yet. mm/filemap.c, filemap_get_pages, 7.2
    READ_ENDS_BEFORE_WHAT_IS_NOT_THERE(Part.MM, Version.V7_1, Version.V7_2),
    /// A folio that is wanted whole is never partially up to date. mm/filemap.c, filemap_range_uptodate, 7.2
    WHOLE_FOLIO_MUST_BE_UPTODATE(Part.MM, Version.V7_1, Version.V7_2),
    /// A read remembers how far it got with each folio, not only at its end, so that what it misses next counts as sequential. mm/filemap.c,
    /// filemap_read, 6.1
    PREV_POS_MOVES_WITH_EACH_FOLIO(Part.MM, Version.V6_1, Version.V6_1),
    /// A batch of folios holds 31 of them, 15 before. include/linux/pagevec.h, PAGEVEC_SIZE, 6.9
    BATCH_OF_31_FOLIOS(Part.MM, Version.V6_12, Version.V7_2),
    /// No mark for the next window where the file ends. mm/readahead.c, do_page_cache_ra, 7.2
    NO_READAHEAD_MARK_AT_EOF(Part.MM, Version.V7_1, Version.V7_2),
    /// When all pages that were looked at are cached, the answer is the page before them. mm/filemap.c, page_cache_prev_miss, 7.2
    MISS_OUTSIDE_THE_RANGE_BEFORE(Part.MM, Version.V7_1, Version.V7_2),
    /// When all pages that were looked at are cached, the answer is the page behind them. mm/filemap.c, page_cache_next_miss, 6.12
    MISS_OUTSIDE_THE_RANGE_BEHIND(Part.MM, Version.V6_12, Version.V7_2),
    /// A window is never shorter than the one before it. mm/readahead.c, ondemand_readahead, 6.1
    READAHEAD_WINDOW_NEVER_SHRINKS(Part.MM, Version.V6_1, Version.V7_2),
    /// Readahead asks for folios of the order of the marked one. mm/readahead.c, ondemand_readahead, 6.1
    READAHEAD_BY_FOLIO_ORDER(Part.MM, Version.V6_1, Version.V7_2),
    /// Folios that the file system did not read leave the cache. mm/readahead.c, read_pages, 6.1
    READAHEAD_TAKES_BACK_WHAT_WAS_LEFT(Part.MM, Version.V6_1, Version.V7_2),
    /// A folio ends its reading, up to date and unlocked, in one step. mm/filemap.c, folio_end_read, 6.12
    FOLIO_END_READ(Part.MM, Version.V6_12, Version.V7_2),
    /// A buffer is submitted when the next one is found, not when all are. fs/buffer.c, block_read_full_folio, 7.2
    BUFFERS_READ_AS_THEY_ARE_FOUND(Part.FS, Version.V7_1, Version.V7_2),
    /// Twice the largest request is read ahead on a disk that turns and does not tell its optimal request. block/blk-settings.c,
    /// blk_apply_bdi_limits, 7.2
    READAHEAD_OF_ROTATIONAL_DISKS(Part.BLOCK, Version.V7_1, Version.V7_2),
    /// fs/buffer.c takes folios and its functions are named after them. fs/buffer.c, folio_zero_new_buffers, 6.6
    BUFFER_FOLIOS(Part.FS, Version.V6_6, Version.V7_2),
    /// Written blocks are marked by a function that takes a folio itself and has lost its underscores. fs/buffer.c, block_commit_write, 7.2
    BLOCK_COMMIT_WRITE_OF_FOLIOS(Part.FS, Version.V7_1, Version.V7_2),
    /// When a file grows, what its old last page holds behind the old end is zeroed if nobody has written it yet. mm/truncate.c,
    /// pagecache_isize_extended, 6.13
    EXTENSION_ZEROES_OLD_END(Part.MM, Version.V6_14, Version.V7_2),
    /// New blocks of a valid folio become dirty when they get their place, not when the data are there. fs/ext4/inode.c, ext4_block_write_begin, 6.1
    NEW_BUFFERS_DIRTY_AT_ONCE(Part.EXT4_INODE, Version.V5_10, Version.V6_1),
    /// The blocks behind the last one that is written are not looked at when the folio is valid. fs/ext4/inode.c, ext4_block_write_begin, 7.2
    WRITE_BEGIN_STOPS_BEHIND_RANGE(Part.EXT4_INODE, Version.V7_1, Version.V7_2),
    /// A write begun behind the end of the file zeroes the blocks between when it ends. fs/ext4/inode.c, ext4_da_do_write_end and ext4_write_end, 6.12
    GAP_ZEROED_AT_WRITE_END(Part.EXT4_INODE, Version.V6_12, Version.V6_14),
    /// The end of a write is told by its beginning that the data stay in the inode. fs/ext4/inode.c, ext4_write_begin, 7.2
    WRITE_END_TOLD_OF_INLINE_DATA(Part.EXT4_INODE, Version.V7_1, Version.V7_2),
    /// Where the data of a folio are given up, so are all of its delayed blocks; before, of the last page only the first. fs/ext4/inode.c,
    /// mpage_release_unused_pages, 7.2
    WRITEBACK_GIVES_UP_ALL_BLOCKS(Part.EXT4_INODE, Version.V7_1, Version.V7_2),
    /// Delayed blocks are inserted several at once. fs/ext4/inode.c, ext4_insert_delayed_blocks, 6.12
    DELAYED_EXTENTS(Part.EXT4_INODE, Version.V6_12, Version.V7_2),
    /// Blocks for a buffered write that does not delay are split off before the I/O. fs/ext4/inode.c, ext4_get_block_unwritten, 5.10
    GET_BLOCK_UNWRITTEN_SPLITS(Part.EXT4_INODE, Version.V5_10, Version.V5_10),
    /// The flusher takes old inodes off the list of dirty ones once more before it ends. fs/fs-writeback.c, wb_writeback, 6.12
    FLUSHER_QUEUES_BEFORE_IT_ENDS(Part.FS, Version.V6_6, Version.V7_2),
    /// An inode that was dirtied after a writeback began waits for the next. fs/fs-writeback.c, requeue_inode, 6.12
    REDIRTIED_INODE_WAITS(Part.FS, Version.V6_6, Version.V7_2),
    /// An inode whose pages could not be written leaves the flusher's lists if it is clean. fs/fs-writeback.c, requeue_inode, 6.1
    SKIPPED_INODE_MAY_BE_CLEAN(Part.FS, Version.V6_1, Version.V7_2),
    /// How fast the device writes is looked at when the last page is written. mm/page-writeback.c, wb_inode_writeback_end, 6.1
    BANDWIDTH_AFTER_WRITEBACK(Part.MM, Version.V6_1, Version.V7_2),
    /// The page cache's own functions take folios and are named after them. mm/filemap.c, mm/page-writeback.c, 5.16
    FOLIOS(Part.MM, Version.V6_1, Version.V7_2),
    /// A buffered write moves ki_pos when it has given up the lock; later kernels do that in generic_perform_write. fs/ext4/file.c,
    /// ext4_buffered_write_iter, 5.10
    EXT4_MOVES_KI_POS(Part.EXT4_FILE, Version.V5_10, Version.V5_10),
    /// A buffered write looks for its page with grab_cache_page_write_begin. mm/filemap.c, 5.10; mm/folio-compat.c, 6.1
    GRAB_CACHE_PAGE(Part.MM, Version.V5_10, Version.V6_1),
    /// A buffered write looks for its folio with write_begin_get_folio, which says how long it is. include/linux/pagemap.h, 7.2
    WRITE_BEGIN_GET_FOLIO(Part.MM, Version.V7_1, Version.V7_2),
    /// Folios can be dropped when they are on the device (RWF_DONTCACHE). mm/filemap.c, folio_end_dropbehind; include/linux/fs.h,
    /// generic_write_sync, 7.2
    DROPBEHIND(Part.MM, Version.V7_1, Version.V7_2),
    /// The user's memory is touched before write_begin, not only when nothing could be copied. mm/filemap.c, generic_perform_write, 6.12
    FAULT_IN_BEFORE_COPY(Part.MM, Version.V5_10, Version.V6_14);

    private final Part part;
    private final Version first;
    private final Version last;

    Feature(Part part, Version first, Version last) {
        this.part = part;
        this.first = first;
        this.last = last;
    }

    /// The source file whose version decides.
    public Part part() {
        return part;
    }

    /// The oldest version that has it.
    public Version first() {
        return first;
    }

    /// The newest version that has it.
    public Version last() {
        return last;
    }

    boolean in(Version v) {
        return first.compareTo(v) <= 0 && v.compareTo(last) <= 0;
    }
}
