/// The block layer, from submit_bio to the driver and back: one class a kernel source file, methods by the kernel's names.
///
/// | class | source |
/// |---|---|
/// | [BlkCore] | block/blk-core.c |
/// | [BlkMerge] | block/blk-merge.c |
/// | [BlkMq] | block/blk-mq.c |
/// | [BlkMqSched] | block/blk-mq-sched.c |
/// | [BlkMqTag] | block/blk-mq-tag.c |
/// | [BlkFlush] | block/blk-flush.c |
/// | [BlockBio] | block/bio.c |
/// | [Dm] | drivers/md/dm.c and its linear and error targets |
///
/// One hardware queue, one CPU, no I/O scheduler, no partition, no cgroup, integrity or inline encryption; the driver takes every request that holds a tag.
/// Branches that only those could take are not here.
@NullMarked
package dioscope.model.kernel.block;

import org.jspecify.annotations.NullMarked;
