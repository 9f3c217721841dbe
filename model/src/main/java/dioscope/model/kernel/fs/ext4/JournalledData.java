package dioscope.model.kernel.fs.ext4;

import dioscope.model.engine.Kernel;

/// fs/ext4/inode.c: data that go through the journal.
class JournalledData {
    final Kernel k;
    final Mount fs;

    JournalledData(Kernel k, Mount fs) {
        this.k = k;
        this.fs = fs;
    }
}
