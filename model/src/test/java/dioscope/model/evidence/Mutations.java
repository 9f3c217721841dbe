package dioscope.model.evidence;

import static dioscope.model.evidence.Tree.copy;
import static dioscope.model.evidence.Tree.entry;
import static dioscope.model.evidence.Tree.facets;
import static dioscope.model.evidence.Tree.list;
import static dioscope.model.evidence.Tree.listOf;
import static dioscope.model.evidence.Tree.map;
import static dioscope.model.evidence.Tree.pick;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Seeded changes of a run: faults a simulator might have, changes a tolerance must excuse, and nonsense.
///
/// The golden verdicts belong to exactly these changes in this order. A change here needs new ones.
enum Mutations {
    // --- calls
    CALL_DROP((run, r) -> drop(list(run, "calls"), r)), CALL_TWICE((run, r) -> twice(list(run, "calls"), r)), CALL_SWAP_WITHIN(
            (run, r) -> swap(list(run, "calls"), r, true)), CALL_SWAP_ACROSS((run, r) -> swap(list(run, "calls"), r, false)), CALL_ARGUMENT(
                    (run, r) -> at(list(run, "calls"), r, c -> alterOne(map(c.get("args")), r))), CALL_RETURN((run, r) -> at(
                            list(run, "calls"), r,
                            c -> c.containsKey("ret") && put(c, "ret", choose(r, -5, 0, 4096, null, "dio", -529)))), CALL_ENTRY_RETURN(
                                    (run, r) -> where(list(run, "calls"), r,
                                            c -> String.valueOf(c.get("fn")).matches("_*iomap_dio_rw|ext4_file_(read|write)_iter"),
                                            c -> put(c, "ret", choose(r, -529, -529.0, "dio", map(facets(run).get("result")).get("ret"), 0,
                                                    -22, null)))), CALL_NO_RETURN((run, r) -> where(list(run, "calls"), r,
                                                            c -> c.containsKey("ret"), c -> c.remove("ret") != null)), CALL_CONTEXT(
                                                                    (run, r) -> at(list(run, "calls"), r, c -> put(c, "ctx", choose(
                                                                            r, "task", "irq", "worker", "jbd2", "flusher",
                                                                            null)))), CALL_NAME((run, r) -> at(
                                                                                    list(run, "calls"), r,
                                                                                    c -> put(c, "fn", choose(r, "ext4_dio_write_iter",
                                                                                            "ext4_map_blocks", "nowhere",
                                                                                            "jbd2_end_commit")))), CALL_UNSEEN(
                                                                                                    (run, r) -> insert(list(run, "calls"),
                                                                                                            r,
                                                                                                            entry("fn", choose(r,
                                                                                                                    "ext4_dio_write_checks",
                                                                                                                    "ext4_iomap_alloc"),
                                                                                                                    "ctx", "task", "args",
                                                                                                                    7))), CALL_TIMESTAMP_DROP(
                                                                                                                            (run, r) -> remove(
                                                                                                                                    list(run,
                                                                                                                                            "calls"),
                                                                                                                                    pick(list(
                                                                                                                                            run,
                                                                                                                                            "calls"),
                                                                                                                                            r,
                                                                                                                                            Mutations::isTimestamp))), CALL_TIMESTAMP_ADD(
                                                                                                                                                    (run, r) -> after(
                                                                                                                                                            list(run,
                                                                                                                                                                    "calls"),
                                                                                                                                                            r,
                                                                                                                                                            "file_modified",
                                                                                                                                                            timestamp(
                                                                                                                                                                    r))), CALL_MODIFIED_AGAIN(
                                                                                                                                                                            (run, r) -> {
                                                                                                                                                                                boolean one = after(
                                                                                                                                                                                        list(run,
                                                                                                                                                                                                "calls"),
                                                                                                                                                                                        r,
                                                                                                                                                                                        choose(r,
                                                                                                                                                                                                "file_modified",
                                                                                                                                                                                                "ext4_file_write_iter"),
                                                                                                                                                                                        entry("fn",
                                                                                                                                                                                                "file_modified",
                                                                                                                                                                                                "ctx",
                                                                                                                                                                                                "task",
                                                                                                                                                                                                "args",
                                                                                                                                                                                                entry()));
                                                                                                                                                                                return one
                                                                                                                                                                                        && after(
                                                                                                                                                                                                list(run,
                                                                                                                                                                                                        "calls"),
                                                                                                                                                                                                r,
                                                                                                                                                                                                "file_modified",
                                                                                                                                                                                                timestamp(
                                                                                                                                                                                                        r));
                                                                                                                                                                            }), CALL_TIMESTAMP_MOVED(
                                                                                                                                                                                    (run, r) -> {
                                                                                                                                                                                        var calls = list(
                                                                                                                                                                                                run,
                                                                                                                                                                                                "calls");
                                                                                                                                                                                        int i = pick(
                                                                                                                                                                                                calls,
                                                                                                                                                                                                r,
                                                                                                                                                                                                Mutations::isTimestamp);
                                                                                                                                                                                        return i >= 0
                                                                                                                                                                                                && insert(
                                                                                                                                                                                                        calls,
                                                                                                                                                                                                        r,
                                                                                                                                                                                                        calls.remove(
                                                                                                                                                                                                                i));
                                                                                                                                                                                    }), CALL_FINISHER(
                                                                                                                                                                                            (run, r) -> r
                                                                                                                                                                                                    .nextBoolean()
                                                                                                                                                                                                            ? insert(
                                                                                                                                                                                                                    list(run,
                                                                                                                                                                                                                            "calls"),
                                                                                                                                                                                                                    r,
                                                                                                                                                                                                                    entry("fn",
                                                                                                                                                                                                                            choose(r,
                                                                                                                                                                                                                                    "iomap_dio_complete_work",
                                                                                                                                                                                                                                    "io_complete_rw",
                                                                                                                                                                                                                                    "io_complete_rw_iopoll",
                                                                                                                                                                                                                                    "kiocb_invalidate_post_direct_write"),
                                                                                                                                                                                                                            "ctx",
                                                                                                                                                                                                                            choose(r,
                                                                                                                                                                                                                                    "worker",
                                                                                                                                                                                                                                    "irq",
                                                                                                                                                                                                                                    "task"),
                                                                                                                                                                                                                            "args",
                                                                                                                                                                                                                            entry()))
                                                                                                                                                                                                            : remove(
                                                                                                                                                                                                                    list(run,
                                                                                                                                                                                                                            "calls"),
                                                                                                                                                                                                                    pick(list(
                                                                                                                                                                                                                            run,
                                                                                                                                                                                                                            "calls"),
                                                                                                                                                                                                                            r,
                                                                                                                                                                                                                            c -> String
                                                                                                                                                                                                                                    .valueOf(
                                                                                                                                                                                                                                            c.get("fn"))
                                                                                                                                                                                                                                    .matches(
                                                                                                                                                                                                                                            "iomap_dio_complete_work|io_complete.*|kiocb_inv.*post.*")))),
    // --- flags
    FLAGS_DROP((run, r) -> drop(list(run, "flags"), r)), FLAGS_TWICE((run, r) -> twice(list(run, "flags"), r)), FLAGS_SWAP(
            (run, r) -> swap(list(run, "flags"), r, r.nextBoolean())), FLAGS_BIT((run, r) -> at(list(run, "flags"), r,
                    f -> toggle(list(f.get("names")), choose(r, "NO_INVALIDATE", "COMP_WORK", "DIRTY", "COW")))), FLAGS_HEX(
                            (run, r) -> at(list(run, "flags"), r,
                                    f -> put(f, "hex", choose(r, "0x40000000", "0x00000000", "0x40000002")))), FLAGS_IN_INTERRUPT(
                                            (run, r) -> where(list(run, "flags"), r, f -> "irq".equals(f.get("ctx")), f -> alterOne(f, r))),
    // --- iomaps
    IOMAP_DROP((run, r) -> drop(list(run, "iomaps"), r)), IOMAP_FIELD(
            (run, r) -> at(list(run, "iomaps"), r, m -> alterOne(m, r))), IOMAP_FLAG((run, r) -> at(list(run, "iomaps"), r,
                    m -> toggle(list(m.get("flags")), choose(r, "NEW", "DIRTY", "SHARED")))), IOMAP_MORE(
                            (run, r) -> at(list(run, "iomaps"), r, m -> put(m, "sector", 77))),
    // --- bios and commands
    BIO_DROP((run, r) -> drop(list(run, "bios"), r)), BIO_TWICE((run, r) -> twice(list(run, "bios"), r)), BIO_SWAP_WITHIN(
            (run, r) -> swap(list(run, "bios"), r, true)), BIO_SWAP_ACROSS((run, r) -> swap(list(run, "bios"), r, false)), BIO_FIELD(
                    (run, r) -> at(list(run, "bios"), r, b -> alterOne(b, r))), BIO_FLAG((run, r) -> at(list(run, "bios"), r,
                            b -> toggle(list(b.get("flags")), choose(r, "FUA", "PREFLUSH", "ALLOC_CACHE", "POLLED")))), BIO_ALLOC_CACHE(
                                    (run, r) -> at(list(run, "bios"), r, b -> toggle(list(b.get("flags")), "ALLOC_CACHE"))), BIO_CONTEXT((
                                            run,
                                            r) -> at(list(run, "bios"), r, b -> put(b, "ctx",
                                                    choose(r, "task", "worker", "jbd2", "io-wq")))), BIO_JOURNAL_COUNT((run, r) -> where(
                                                            list(run, "bios"), r, b -> "journal".equals(b.get("kind")),
                                                            b -> put(b, "count", choose(r, 1, 2, 17)))), BIO_JOURNAL_TWICE(
                                                                    (run, r) -> again(list(run, "bios"), pick(list(run, "bios"), r,
                                                                            b -> "journal".equals(b.get("kind"))))), BIO_METADATA_READ(
                                                                                    (run, r) -> insert(list(run, "bios"), r,
                                                                                            entry("op", choose(r, "READ", "WRITE"), "kind",
                                                                                                    "metadata", "ctx", "task", "flags",
                                                                                                    listOf("RAHEAD"), "via", "metadata",
                                                                                                    "length", 4096, "offset",
                                                                                                    null))), COMMAND_DROP((run, r) -> drop(
                                                                                                            list(run, "commands"),
                                                                                                            r)), COMMAND_TWICE(
                                                                                                                    (run, r) -> twice(list(
                                                                                                                            run,
                                                                                                                            "commands"),
                                                                                                                            r)), COMMAND_SWAP(
                                                                                                                                    (run, r) -> swap(
                                                                                                                                            list(run,
                                                                                                                                                    "commands"),
                                                                                                                                            r,
                                                                                                                                            r.nextBoolean())), COMMAND_FIELD(
                                                                                                                                                    (run, r) -> at(
                                                                                                                                                            list(run,
                                                                                                                                                                    "commands"),
                                                                                                                                                            r,
                                                                                                                                                            c -> alterOne(
                                                                                                                                                                    c,
                                                                                                                                                                    r))), COMMAND_FLAG(
                                                                                                                                                                            (run, r) -> at(
                                                                                                                                                                                    list(run,
                                                                                                                                                                                            "commands"),
                                                                                                                                                                                    r,
                                                                                                                                                                                    c -> toggle(
                                                                                                                                                                                            list(c.get(
                                                                                                                                                                                                    "flags")),
                                                                                                                                                                                            choose(r,
                                                                                                                                                                                                    "FUA",
                                                                                                                                                                                                    "SYNC",
                                                                                                                                                                                                    "META")))), COMMAND_JOURNAL(
                                                                                                                                                                                                            (run, r) -> again(
                                                                                                                                                                                                                    list(run,
                                                                                                                                                                                                                            "commands"),
                                                                                                                                                                                                                    pick(list(
                                                                                                                                                                                                                            run,
                                                                                                                                                                                                                            "commands"),
                                                                                                                                                                                                                            r,
                                                                                                                                                                                                                            b -> "journal"
                                                                                                                                                                                                                                    .equals(b
                                                                                                                                                                                                                                            .get("kind"))))), COMMAND_METADATA_READ(
                                                                                                                                                                                                                                                    (run, r) -> insert(
                                                                                                                                                                                                                                                            list(run,
                                                                                                                                                                                                                                                                    "commands"),
                                                                                                                                                                                                                                                            r,
                                                                                                                                                                                                                                                            entry("op",
                                                                                                                                                                                                                                                                    choose(r,
                                                                                                                                                                                                                                                                            "READ",
                                                                                                                                                                                                                                                                            "WRITE"),
                                                                                                                                                                                                                                                                    "kind",
                                                                                                                                                                                                                                                                    "metadata",
                                                                                                                                                                                                                                                                    "flags",
                                                                                                                                                                                                                                                                    listOf()))), COMMAND_FLUSH(
                                                                                                                                                                                                                                                                            (run, r) -> insert(
                                                                                                                                                                                                                                                                                    list(run,
                                                                                                                                                                                                                                                                                            "commands"),
                                                                                                                                                                                                                                                                                    r,
                                                                                                                                                                                                                                                                                    r.nextBoolean()
                                                                                                                                                                                                                                                                                            ? entry("op",
                                                                                                                                                                                                                                                                                                    "FLUSH")
                                                                                                                                                                                                                                                                                            : entry("op",
                                                                                                                                                                                                                                                                                                    "FLUSH",
                                                                                                                                                                                                                                                                                                    "length",
                                                                                                                                                                                                                                                                                                    0))),
    // --- the rest of the run
    LOCK((run, r) -> at(list(run, "lock"), r, l -> put(l, "lock", choose(r, "exclusive", "shared", "none")))), LOCK_AT_COMPLETION(
            (run, r) -> where(list(run, "lock"), r, l -> "completion".equals(l.get("at")), l -> alterOne(l, r))), LOCK_DROP(
                    (run, r) -> drop(list(run, "lock"), r)), COMPLETION((run, r) -> {
                        var ways = list(run, "completion");
                        String way = choose(r, "in-submit", "worker", "inline", "waited", "polled");
                        return ways.isEmpty() ? ways.add(way) : ways.set(r.nextInt(ways.size()), way) != null;
                    }), COMPLETION_NUMBER(
                            (run, r) -> r.nextBoolean() ? drop(list(run, "completion"), r) : twice(list(run, "completion"), r)), RESULT(
                                    (run, r) -> alterOne(map(facets(run).get("result")), r)), RESULT_SUBMIT((run, r) -> put(
                                            map(facets(run).get("result")), choose(r, "completed_in_submit", "submit_ret", "data"),
                                            choose(r, true, false, 1, null))), RESULT_DATA(
                                                    (run, r) -> alterDeep(map(facets(run).get("result")).get("data"), r)), SIZES(
                                                            (run, r) -> alterOne(map(facets(run).get("sizes")), r)), SIZES_UMOUNT((run,
                                                                    r) -> put(map(facets(run).get("sizes")), "on_disk_after_umount", choose(
                                                                            r, null, 0, 4096, 65536))), EXTENT_FIELD((run, r) -> at(
                                                                                    extents(run, r), r,
                                                                                    e -> alterOne(e, r))), EXTENT_CONTIGUOUS(
                                                                                            (run, r) -> at(extents(run, r), r, e -> put(e,
                                                                                                    "contiguous",
                                                                                                    choose(r, true, false,
                                                                                                            null)))), EXTENT_SPLIT(
                                                                                                                    (run, r) -> split(
                                                                                                                            extents(run, r),
                                                                                                                            r)), EXTENT_DROP(
                                                                                                                                    (run, r) -> drop(
                                                                                                                                            extents(run,
                                                                                                                                                    r),
                                                                                                                                            r)), PAGECACHE_DIRTY(
                                                                                                                                                    (run, r) -> alterOrRemove(
                                                                                                                                                            map(map(facets(
                                                                                                                                                                    run)
                                                                                                                                                                    .get("pagecache"))
                                                                                                                                                                    .get(moment(
                                                                                                                                                                            r))),
                                                                                                                                                            "dirty_pages",
                                                                                                                                                            r)), PAGECACHE_RESIDENT(
                                                                                                                                                                    (run, r) -> list(
                                                                                                                                                                            map(map(facets(
                                                                                                                                                                                    run)
                                                                                                                                                                                    .get("pagecache"))
                                                                                                                                                                                    .get(moment(
                                                                                                                                                                                            r)))
                                                                                                                                                                                    .get("resident"))
                                                                                                                                                                            .add(listOf(
                                                                                                                                                                                    r.nextInt(
                                                                                                                                                                                            20),
                                                                                                                                                                                    1))), CACHE_EVENTS(
                                                                                                                                                                                            (run, r) -> list(
                                                                                                                                                                                                    map(facets(
                                                                                                                                                                                                            run)
                                                                                                                                                                                                            .get("cache_events"))
                                                                                                                                                                                                            .get(choose(
                                                                                                                                                                                                                    r,
                                                                                                                                                                                                                    "added",
                                                                                                                                                                                                                    "removed",
                                                                                                                                                                                                                    "dirtied_heads")))
                                                                                                                                                                                                    .add(r.nextBoolean()
                                                                                                                                                                                                            ? listOf(
                                                                                                                                                                                                                    1,
                                                                                                                                                                                                                    2)
                                                                                                                                                                                                            : 3)), CONTENT(
                                                                                                                                                                                                                    (run, r) -> alterDeep(
                                                                                                                                                                                                                            facets(run)
                                                                                                                                                                                                                                    .get("content"),
                                                                                                                                                                                                                            r)),
    // --- shape
    FACET_MISSING((run, r) -> facets(run).remove(facet(r)) != null), FACET_NONSENSE(
            (run, r) -> put(facets(run), facet(r), junk(r))), FACET_EXTRA((run, r) -> put(facets(run), "weather", "fair")), FACET_REORDERED(
                    (run, r) -> facets(run).containsKey("calls") && put(facets(run), "calls", facets(run).remove("calls"))), IDENTITY(
                            (run, r) -> put(run, choose(r, "kernel", "case"), choose(r, "6.12", "7.2", null, 6.12, "x"))), FACETS_NONSENSE(
                                    (run, r) -> put(run, "facets", junk(r))), FIELD_MISSING(
                                            (run, r) -> at(list(run, choose(r, "calls", "flags", "iomaps", "bios", "commands", "lock")), r,
                                                    e -> !e.isEmpty() && e.keySet()
                                                            .remove(List.copyOf(e.keySet()).get(r.nextInt(e.size()))))), ELEMENT_NONSENSE(
                                                                    (run, r) -> {
                                                                        var list = list(run, choose(r, "calls", "flags", "iomaps", "bios",
                                                                                "commands", "lock", "completion"));
                                                                        return r.nextBoolean() || list.isEmpty()
                                                                                ? insert(list, r, junk(r))
                                                                                : list.set(r.nextInt(list.size()), junk(r)) != list;
                                                                    }), NUMBER_TYPE((run, r) -> retype(facets(run).get(facet(r)), r)), DEEP(
                                                                            (run, r) -> alterDeep(facets(run).get(facet(r)), r)), DEEPER(
                                                                                    (run, r) -> alterDeep(facets(run), r)), ARGUMENT_PAIRS(
                                                                                            (run, r) -> at(list(run, "calls"), r, c -> {
                                                                                                var pairs = new ArrayList<@Nullable Object>();
                                                                                                map(c.get("args")).forEach(
                                                                                                        (k, v) -> pairs.add(listOf(k, v)));
                                                                                                return put(c, "args", r.nextInt(3) > 0
                                                                                                        ? pairs
                                                                                                        : choose(r, "", "ab", listOf("ab"),
                                                                                                                listOf(listOf()), null));
                                                                                            }));

