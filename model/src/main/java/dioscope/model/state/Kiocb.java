package dioscope.model.state;

/// struct kiocb. include/linux/fs.h, 6.12
///
/// @param pos ki_pos in bytes
/// @param flags ki_flags, bits as the profile's IOCB layout places them
/// @param async has a ki_complete, so that the submitter need not wait
public record Kiocb(long pos, int flags, boolean async) {
    public Kiocb withPos(long v) {
        return new Kiocb(v, flags, async);
    }

    public Kiocb withFlags(int v) {
        return new Kiocb(pos, v, async);
    }
}
