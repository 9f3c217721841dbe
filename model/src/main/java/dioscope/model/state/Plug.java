package dioscope.model.state;

import java.util.List;

/// struct blk_plug of one task. include/linux/blkdev.h, 6.12
///
/// @param id tells a plug from one opened inside it
/// @param rqs mq_list: gathered requests, oldest first
/// @param count rq_count, set to 0 when a flush of the list begins
public record Plug(int id, List<Integer> rqs, int count) {}
