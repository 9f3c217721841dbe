package dioscope.app.paint;

import java.util.List;

/// The name of a look, such as `extent.unwritten`. A [Theme] says which colour it has; painters only know names.
/// A name that no theme lists is an error when it is drawn, so a new constant goes into [#known()] and into each theme.
///
/// @param name dotted, lower case
public record Token(String name) {
    // surfaces and text
    public static final Token BACKGROUND = new Token("background");
    public static final Token PANEL = new Token("panel");
    public static final Token PANEL_BORDER = new Token("panel.border");
    /// A sunken field on a panel: a lane, a column, an empty bit.
    public static final Token WELL = new Token("well");
    public static final Token TEXT = new Token("text");
    public static final Token TEXT_DIM = new Token("text.dim");
    public static final Token TEXT_FAINT = new Token("text.faint");
    public static final Token GRID = new Token("grid");
    public static final Token GRID_MAJOR = new Token("grid.major");

    // meaning
    public static final Token ACCENT = new Token("accent");
    /// Text on an area filled with [#ACCENT].
    public static final Token ACCENT_TEXT = new Token("accent.text");
    public static final Token OK = new Token("ok");
    public static final Token WARN = new Token("warn");
    public static final Token ERROR = new Token("error");
    /// Something the reader should notice because it is different in this step.
    public static final Token CHANGED = new Token("changed");
    /// What is going on now: the current frame, the current line, the playhead.
    public static final Token NOW = new Token("now");
    public static final Token NOW_GROUND = new Token("now.ground");
    /// The thing under the mouse, and the same thing in the other panels.
    public static final Token HOVER = new Token("hover");
    public static final Token SELECTED = new Token("selected");
    /// The halo that shows for a moment around a thing whose look changed.
    public static final Token FLASH = new Token("flash");

    // file
    public static final Token REQUEST = new Token("request");
    public static final Token REQUEST_TEXT = new Token("request.text");
    public static final Token EXTENT_WRITTEN = new Token("extent.written");
    public static final Token EXTENT_UNWRITTEN = new Token("extent.unwritten");
    public static final Token EXTENT_DELALLOC = new Token("extent.delalloc");
    public static final Token EXTENT_HOLE = new Token("extent.hole");
    public static final Token RIBBON_WRITTEN = new Token("ribbon.written");
    public static final Token RIBBON_UNWRITTEN = new Token("ribbon.unwritten");
    public static final Token PAGE_ABSENT = new Token("page.absent");
    public static final Token PAGE_CLEAN = new Token("page.clean");
    public static final Token PAGE_CLEAN_TEXT = new Token("page.clean.text");
    public static final Token PAGE_DIRTY = new Token("page.dirty");
    public static final Token PAGE_DIRTY_TEXT = new Token("page.dirty.text");
    public static final Token PAGE_WRITEBACK = new Token("page.writeback");
    public static final Token PAGE_MAPPED = new Token("page.mapped");
    public static final Token PAGE_INVALIDATED = new Token("page.invalidated");
    public static final Token FILE_SIZE = new Token("file.size");
    public static final Token DISK_SIZE = new Token("file.disksize");

    // register
    public static final Token BIT_ON = new Token("bit.on");
    public static final Token BIT_ON_TEXT = new Token("bit.on.text");
    public static final Token BIT_OFF = new Token("bit.off");
    public static final Token BIT_OFF_TEXT = new Token("bit.off.text");
    public static final Token BIT_NAMED = new Token("bit.named");
    public static final Token BIT_CHANGED = new Token("bit.changed");

    // bios, in the order in which a bio passes through them
    public static final Token BIO_BUILT = new Token("bio.built");
    public static final Token BIO_PLUGGED = new Token("bio.plugged");
    public static final Token BIO_ISSUED = new Token("bio.issued");
    public static final Token BIO_DEVICE = new Token("bio.device");
    public static final Token BIO_DONE = new Token("bio.done");
    public static final Token BIO_FAILED = new Token("bio.failed");
    public static final Token BIO_FLUSH = new Token("bio.flush");