    private interface Change {
        /// False if it does not apply to this run.
        boolean apply(Map<String, @Nullable Object> run, Random r);
    }

    private interface EntryChange {
        boolean apply(Map<String, @Nullable Object> entry);
    }

    private final Change change;

    Mutations(Change change) {
        this.change = change;
    }

    /// What the tolerances of a race and of time stamps look at.
    private static final List<Mutations> CHANCE = List.of(CALL_ENTRY_RETURN, CALL_CONTEXT, CALL_SWAP_ACROSS, CALL_TIMESTAMP_ADD,
            CALL_TIMESTAMP_DROP,
            CALL_TIMESTAMP_MOVED, CALL_FINISHER, FLAGS_BIT, FLAGS_BIT, FLAGS_SWAP, FLAGS_TWICE, FLAGS_HEX, BIO_CONTEXT, LOCK_AT_COMPLETION,
            COMPLETION,
            RESULT_SUBMIT);

    /// Changes the run once to three times; the same seed changes the same run in the same way.
    ///
    /// @param chance prefer what only chance decides
    static List<Mutations> mutate(Map<String, @Nullable Object> run, long seed, boolean chance) {
        var r = new Random(seed);
        int number = new int[]{1, 1, 1, 1, 2, 3}[r.nextInt(6)];
        var made = new ArrayList<Mutations>();
        for (int tries = 0; made.size() < number && tries < 50; tries++) {
            Mutations m = chance && r.nextInt(4) > 0 ? CHANCE.get(r.nextInt(CHANCE.size())) : values()[r.nextInt(values().length)];
            if (m.change.apply(run, r)) {
                made.add(m);
            }
        }
        return made;
    }

