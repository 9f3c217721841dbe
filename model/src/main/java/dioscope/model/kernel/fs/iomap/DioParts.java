package dioscope.model.kernel.fs.iomap;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.block.BioBounce;
import dioscope.model.kernel.block.BioIov;
import dioscope.model.kernel.block.Block;
import dioscope.model.kernel.block.QueueLimits;
import dioscope.model.kernel.fs.FsInode;
import dioscope.model.kernel.fs.Sync;
import dioscope.model.kernel.lib.UserBuffer;
import dioscope.model.kernel.mm.Filemap;
import dioscope.model.profile.Bits;
import dioscope.model.profile.DioFlag;
import dioscope.model.profile.IomapFlag;
import dioscope.model.state.Iomap;

/// What the parts of fs/iomap/direct-io.c share: the machinery they call, and their few readings of the registers.
///
/// @param fs_block_size i_blocksize(inode), bytes
/// @param buffer the users' memory
/// @param asks what a file system asks for beyond ext4
/// @param wq makes s_dio_done_wq
record DioParts(Kernel k, int fs_block_size, UserBuffer buffer, BioIov pages, BioBounce bounce, Block block, Filemap filemap, FsInode inode,
        Sync sync, FilesystemAsks asks, DioWorkqueue.Alloc wq) {
    QueueLimits bdev() {
        return block.limits();
    }

    Bits flags(DioRef dio) {
        return new Bits(k.profile().dio(), dio.get().flags());
    }

    boolean has(Iomap iomap, IomapFlag f) {
        return k.profile().iomap().has(iomap.flags(), f);
    }

    Bits flags(Iomap iomap) {
        return new Bits(k.profile().iomap(), iomap.flags());
    }

    long i_size_read() {
        return k.world().inode().iSize();
    }

    /// Bit 28 under the name it has in the kernel that runs: IOMAP_DIO_WRITE_FUA up to 6.1, IOMAP_DIO_WRITE_THROUGH since.
    DioFlag writeThrough() {
        return k.profile().dio().exists(DioFlag.IOMAP_DIO_WRITE_THROUGH) ? DioFlag.IOMAP_DIO_WRITE_THROUGH : DioFlag.IOMAP_DIO_WRITE_FUA;
    }
}
