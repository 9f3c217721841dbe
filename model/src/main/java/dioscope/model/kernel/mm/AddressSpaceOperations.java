package dioscope.model.kernel.mm;

import dioscope.model.kernel.Request;
import dioscope.model.state.Page;

/// `struct address_space_operations`: what the page cache asks of a file system. include/linux/fs.h
public interface AddressSpaceOperations {
    /// What `write_begin` hands to `write_end`.
    final class Begun {
        /// First page of the folio, which is locked.
        public long index;
        /// `fsdata`.
        public int fsdata;
    }

    /// Makes room for a copy.
    ///
    /// @param pos first byte in the file
    /// @param len bytes; the folio it gives may end before them
    /// @param begun filled when 0 is returned
    /// @return 0 or -errno
    int write_begin(Request iocb, long pos, long len, Begun begun);

    /// Takes over what was copied.
    ///
    /// @param copied bytes that were copied, `len` at most
    /// @return bytes taken over, or -errno
    int write_end(Request iocb, long pos, long len, long copied, Begun begun);

    /// Reads the whole of a locked folio; it is unlocked when its bytes are there.
    ///
    /// @return 0 or -errno
    int read_folio(long index);

    /// Submits the reading of locked folios that are in the cache already, and takes them from `rac`; what it leaves there is not read.
    void readahead(Readahead.Ractl rac);

    /// Whether the bytes of a range of a folio that is not up to date are valid nevertheless.
    ///
    /// @param from first byte inside the folio
    /// @param count bytes, which may reach beyond the folio
    boolean is_partially_uptodate(Page folio, long from, long count);

    /// @return 0 or -errno
    int writepages(PageWriteback.Wbc wbc);
}
