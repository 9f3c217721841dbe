package dioscope.model.kernel.fs.ext4;

import dioscope.model.engine.Kernel;

/// fs/ext4/inline.c: data that live in the inode.
class Inline {
    final Kernel k;
    final Mount fs;

    Inline(Kernel k, Mount fs) {
        this.k = k;
        this.fs = fs;
    }
}
