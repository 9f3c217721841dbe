package dioscope.model.profile;

import static java.util.Map.entry;

import java.util.Map;

/// Functions that kept their work and changed their name, by older name. A place in a run is the same place under either.
public final class Aliases {
    private static final Map<String, String> NEWEST = Map.ofEntries(entry("iomap_dio_bio_actor", "iomap_dio_bio_iter"),
            entry("iomap_dio_hole_actor", "iomap_dio_hole_iter"), entry("iomap_dio_inline_actor", "iomap_dio_inline_iter"),
            entry("iomap_dio_actor", "iomap_dio_iter"), entry("iomap_dio_iopoll", "iocb_bio_iopoll"), entry("blk_poll", "bio_poll"),
            entry("ext4_dio_supported", "ext4_should_use_dio"), entry("__blk_queue_split", "__bio_split_to_limits"),
            entry("blk_bio_segment_split", "bio_split_rw"), entry("blk_bio_write_zeroes_split", "bio_split_write_zeroes"),
            entry("bio_split_rw_at", "bio_split_io_at"), entry("blk_flush_plug_list", "__blk_flush_plug"),
            entry("blk_mq_sched_insert_request", "blk_mq_insert_request"), entry("blk_mq_plug_issue_direct", "blk_mq_issue_direct"),
            entry("blk_mq_dispatch_plug_list", "blk_mq_dispatch_list"),
            entry("pagecache_get_page", "__filemap_get_folio"), entry("grab_cache_page_write_begin", "write_begin_get_folio"),
            entry("iov_iter_fault_in_readable", "fault_in_iov_iter_readable"),
            entry("copy_page_from_iter_atomic", "copy_folio_from_iter_atomic"),
            entry("iov_iter_copy_from_user_atomic", "copy_folio_from_iter_atomic"),
            entry("__ext4_block_zero_page_range", "ext4_block_do_zero_range"),
            entry("ext4_insert_delayed_block", "ext4_insert_delayed_blocks"),
            entry("ext4_es_insert_delayed_block", "ext4_es_insert_delayed_extent"), entry("ext4_readpage", "ext4_read_folio"),
            entry("ext4_read_inline_page", "ext4_read_inline_folio"),
            entry("ext4_da_write_inline_data_begin", "ext4_generic_write_inline_data"));

    private static final Map<String, String> NEWEST_LABEL = Map.of("set WRITE_FUA", "set WRITE_THROUGH", "clear WRITE_FUA",
            "clear WRITE_THROUGH");

    private Aliases() {
    }

    /// Whether `fn` has, or had, another name.
    public static boolean renamed(String fn) {
        return NEWEST.containsKey(fn) || NEWEST.containsValue(fn);
    }

    /// The newest form of a label: a flag that kept its work and changed its name.
    public static String newestLabel(String label) {
        return NEWEST_LABEL.getOrDefault(label, label);
    }

    /// The newest name of `fn`, which is `fn` itself when it was never renamed.
    public static String newest(String fn) {
        return NEWEST.getOrDefault(fn, fn);
    }
}
