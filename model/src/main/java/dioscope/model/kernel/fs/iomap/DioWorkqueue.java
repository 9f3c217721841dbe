package dioscope.model.kernel.fs.iomap;

/// `super_block.s_dio_done_wq`: where completions go that must not run in an interrupt. include/linux/fs.h
public interface DioWorkqueue {
    /// queue_work; may be called from an interrupt.
    ///
    /// @param fn the work's function, for the reader
    /// @param work what a worker runs, in its own task
    void queue(String fn, Runnable work);

    /// alloc_workqueue of `sb_init_dio_done_wq`. fs/super.c
    interface Alloc {
        DioWorkqueue alloc_workqueue();
    }
}