    // timeline
    public static final Token LANE_TASK = new Token("lane.task");
    public static final Token LANE_IRQ = new Token("lane.irq");
    public static final Token LANE_WORKER = new Token("lane.worker");
    public static final Token LANE_DEVICE = new Token("lane.device");
    public static final Token LANE_JOURNAL = new Token("lane.journal");
    public static final Token LANE_WAIT = new Token("lane.wait");
    public static final Token MARK = new Token("mark");

    // whose data a sector holds
    public static final Token DATA_OLD = new Token("data.old");
    public static final Token DATA_NEW = new Token("data.new");
    public static final Token DATA_OTHER = new Token("data.other");
    public static final Token DATA_ZERO = new Token("data.zero");
    public static final Token DATA_STALE = new Token("data.stale");
    /// What the file held before the run, in a lane of bytes.
    public static final Token DATA_KEPT = new Token("data.kept");
    /// The bytes of the first, second, ... write, wherever they are.
    public static final Token DATA_WRITE_1 = new Token("data.write.1");
    public static final Token DATA_WRITE_2 = new Token("data.write.2");
    public static final Token DATA_WRITE_3 = new Token("data.write.3");
    public static final Token DATA_WRITE_4 = new Token("data.write.4");
    public static final Token DATA_WRITE_5 = new Token("data.write.5");
    public static final Token DATA_WRITE_6 = new Token("data.write.6");
    /// Words on such bytes.
    public static final Token DATA_WRITE_TEXT = new Token("data.write.text");
    /// Blocks of the journal.
    public static final Token DATA_JOURNAL = new Token("data.journal");

    private static final List<Token> WRITES = List.of(DATA_WRITE_1, DATA_WRITE_2, DATA_WRITE_3, DATA_WRITE_4, DATA_WRITE_5, DATA_WRITE_6);

    public Token {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a token needs a name");
        }
    }

    /// The colour of the bytes of write `n`, 1 for the first; after the last colour the first comes again.
    public static Token write(int n) {
        return WRITES.get((n - 1) % WRITES.size());
    }

    /// Every token above: what a theme must give a colour to.
    public static List<Token> known() {
        return KNOWN;
    }

    private static final List<Token> KNOWN = List.of(BACKGROUND, PANEL, PANEL_BORDER, WELL, TEXT, TEXT_DIM, TEXT_FAINT, GRID, GRID_MAJOR,
            ACCENT, ACCENT_TEXT, OK, WARN, ERROR, CHANGED, NOW, NOW_GROUND, HOVER, SELECTED, FLASH, REQUEST, REQUEST_TEXT, EXTENT_WRITTEN,
            EXTENT_UNWRITTEN, EXTENT_DELALLOC, EXTENT_HOLE, RIBBON_WRITTEN, RIBBON_UNWRITTEN, PAGE_ABSENT, PAGE_CLEAN, PAGE_CLEAN_TEXT,
            PAGE_DIRTY, PAGE_DIRTY_TEXT, PAGE_WRITEBACK, PAGE_MAPPED, PAGE_INVALIDATED, FILE_SIZE, DISK_SIZE, BIT_ON, BIT_ON_TEXT, BIT_OFF,
            BIT_OFF_TEXT, BIT_NAMED, BIT_CHANGED, BIO_BUILT, BIO_PLUGGED, BIO_ISSUED, BIO_DEVICE, BIO_DONE, BIO_FAILED, BIO_FLUSH,
            LANE_TASK, LANE_IRQ, LANE_WORKER, LANE_DEVICE, LANE_JOURNAL, LANE_WAIT, MARK, DATA_OLD, DATA_NEW, DATA_OTHER, DATA_ZERO,
            DATA_STALE, DATA_KEPT, DATA_WRITE_TEXT, DATA_JOURNAL, DATA_WRITE_1, DATA_WRITE_2, DATA_WRITE_3, DATA_WRITE_4, DATA_WRITE_5,
            DATA_WRITE_6);

    @Override
    public String toString() {
        return name;
    }
}
