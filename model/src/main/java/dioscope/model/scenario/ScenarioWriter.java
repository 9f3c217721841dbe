package dioscope.model.scenario;

import java.util.Collection;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes every field of a [Scenario] in one fixed order, so that equal scenarios give equal texts and a change of one field is a diff of one line.
final class ScenarioWriter {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int WIDTH = 120;

    private ScenarioWriter() {
    }

    static String write(Scenario s) {
        var out = new StringBuilder();
        print(tree(s), "", out);
        return out.append('\n').toString();
    }

    private static ObjectNode tree(Scenario s) {
        var root = NODES.objectNode();
        root.put("title", s.title()).put("question", s.question());
        var watch = root.putArray("watch");
        s.watch().forEach(watch::add);
        root.put("kernel", s.kernel().name());
        root.set("fs", fileSystem(s.fs()));
        root.set("inode", inode(s.inode(), s.fs().blockSize()));
        var cache = root.putArray("page_cache");
        for (var run : s.pageCache()) {
            var o = cache.addObject().put("page", run.page()).put("pages", run.pages()).put("state", Words.page(run.state()));
            if (run.mapped() == Scenario.PageRun.Mapped.NONE) o.putNull("mapped");
            else o.put("mapped", Words.mapped(run.mapped()));
        }
        root.set("device", device(s.device()));
        root.set("faults", faults(s.faults()));
        if (s.requests().size() == 1) {
            root.set("request", request(s.request()));
            if (s.requests().getFirst().task() != 0) ((ObjectNode) root.get("request")).put("task", s.requests().getFirst().task());
        } else {
            var all = root.putArray("requests");
            s.requests().forEach(c -> all.add(request(c.request()).put("start_nanos", c.startNanos()).put("task", c.task())));
        }
        var content = root.putArray("content_before");
        for (var run : s.contentBefore()) content.addArray().add(run.offset()).add(run.length()).add(JsonPart.hex(run.value()));
        root.putObject("latency").put("read_nanos", s.latency().readNanos()).put("write_nanos", s.latency().writeNanos())
                .put("flush_nanos", s.latency().flushNanos());
        if (!s.decisions().isNone()) decisions(root.putObject("decisions"), s.decisions());
        if (!s.asks().isEmpty()) {
            var asks = root.putArray("asks");
            s.asks().forEach(a -> asks.add(a.word()));
        }
        if (!s.writeback().equals(Writeback.DEFAULT)) {
            var w = s.writeback();
            root.putObject("writeback").put("dirty_background_bytes", w.dirtyBackgroundBytes()).put("dirty_bytes", w.dirtyBytes())
                    .put("interval_nanos", w.intervalNanos()).put("expire_nanos", w.expireNanos());
        }
        if (!s.journal().equals(JournalState.DEFAULT)) journal(root.putObject("journal"), s.journal());
        if (!s.history().steps().isEmpty()) {
            var steps = root.putObject("setup").putArray("steps");
            s.history().steps().forEach(t -> steps.add(t.text()));
        }
        if (s.passNanos() > 0) root.put("pass_nanos", s.passNanos());
        if (!s.film().isEmpty()) FilmJson.write(root.putObject("film"), s.film());
        return root;
    }

    private static void journal(ObjectNode o, JournalState j) {
        o.put("commit_interval_nanos", j.commitIntervalNanos()).put("committed_tid", j.committedTid());
        var r = j.running();
        if (r != null) {
            var running = o.putObject("running").put("tid", r.tid());
            var metadata = running.putArray("metadata");
            r.metadata().forEach(metadata::add);
            var ordered = r.ordered();
            if (ordered != null) running.putArray("ordered").add(ordered.offset()).add(ordered.length());
            running.put("age_nanos", r.ageNanos());
        } else if (j.told()) {
            o.putNull("running");
        }
        if (j.blocks() != 0) o.put("blocks", j.blocks());
        var checkpoint = o.putArray("checkpoint");
        for (var f : j.checkpoint()) {
            var metadata = checkpoint.addObject().put("tid", f.tid()).putArray("metadata");
            f.metadata().forEach(metadata::add);
        }
    }

