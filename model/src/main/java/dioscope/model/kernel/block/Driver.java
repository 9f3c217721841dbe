package dioscope.model.kernel.block;

import dioscope.model.engine.Device;
import dioscope.model.engine.Kernel;
import dioscope.model.profile.Feature;

/// What every driver does alike (mq_ops): hands requests to the device and completes them from its interrupt. drivers/block/virtio_blk.c,
/// drivers/nvme/host/pci.c, drivers/scsi/scsi_lib.c, 6.12
final class Driver {
    private final Block b;
    private final Kernel k;
    private final Device device;

    Driver(Block b, Device device) {
        this.b = b;
        this.k = b.k;
        this.device = device;
    }

    /// mq_ops->queue_rq
    void queue_rq(int rq) {
        try (var fn = k.enter("queue_rq", "rq", rq)) {
            b.mq.blk_mq_start_request(rq);
            submit(rq);
        }
    }

    /// mq_ops->queue_rqs: the whole plug list of the task. In 6.1 it gets the newest first, and turns the batch round again before the device sees it.
    /// drivers/block/virtio_blk.c, virtio_queue_rqs, 6.1
    void queue_rqs() {
        try (var fn = k.enter("queue_rqs")) {
            if (k.has(Feature.PLUG_LIST_NEWEST_FIRST)) {
                var batch = new java.util.ArrayDeque<Integer>();
                for (int rq = b.mq.rq_list_pop(); rq != 0; rq = b.mq.rq_list_pop()) {
                    b.mq.blk_mq_start_request(rq);
                    batch.push(rq);
                }
                batch.forEach(this::submit);
                return;
            }
            for (int rq = b.mq.rq_list_pop(); rq != 0; rq = b.mq.rq_list_pop()) {
                b.mq.blk_mq_start_request(rq);
                submit(rq);
            }
        }
    }

    private void submit(int rq) {
        if (b.polled(b.rq(rq))) {
            device.submitPolled(rq, status -> b.mq.blk_mq_complete_request(rq, status));
        } else {
            device.submit(rq, status -> interrupt(rq, status));
        }
    }

    /// mq_ops->poll: looks into the poll queue's completions.
    ///
    /// @return requests completed
    int poll() {
        try (var fn = k.enter("poll")) {
            return fn.ret(device.poll());
        }
    }

    private void interrupt(int rq, int status) {
        try (var fn = k.enter("irq_handler", "rq", rq, "status", status)) {
            b.mq.blk_mq_complete_request(rq, status);
        }
    }

    /// mq_ops->complete
    void complete(int rq, int status) {
        b.mq.blk_mq_end_request(rq, status);
    }
}
