package dioscope.model.scenario;

import dioscope.model.scenario.FileState.ExtentRun;
import dioscope.model.scenario.Scenario.PageRun;
import java.util.Locale;

/// How values are spelled in a scenario file, as the recordings spell them.
final class Words {
    private Words() {
    }

    static String op(Request.Op v) {
        return lower(v);
    }

    static String memory(Request.Memory v) {
        return lower(v);
    }

    static String submission(Request.Submission v) {
        return dashed(v);
    }

    static String dataMode(FileSystem.DataMode v) {
        return lower(v);
    }

    static String encryption(FileState.Encryption v) {
        return lower(v);
    }

    static String extent(ExtentRun.State v) {
        return lower(v);
    }

    static String page(PageRun.State v) {
        return dashed(v);
    }

    static String mapped(PageRun.Mapped v) {
        return lower(v);
    }

    static String syncFlag(Request.SyncFlag v) {
        return lower(v);
    }

    static String buffer(Faults.Buffer v) {
        return switch (v) {
            case GOOD -> "good";
            case BAD -> "unreadable";
            case BAD_FROM_PAGE_1 -> "unreadable from page 1 on";
        };
    }

    /// As the recordings tell it.
    static String shutdown(Faults.Shutdown v) {
        return lower(v).replace('_', ' ');
    }

    private static String lower(Enum<?> v) {
        return v.name().toLowerCase(Locale.ROOT);
    }

    private static String dashed(Enum<?> v) {
        return lower(v).replace('_', '-');
    }
}