    private static void decisions(ObjectNode o, Decisions d) {
        if (d.seed() instanceof Long seed) {
            o.put("seed", seed);
        } else {
            var order = o.putArray("completions");
            d.completions().forEach(order::add);
        }
    }

    private static ObjectNode fileSystem(FileSystem fs) {
        var o = NODES.objectNode().put("block_size", fs.blockSize()).put("cluster_size", fs.clusterSize()).put("extents", fs.extents())
                .put("inline_data", fs.inlineData()).put("bigalloc", fs.bigalloc()).put("journal", fs.journal())
                .put("fast_commit", fs.fastCommit()).put("orphan_file", fs.orphanFile());
        if (fs.dataMode() == FileSystem.DataMode.NONE) o.putNull("data_mode");
        else o.put("data_mode", Words.dataMode(fs.dataMode()));
        return o.put("barrier", fs.barrier()).put("delalloc", fs.delalloc()).put("dioread_nolock", fs.dioreadNolock())
                .put("dioread_nolock_effective", fs.dioreadNolockEffective()).put("read_only", fs.readOnly())
                .put("data_err_abort", fs.dataErrAbort());
    }

    private static ObjectNode inode(FileState i, int blockSize) {
        var o = NODES.objectNode().put("i_size", i.iSize()).put("i_disksize", i.iDisksize());
        if (i.treeBlocks() >= 0) {
            long own = i.extents().stream().filter(e -> e.state() != FileState.ExtentRun.State.INLINE)
                    .mapToLong(e -> Math.ceilDiv(e.length(), blockSize)).sum();
            o.put("i_blocks_512", (own + i.treeBlocks()) * (blockSize / 512));
        }
        var extents = o.putArray("extents");
        for (var e : i.extents()) {
            var x = extents.addObject().put("logical", e.logical());
            if (e.physical() < 0) x.putNull("physical");
            else x.put("physical", e.physical());
            x.put("length", e.length()).put("state", Words.extent(e.state()));
        }
        if (i.encryption() != FileState.Encryption.NO) o.put("encrypted", Words.encryption(i.encryption()));
        if (i.verity()) o.put("verity", true);
        if (i.sync()) o.put("sync_flag", true);
        return o.put("extents_format", i.extentsFormat()).put("inline", i.inline()).put("may_inline_data", i.mayInlineData())
                .put("journal_data_flag", i.journalData()).put("nosec", i.nosec()).put("sync_tid_committed", i.syncTidCommitted())
                .put("datasync_tid_committed", i.datasyncTidCommitted());
    }

    private static ObjectNode device(DeviceSpec d) {
        var o = NODES.objectNode().put("logical_block_size", d.logicalBlockSize()).put("physical_block_size", d.physicalBlockSize())
                .put("write_cache", d.writeCache()).put("fua", d.fua()).put("max_bytes", d.maxBytes())
                .put("max_segments", d.maxSegments()).put("max_segment_size", d.maxSegmentSize())
                .put("dma_alignment", d.dmaAlignment()).put("virt_boundary_mask", d.virtBoundaryMask()).put("io_poll", d.ioPoll())
                .put("device_mapper", d.deviceMapper()).put("queue_depth", d.queueDepth())
                .put("atomic_write_unit_min", d.atomic().unitMin()).put("atomic_write_unit_max", d.atomic().unitMax())
                .put("atomic_write_max", d.atomic().max()).put("atomic_write_boundary", d.atomic().boundary());
        return d.capacityBytes() < 0 ? o.putNull("capacity_bytes") : o.put("capacity_bytes", d.capacityBytes());
    }

