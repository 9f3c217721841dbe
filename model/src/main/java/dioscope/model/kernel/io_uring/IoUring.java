package dioscope.model.kernel.io_uring;

import static dioscope.model.kernel.Errno.EAGAIN;

import dioscope.model.engine.Device;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.kernel.Workqueue;
import dioscope.model.kernel.fs.File;
import dioscope.model.kernel.fs.Kiocbs;
import dioscope.model.profile.Part;
import dioscope.model.state.Io;
import dioscope.model.state.Task;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// io_uring/io_uring.c: a ring with one request, from io_uring_enter to its completion.
public class IoUring {
    /// How long an application sleeps that found its ring without a completion and asks again.
    private static final long ASK_AGAIN_NANOS = 5_000_000;

    /// How far the clock may move at once while a task spins for a device that raises no interrupt.
    private static final long SPIN_NANOS = 1_000_000;
    /// Tries of a worker after which it is clear that no try will do.
    private static final int TRIES = 10;

    /// Looks of an application into its ring, a second of them, after which it is clear that nothing will come.
    private static final int LOOKS = 200;

    private final Kernel k;
    private final Rw rw;
    private final Map<Integer, IoKiocb> requests = new HashMap<>();

    IoUring(Kernel k, Kiocbs kiocbs) {
        this.k = k;
        this.rw = Rw.of(k, kiocbs, this);
    }

    public static IoUring of(Kernel k, Kiocbs kiocbs) {
        return switch (k.profile().version(Part.IO_URING)) {
            case V5_10 -> new IoUring_5_10(k, kiocbs);
            case V6_1, V6_6, V6_12, V6_14, V7_1, V7_2 -> new IoUring(k, kiocbs);
        };
    }

    /// Submits the request and waits for its completion. io_uring/io_uring.c, io_uring_enter with to_submit 1, min_complete 1, IORING_ENTER_GETEVENTS
    ///
    /// @param flags sqe->rw_flags, RWF bits
    /// @return the completion's res: bytes, or -errno
    public long io_uring_enter(Request iocb, File file, int flags) {
        var ctx = new Ring(iocb.io().submission() == Io.Submission.URING_IOPOLL, k.current());
        var req = new IoKiocb(iocb, file, flags, ctx);
        requests.put(iocb.id(), req);
        try (var fn = k.enter("io_uring_enter", "to_submit", 1, "min_complete", 1)) {
            req.update("io_kiocb", u -> u);
            io_submit_sqe(req);
            get_events(req);
        }
        for (int looks = 1; iocb.io().result() == null; looks++) {
            if (looks > LOOKS) {
                throw k.refuse(Device.NOBODY_POLLS);
            }
            int task = k.current();
            boolean[] over = {false};
            k.at(ASK_AGAIN_NANOS, () -> {
                over[0] = true;
                k.wake(task);
            });
            while (!over[0]) {
                k.sleep("the next look into the ring");
            }
            try (var fn = k.enter("io_uring_enter", "to_submit", 0, "min_complete", 1)) {
                get_events(req);
            }
        }
        return Objects.requireNonNull(iocb.io().result());
    }

    /// `kiocb.ki_complete` of a ring's request.
    public void ki_complete(Request iocb, long res) {
        rw.ki_complete(Objects.requireNonNull(requests.get(iocb.id())), res);
    }

    private void get_events(IoKiocb req) {
        if (req.ctx.iopoll) {
            io_iopoll_check(req);
        } else {
            io_cqring_wait(req);
        }
    }

    /// io_uring/io_uring.c, io_submit_sqe
    private void io_submit_sqe(IoKiocb req) {
        try (var fn = k.enter("io_submit_sqe", "iopoll", req.ctx.iopoll)) {
            int ret = rw.io_prep_rw(req);
            if (fn.taken("not prepared", ret != 0, "ret", ret)) {
                io_req_complete_failed(req, ret);
                return;
            }
            io_queue_sqe(req);
        }
    }

    /// The first try, which must not sleep. io_uring/io_uring.c, io_queue_sqe, io_queue_async
    private void io_queue_sqe(IoKiocb req) {
        try (var fn = k.enter("io_queue_sqe")) {
            int ret = io_issue_sqe(req, true);
            if (!fn.taken("not issued", ret != 0, "ret", ret)) {
                return;
            }
            if (fn.taken("final", ret != -EAGAIN || req.state().nowait(), "ret", ret, "REQ_F_NOWAIT", req.state().nowait())) {
                io_req_complete_failed(req, ret);
                return;
            }
            io_queue_iowq(req);
        }
    }

    /// io_uring/io_uring.c, io_issue_sqe
    ///
    /// @return 0 or -errno
    private int io_issue_sqe(IoKiocb req, boolean nonblock) {
        try (var fn = k.enter("io_issue_sqe", "nonblock", nonblock)) {
            int ret = req.rw.io().write() ? rw.io_write(req, nonblock) : rw.io_read(req, nonblock);
            if (fn.taken("complete", ret == Rw.IOU_COMPLETE)) {
                io_req_complete(req);
                return fn.ret(0);
            }
            if (fn.taken("completes later", ret == Rw.IOU_ISSUE_SKIP_COMPLETE)) {
                if (fn.taken("to be polled", req.ctx.iopoll)) {
                    req.ctx.on_iopoll_list = true;
                }
                return fn.ret(0);
            }
            return fn.ret(ret);
        }
    }

    /// Its name in this version.
    String queue_async_work() {
        return "io_queue_iowq";
    }

