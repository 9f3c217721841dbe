package dioscope.model.state;

import java.util.List;

/// The block layer between `submit_bio` and the driver.
///
/// @param plugged whether the current task holds a plug (blk_start_plug)
/// @param plug requests on the plug list, oldest first
/// @param waiting requests that wait for a tag, oldest first
/// @param flushPending requests that wait for a FLUSH, oldest first
/// @param flushRunning requests served by the FLUSH in flight
/// @param inFlight requests the driver holds, in the order it got them
public record Queue(boolean plugged, List<Integer> plug, List<Integer> waiting, List<Integer> flushPending, List<Integer> flushRunning,
        List<Integer> inFlight) {
    public static final Queue EMPTY = new Queue(false, List.of(), List.of(), List.of(), List.of(), List.of());

    public Queue withPlug(boolean plugged, List<Integer> plug) {
        return new Queue(plugged, plug, waiting, flushPending, flushRunning, inFlight);
    }

    public Queue withWaiting(List<Integer> v) {
        return new Queue(plugged, plug, v, flushPending, flushRunning, inFlight);
    }

    public Queue withFlush(List<Integer> pending, List<Integer> running) {
        return new Queue(plugged, plug, waiting, pending, running, inFlight);
    }

    public Queue withInFlight(List<Integer> v) {
        return new Queue(plugged, plug, waiting, flushPending, flushRunning, v);
    }
}
