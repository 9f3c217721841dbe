package dioscope.model.kernel.fs.ext4;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.mm.AddressSpaceOperations.Begun;

/// fs/ext4/inline.c until 6.14: a write with delayed allocation and one without have a function each.
class Inline_6_12 extends Inline {
    Inline_6_12(Kernel k, Mount fs, Parts parts) {
        super(k, fs, parts);
    }

    /// fs/ext4/inline.c, ext4_da_write_inline_data_begin, 6.12
    @Override
    int ext4_generic_write_inline_data(long pos, long len, Begun begun, boolean da) {
        try (var fn = k.enter("ext4_da_write_inline_data_begin", "pos", pos, "len", len)) {
            return fn.ret(write_begin(fn, "ext4_da_write_inline_data_begin", pos, len, begun, true));
        }
    }

    /// fs/ext4/inline.c, ext4_try_to_write_inline_data, 6.12
    @Override
    int generic(Fn fn, long pos, long len, Begun begun) {
        return write_begin(fn, "ext4_try_to_write_inline_data", pos, len, begun, false);
    }
}