    private static boolean isTimestamp(Map<String, @Nullable Object> call) {
        return "ext4_journal_start".equals(call.get("fn")) && "ext4_dirty_inode".equals(map(call.get("args")).get("caller"));
    }

    private static Map<String, @Nullable Object> timestamp(Random r) {
        return entry("fn", "ext4_journal_start", "ctx", "task", "args",
                entry("caller", "ext4_dirty_inode", "nested", choose(r, false, false, null, true, 0), "reserved", false));
    }

    private static String facet(Random r) {
        return Facet.values()[r.nextInt(Facet.values().length)].key();
    }

    private static String moment(Random r) {
        return r.nextBoolean() ? "after" : "after_sync";
    }

    private static List<@Nullable Object> extents(Map<String, @Nullable Object> run, Random r) {
        return list(map(facets(run).get("extents")).get(moment(r)));
    }

    @SafeVarargs
    private static <T extends @Nullable Object> T choose(Random r, T... of) {
        return of[r.nextInt(of.length)];
    }

    private static @Nullable Object junk(Random r) {
        return choose(r, null, true, false, 0, 1, -1, 1.0, 4096.0, "", "x", "READ", "FLUSH", 1e300, BigInteger.TWO.pow(70), listOf(),
                listOf("x"), entry(), entry("op", "READ"));
    }

