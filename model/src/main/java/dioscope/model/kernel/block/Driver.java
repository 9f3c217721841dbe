package dioscope.model.kernel.block;

import dioscope.model.engine.Device;
import dioscope.model.engine.Kernel;

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
            device.submit(rq, status -> interrupt(rq, status));
        }
    }

    /// mq_ops->queue_rqs: the whole plug list of the task.
    void queue_rqs() {
        try (var fn = k.enter("queue_rqs")) {
            for (int rq = b.mq.rq_list_pop(); rq != 0; rq = b.mq.rq_list_pop()) {
                b.mq.blk_mq_start_request(rq);
                int id = rq;
                device.submit(rq, status -> interrupt(id, status));
            }
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
