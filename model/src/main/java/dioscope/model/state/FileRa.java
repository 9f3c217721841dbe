package dioscope.model.state;

/// How an open file is read ahead. include/linux/fs.h, struct file_ra_state
///
/// @param start first page of the current window
/// @param size pages of the window
/// @param asyncSize how many pages before its end the next window is asked for
/// @param raPages most pages of a window, from the device's read_ahead_kb
/// @param order order of the folios it last asked for
/// @param prevPos byte behind the last one read, -1 before the first read
public record FileRa(long start, int size, int asyncSize, int raPages, int order, long prevPos) {
    /// A file just opened on a device with read_ahead_kb 128. mm/readahead.c, file_ra_state_init
    public static final FileRa OPENED = new FileRa(0, 0, 0, 32, 0, -1);

    public FileRa withWindow(long start, int size, int asyncSize) {
        return new FileRa(start, size, asyncSize, raPages, order, prevPos);
    }

    public FileRa withRaPages(int v) {
        return new FileRa(start, size, asyncSize, v, order, prevPos);
    }

    public FileRa withOrder(int v) {
        return new FileRa(start, size, asyncSize, raPages, v, prevPos);
    }

    public FileRa withPrevPos(long v) {
        return new FileRa(start, size, asyncSize, raPages, order, v);
    }
}
