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
/// The plain names are 7.2; `_6_12`, `_6_1` and `_5_10` are the editions of older kernels, each on top of the next newer one. Where a class has no edition its
/// body is the same in all versions, or differs by a Feature.
///
/// A bio on the poll queue (REQ_POLLED, REQ_HIPRI in 5.10) is answered when somebody polls: [BlkCore#bio_poll], [BlkCore#blk_poll]. What a read has brought is
/// [BlockBio#read].
///
/// One hardware queue, one CPU, no I/O scheduler, no partition, no cgroup, integrity or inline encryption; the driver takes every request that holds a tag.
/// Branches that only those could take are not here.
@NullMarked
package dioscope.model.kernel.block;

import org.jspecify.annotations.NullMarked;