    private static boolean put(Map<String, @Nullable Object> map, String key, @Nullable Object value) {
        map.put(key, value);
        return true;
    }

    private static boolean insert(List<@Nullable Object> list, Random r, @Nullable Object value) {
        list.add(r.nextInt(list.size() + 1), value);
        return true;
    }

    private static boolean remove(List<@Nullable Object> list, int index) {
        if (index >= 0) {
            list.remove(index);
        }
        return index >= 0;
    }

    private static boolean drop(List<@Nullable Object> list, Random r) {
        return !list.isEmpty() && remove(list, r.nextInt(list.size()));
    }

    private static boolean twice(List<@Nullable Object> list, Random r) {
        return !list.isEmpty() && again(list, r.nextInt(list.size()));
    }

    private static boolean again(List<@Nullable Object> list, int index) {
        if (index >= 0) {
            list.add(index, copy(list.get(index)));
        }
        return index >= 0;
    }

    private static boolean after(List<@Nullable Object> calls, Random r, String fn, Map<String, @Nullable Object> call) {
        int i = pick(calls, r, c -> fn.equals(c.get("fn")));
        if (i >= 0) {
            calls.add(i + 1, call);
        }
        return i >= 0;
    }

    private static boolean swap(List<@Nullable Object> list, Random r, boolean sameContext) {
        var places = new ArrayList<Integer>();
        for (int i = 0; i + 1 < list.size(); i++) {
            boolean same = java.util.Objects.equals(map(list.get(i)).get("ctx"), map(list.get(i + 1)).get("ctx"));
            if (same == sameContext) {
                places.add(i);
            }
        }
        if (places.isEmpty()) {
            return false;
        }
        int i = places.get(r.nextInt(places.size()));
        Collections.swap(list, i, i + 1);
        return true;
    }

