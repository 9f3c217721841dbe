package dioscope.model.state;

import java.util.ArrayList;
import java.util.List;

/// The block layer between `submit_bio` and the driver: what hangs on tasks, on the software and hardware queue, on the flush queue and on kblockd.
///
/// @param plugs current->plug by task
/// @param bioLists current->bio_list[0] by task: bios submitted from inside a submission
/// @param tags requests by the tag they hold
/// @param tagWaiters tasks that sleep for a tag, first come first
/// @param software ctx->rq_lists: requests in the software queue
/// @param dispatch hctx->dispatch: requests the hardware queue takes first
/// @param requeue q->requeue_list
/// @param flushList q->flush_list: the FLUSH that kblockd will insert
/// @param flush struct blk_flush_queue
/// @param work what kblockd has to do, oldest first: `requeue_work`, `run_work`
/// @param restart BLK_MQ_S_SCHED_RESTART
/// @param inFlight requests the driver holds, in the order it got them
public record Queue(OrdMap<Plug> plugs, OrdMap<List<Integer>> bioLists, OrdMap<Integer> tags, List<Integer> tagWaiters,
        List<Integer> software, List<Integer> dispatch, List<Integer> requeue, List<Integer> flushList, FlushQueue flush, List<String> work,
        boolean restart, List<Integer> inFlight) {

    /// struct blk_flush_queue. block/blk.h, 6.12
    ///
    /// @param pending requests that wait for the next FLUSH, oldest first
    /// @param running requests served by the FLUSH in flight
    /// @param inFlight flush_pending_idx differs from flush_running_idx: a FLUSH is on its way
    /// @param dataInFlight flush_data_in_flight
    /// @param pendingSinceNanos flush_pending_since
    public record FlushQueue(List<Integer> pending, List<Integer> running, boolean inFlight, int dataInFlight, long pendingSinceNanos) {}

    public static final Queue EMPTY = new Queue(OrdMap.empty(), OrdMap.empty(), OrdMap.empty(), List.of(), List.of(), List.of(), List.of(),
            List.of(), new FlushQueue(List.of(), List.of(), false, 0, 0), List.of(), false, List.of());

    /// Whether any task holds a plug.
    public boolean plugged() {
        return !plugs.isEmpty();
    }

    /// Requests on the plug lists of all tasks.
    public List<Integer> plug() {
        var out = new ArrayList<Integer>();
        for (var p : plugs) {
            out.addAll(p.value().rqs());
        }
        return out;
    }

    /// Requests that wait to be dispatched, the next one first.
    public List<Integer> waiting() {
        var out = new ArrayList<>(dispatch);
        out.addAll(flushList);
        out.addAll(requeue);
        out.addAll(software);
        return out;
    }

    /// Requests that wait for a FLUSH.
    public List<Integer> flushPending() {
        return flush.pending;
    }

    /// Requests served by the FLUSH in flight.
    public List<Integer> flushRunning() {
        return flush.running;
    }

    public Queue withPlugs(OrdMap<Plug> v) {
        return new Queue(v, bioLists, tags, tagWaiters, software, dispatch, requeue, flushList, flush, work, restart,
                inFlight);
    }

    public Queue withBioLists(OrdMap<List<Integer>> v) {
        return new Queue(plugs, v, tags, tagWaiters, software, dispatch, requeue, flushList, flush, work, restart, inFlight);
    }

    public Queue withTags(OrdMap<Integer> v) {
        return new Queue(plugs, bioLists, v, tagWaiters, software, dispatch, requeue, flushList, flush, work, restart,
                inFlight);
    }

    public Queue withTagWaiters(List<Integer> v) {
        return new Queue(plugs, bioLists, tags, v, software, dispatch, requeue, flushList, flush, work, restart, inFlight);
    }

    public Queue withSoftware(List<Integer> v) {
        return new Queue(plugs, bioLists, tags, tagWaiters, v, dispatch, requeue, flushList, flush, work, restart, inFlight);
    }

    public Queue withDispatch(List<Integer> v) {
        return new Queue(plugs, bioLists, tags, tagWaiters, software, v, requeue, flushList, flush, work, restart, inFlight);
    }

    public Queue withRequeue(List<Integer> v) {
        return new Queue(plugs, bioLists, tags, tagWaiters, software, dispatch, v, flushList, flush, work, restart, inFlight);
    }

    public Queue withFlushList(List<Integer> v) {
        return new Queue(plugs, bioLists, tags, tagWaiters, software, dispatch, requeue, v, flush, work, restart, inFlight);
    }

    public Queue withFlush(FlushQueue v) {
        return new Queue(plugs, bioLists, tags, tagWaiters, software, dispatch, requeue, flushList, v, work, restart,
                inFlight);
    }

    public Queue withWork(List<String> v) {
        return new Queue(plugs, bioLists, tags, tagWaiters, software, dispatch, requeue, flushList, flush, v, restart,
                inFlight);
    }

    public Queue withRestart(boolean v) {
        return new Queue(plugs, bioLists, tags, tagWaiters, software, dispatch, requeue, flushList, flush, work, v, inFlight);
    }

    public Queue withInFlight(List<Integer> v) {
        return new Queue(plugs, bioLists, tags, tagWaiters, software, dispatch, requeue, flushList, flush, work, restart, v);
    }
}