    private static ObjectNode faults(Faults f) {
        var o = NODES.objectNode();
        var ranges = o.putArray("eio_file_ranges");
        for (var r : f.eioFileRanges()) ranges.addArray().add(r.offset()).add(r.length());
        o.put("fail_bio", f.failBio());
        if (f.freeBytes() < 0) o.putNull("free_bytes");
        else o.put("free_bytes", f.freeBytes());
        if (f.reserved()) o.put("reserved_clusters", "default");
        else o.put("reserved_clusters", 0);
        if (f.shutdown()) o.put("shutdown_mode", Words.shutdown(f.shutdownMode()));
        else o.putNull("shutdown_mode");
        o.put("buffer", Words.buffer(f.buffer())).put("short_pin", f.shortPin());
        if (f.shortCopy() < 0) o.putNull("short_copy");
        else o.put("short_copy", f.shortCopy());
        if (f.killNanos() < 0) o.putNull("kill_nanos");
        else o.put("kill_nanos", f.killNanos());
        var stuck = o.putArray("stuck_pages");
        f.stuckPages().forEach(stuck::add);
        return o;
    }

    private static ObjectNode request(Request r) {
        var o = NODES.objectNode().put("op", Words.op(r.op())).put("offset", r.offset()).put("length", r.length());
        var iovecs = o.putArray("iovecs");
        for (var v : r.iovecs()) iovecs.addObject().put("base_mod_4096", v.baseMod4096()).put("len", v.len());
        o.put("vectored_call", r.vectored()).put("buffer", Words.memory(r.buffer()));
        if (r.pageRuns().isEmpty()) {
            o.putNull("page_runs");
        } else {
            var runs = o.putObject("page_runs").put("pages", PageRuns.pages(r.pageRuns())).put("runs", r.pageRuns().size());
            var first = runs.putArray("first_run_lengths");
            PageRuns.shorten(r.pageRuns()).forEach(first::add);
        }
        names(o.putArray("open_flags"), r.openFlags());
        names(o.putArray("rwf"), r.rwf());
        if (r.op() == Request.Op.SYNC_FILE_RANGE || !r.syncFlags().equals(Request.WRITE_AND_WAIT)) {
            var sync = o.putArray("sync_flags");
            r.syncFlags().forEach(f -> sync.add(Words.syncFlag(f)));
        }
        return o.put("submission", Words.submission(r.submission())).put("fill_byte", JsonPart.hex(r.fill()));
    }

    private static void names(ArrayNode array, Collection<? extends Enum<?>> flags) {
        flags.forEach(f -> array.add(f.name()));
    }

    /// Arrays and objects of plain values go on one line where they fit, except the records of the file itself.
    private static void print(JsonNode node, String indent, StringBuilder out) {
        var line = oneLine(node);
        boolean section = node.isObject() && indent.length() <= 2;
        if (!node.isContainer() || node.isEmpty() || !section && !isText(node) && indent.length() + line.length() <= WIDTH) {
            out.append(line);
            return;
        }
        out.append(node.isObject() ? "{" : "[");
        var deeper = indent + "  ";
        var comma = "\n";
        if (node.isObject()) {
            for (var field : node.properties()) {
                out.append(comma).append(deeper).append(quoted(field.getKey())).append(": ");
                print(field.getValue(), deeper, out);
                comma = ",\n";
            }
        } else {
            for (var element : node) {
                out.append(comma).append(deeper);
                print(element, deeper, out);
                comma = ",\n";
            }
        }
        out.append('\n').append(indent).append(node.isObject() ? "}" : "]");
    }

    /// An array of sentences: one a line, as `watch`.
    private static boolean isText(JsonNode node) {
        return node.isArray() && node.get(0).isString() && node.get(0).stringValue().contains(" ");
    }

    private static String oneLine(JsonNode node) {
        if (node.isObject()) {
            return "{" + String.join(", ",
                    node.properties().stream().map(e -> quoted(e.getKey()) + ": " + oneLine(e.getValue())).toList()) + "}";
        }
        if (node.isArray()) return "[" + String.join(", ", node.valueStream().map(ScenarioWriter::oneLine).toList()) + "]";
        return node.toString();
    }

    private static String quoted(String name) {
        return NODES.stringNode(name).toString();
    }
}
