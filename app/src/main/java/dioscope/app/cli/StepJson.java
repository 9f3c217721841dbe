package dioscope.app.cli;

import java.io.IOException;
import dioscope.model.state.Args;
import dioscope.model.trace.Moment;
import dioscope.model.trace.Trace;
import org.jspecify.annotations.Nullable;

/// A run as JSON, one step a line: `{kernel, case, refusal, steps: [{step, nanos, task, ctx, kind, site, taken, values, changes}]}`.
///
/// Numbers and truth values stay such, anything else is text.
final class StepJson {
    private StepJson() {}

    static void write(String name, Trace trace, Appendable to) throws IOException {
        var out = new StringBuilder();
        out.append("{\"kernel\": ").append(quoted(trace.profile().name())).append(", \"case\": ").append(quoted(name));
        out.append(", \"refusal\": ").append(value(trace.refusal())).append(", \"steps\": [\n");
        for (int i = 0; i < trace.size(); i++) {
            step(trace.at(i), out);
            out.append(i + 1 < trace.size() ? ",\n" : "\n");
            to.append(out);
            out.setLength(0);
        }
        to.append(out).append("]}\n");
    }

    private static void step(Moment m, StringBuilder out) {
        var s = m.step();
        out.append("{\"step\": ").append(m.index()).append(", \"nanos\": ").append(s.nanos()).append(", \"task\": ").append(s.task());
        out.append(", \"ctx\": ").append(quoted(s.ctx().ctx())).append(", \"kind\": ").append(quoted(s.kind().name()));
        out.append(", \"site\": ").append(quoted(s.site()));
        if (s.kind() == dioscope.model.trace.Step.Kind.BRANCH) out.append(", \"taken\": ").append(s.taken());
        out.append(", \"values\": {").append(values(s.values())).append("}, \"changes\": [");
        var comma = "";
        for (var c : m.changes()) {
            out.append(comma).append("{\"cell\": ").append(quoted(c.cell().path())).append(", \"before\": ").append(value(c.before()));
            out.append(", \"after\": ").append(value(c.after())).append('}');
            comma = ", ";
        }
        out.append("]}");
    }

    private static String values(Args args) {
        var text = new StringBuilder();
        for (int i = 0; i < args.size(); i++) {
            text.append(i == 0 ? "" : ", ").append(quoted(args.name(i))).append(": ").append(value(args.value(i)));
        }
        return text.toString();
    }

    private static String value(@Nullable Object v) {
        return switch (v) {
            case null -> "null";
            case Boolean b -> b.toString();
            case Integer n -> n.toString();
            case Long n -> n.toString();
            default -> quoted(v.toString());
        };
    }

    static String quoted(String text) {
        var s = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') s.append('\\').append(c);
            else if (c < ' ') s.append(String.format("\\u%04x", (int) c));
            else s.append(c);
        }
        return s.append('"').toString();
    }
}