    private static boolean at(List<@Nullable Object> list, Random r, EntryChange change) {
        return where(list, r, _ -> true, change);
    }

    private static boolean where(List<@Nullable Object> list, Random r, java.util.function.Predicate<Map<String, @Nullable Object>> fits,
            EntryChange change) {
        int i = pick(list, r, fits);
        return i >= 0 && change.apply(map(list.get(i)));
    }

    private static boolean toggle(List<@Nullable Object> flags, String flag) {
        return flags.remove(flag) || flags.add(flag);
    }

    private static boolean alterOne(Map<String, @Nullable Object> map, Random r) {
        if (map.isEmpty()) {
            return false;
        }
        String key = List.copyOf(map.keySet()).get(r.nextInt(map.size()));
        return put(map, key, altered(map.get(key), r));
    }

    private static boolean alterOrRemove(Map<String, @Nullable Object> map, String key, Random r) {
        if (r.nextBoolean()) {
            return map.keySet().remove(key);
        }
        return put(map, key, altered(map.get(key), r));
    }

    private static @Nullable Object altered(@Nullable Object v, Random r) {
        return switch (v) {
            case BigInteger n -> n.add(BigInteger.valueOf(choose(r, 1, -1, 512, 4096)));
            case Boolean b -> !b;
            case String s -> s + choose(r, "_", "0");
            case null, default -> junk(r);
        };
    }