    /// Hands the request to a worker, who may sleep. io_uring/io_uring.c, io_queue_iowq
    final void io_queue_iowq(IoKiocb req) {
        try (var fn = k.enter(queue_async_work())) {
            try (var t = k.enter("io_uring_queue_async_work")) {
                if (req.ctx.io_wq == null) {
                    req.ctx.io_wq = new Workqueue(k, "iou-wrk-" + req.ctx.task + "/", Task.Kind.IO_WQ);
                }
            }
            Objects.requireNonNull(req.ctx.io_wq).queue("io_wq_submit_work", () -> {
                k.worksFor(req.rw.id());
                io_wq_submit_work(req);
            });
        }
    }

    /// The try that may sleep. io_uring/io_uring.c, io_wq_submit_work
    private void io_wq_submit_work(IoKiocb req) {
        try (var fn = k.enter("io_wq_submit_work")) {
            int ret;
            int tries = 0;
            do {
                if (++tries > TRIES) {
                    throw k.refuse(
                            "The worker of io_uring tries this request again and again: it never fits, and this kernel does not give up.");
                }
                ret = io_issue_sqe(req, false);
            } while (fn.taken("again", ret == -EAGAIN && !req.state().nowait() && req.ctx.iopoll, "ret", ret) && breather());
            if (fn.taken("failed", ret != 0, "ret", ret)) {
                int res = ret;
                io_req_task_work_add(req, () -> io_req_complete_failed(req, res));
            }
        }
    }

    /// cond_resched() of a worker that found no room: nothing changes before something else runs.
    private boolean breather() {
        k.relax(k.nanos() + SPIN_NANOS);
        k.yield();
        return true;
    }

    /// What the request's task shall run: it is woken for it. io_uring/io_uring.c, io_req_task_work_add
    final void io_req_task_work_add(IoKiocb req, Runnable work) {
        try (var fn = k.enter("io_req_task_work_add")) {
            req.ctx.task_work.add(work);
            k.wake(req.ctx.task);
        }
    }

    /// The request's task shall try it anew. io_uring/io_uring.c, io_req_task_queue
    final void io_req_task_queue(IoKiocb req) {
        io_req_task_work_add(req, () -> io_req_task_submit(req));
    }

    /// io_uring/io_uring.c, io_req_task_submit
    private void io_req_task_submit(IoKiocb req) {
        try (var fn = k.enter("io_req_task_submit")) {
            if (++req.submits > TRIES && req.submittedAt == req.rw.kiocb().pos()) {
                throw k.refuse(
                        "The task of io_uring reads this page again and again: it cannot be read, and this kernel does not give up.");
            }
            if (req.submittedAt != req.rw.kiocb().pos()) {
                req.submittedAt = req.rw.kiocb().pos();
                req.submits = 1;
            }
            io_queue_sqe(req);
        }
    }

    private void io_run_task_work(IoKiocb req) {
        for (var w = req.ctx.task_work.poll(); w != null; w = req.ctx.task_work.poll()) {
            w.run();
        }
    }

    /// io_uring/io_uring.c, io_req_complete_failed, io_req_defer_failed
    private void io_req_complete_failed(IoKiocb req, int res) {
        try (var fn = k.enter("io_req_complete_failed", "res", res)) {
            long all = rw.io_fixup_rw_res(req, res);
            req.update("cqe.res", u -> u.withRes(all));
            io_req_complete(req);
        }
    }

    /// The completion becomes visible to the application, unless the request is to be tried once more. io_uring/io_uring.c, __io_submit_flush_completions
    final void io_req_complete(IoKiocb req) {
        try (var fn = k.enter("io_submit_flush_completions")) {
            if (fn.taken("try once more", req.state().reissue())) {
                req.update("clear REQ_F_REISSUE", u -> u.withReissue(false));
                io_queue_iowq(req);
                return;
            }
            req.rw.io("the completion", i -> i.withResult(req.state().res()));
            k.wake(req.ctx.task);
        }
    }

    /// io_uring/io_uring.c, io_cqring_wait
    private void io_cqring_wait(IoKiocb req) {
        try (var fn = k.enter("io_cqring_wait")) {
            while (true) {
                io_run_task_work(req);
                if (!fn.taken("no completion yet", req.rw.io().result() == null)) {
                    return;
                }
                k.sleep("a completion of the ring (cq_wait)");
            }
        }
    }

    /// Polls until the completion is there, another task wants the processor, or nothing is on the list. io_uring/io_uring.c, io_iopoll_check
    private void io_iopoll_check(IoKiocb req) {
        try (var fn = k.enter("io_iopoll_check")) {
            if (fn.taken("completions already there", req.rw.io().result() != null)) {
                return;
            }
            int found = 0;
            do {
                if (fn.taken("nothing to poll", !req.ctx.on_iopoll_list || !req.ctx.task_work.isEmpty())) {
                    io_run_task_work(req);
                    if (fn.taken("still nothing", !req.ctx.on_iopoll_list || req.rw.io().result() != null)) {
                        return;
                    }
                }
                int ret = rw.io_do_iopoll(req);
                if (fn.taken("poll failed", ret < 0, "ret", ret)) {
                    return;
                }
                found += ret;
                if (ret == 0 && !k.relax(k.nanos() + SPIN_NANOS)) {
                    throw k.refuse(Device.NOBODY_POLLS);
                }
            } while (fn.taken("go on polling", found < 1 && !k.needResched()));
        }
        k.yield();
    }
}