    private static boolean split(List<@Nullable Object> extents, Random r) {
        int i = pick(extents, r, e -> e.get("length") instanceof BigInteger n && n.compareTo(BigInteger.valueOf(4096)) > 0
                && e.get("logical") instanceof BigInteger);
        if (i < 0) {
            return false;
        }
        var first = map(extents.get(i));
        var second = map(copy(first));
        var length = (BigInteger) java.util.Objects.requireNonNull(first.get("length"));
        var cut = BigInteger.valueOf(4096L * (1 + r.nextInt(Math.max(1, length.intValue() / 4096 - 1))));
        first.put("length", cut);
        second.put("logical", ((BigInteger) java.util.Objects.requireNonNull(second.get("logical"))).add(cut));
        second.put("length", length.subtract(cut));
        second.put("contiguous", choose(r, true, false, false, null));
        extents.add(i + 1, second);
        return true;
    }

    /// Changes one value somewhere below.
    private static boolean alterDeep(@Nullable Object v, Random r) {
        if (v instanceof Map<?, ?> m && !m.isEmpty()) {
            var map = map(m);
            String key = List.copyOf(map.keySet()).get(r.nextInt(map.size()));
            return (r.nextInt(8) > 0 && alterDeep(map.get(key), r)) || put(map, key, r.nextInt(3) > 0 ? altered(map.get(key), r) : junk(r));
        }
        if (v instanceof List<?> l && !l.isEmpty()) {
            var list = list(l);
            int i = r.nextInt(list.size());
            if (r.nextInt(8) > 0 && alterDeep(list.get(i), r)) {
                return true;
            }
            return switch (r.nextInt(5)) {
                case 0 -> remove(list, i);
                case 1 -> again(list, i);
                case 2 -> list.set(i, junk(r)) != list;
                default -> list.set(i, altered(list.get(i), r)) != list;
            };
        }
        return false;
    }

    /// Writes one number below as another kind of value that counts the same.
    private static boolean retype(@Nullable Object v, Random r) {
        if (v instanceof Map<?, ?> m && !m.isEmpty()) {
            var map = map(m);
            String key = List.copyOf(map.keySet()).get(r.nextInt(map.size()));
            return retyped(map.get(key)) instanceof Object other ? put(map, key, other) : retype(map.get(key), r);
        }
        if (v instanceof List<?> l && !l.isEmpty()) {
            var list = list(l);
            int i = r.nextInt(list.size());
            return retyped(list.get(i)) instanceof Object other ? list.set(i, other) != list : retype(list.get(i), r);
        }
        return false;
    }

    private static @Nullable Object retyped(@Nullable Object v) {
        return switch (v) {
            case BigInteger n when n.equals(BigInteger.ONE) -> Boolean.TRUE;
            case BigInteger n -> n.doubleValue();
            case Boolean b -> b ? 1 : 0;
            case null, default -> null;
        };
    }
}
