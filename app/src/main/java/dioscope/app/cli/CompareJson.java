package dioscope.app.cli;

import static dioscope.app.cli.StepJson.quoted;

import dioscope.model.compare.Comparison;
import dioscope.model.compare.Difference;
import dioscope.model.compare.FlagPair;
import dioscope.model.compare.Registers;
import dioscope.model.compare.Sentences;
import dioscope.model.compare.Side;
import dioscope.model.trace.Step;
import java.util.List;
import java.util.stream.Collectors;

/// A comparison as JSON, one difference a line: `{a, b, sentence, first, outcome, dio_flags, alike, differences}`. A step that a run does not have, and
/// a bit that a kernel does not have, is null.
final class CompareJson {
    private CompareJson() {}

    static void write(Named a, Named b, Comparison c, StringBuilder out) {
        var sentences = new Sentences();
        out.append("{\"a\": ").append(side(a, c.a())).append(",\n \"b\": ").append(side(b, c.b()));
        out.append(",\n \"sentence\": ").append(quoted(sentences.first(c)));
        out.append(",\n \"first\": ").append(c.first().map(d -> difference(c, d)).orElse("null"));
        out.append(",\n \"outcome\": [").append(c.outcome().stream()
                .map(x -> "{\"name\": " + quoted(x.name()) + ", \"a\": " + quoted(x.a()) + ", \"b\": " + quoted(x.b()) + ", \"differs\": "
                        + x.differs() + "}")
                .collect(Collectors.joining(",\n  "))).append(']');
        var row = Registers.row(c, sentences);
        out.append(",\n \"dio_flags\": [").append(Registers.dio(c, row).orElse(List.of()).stream().map(CompareJson::flag)
                .collect(Collectors.joining(",\n  "))).append(']');
        out.append(",\n \"alike\": ").append(c.alike()).append(",\n \"differences\": [\n");
        out.append(c.differences().stream().map(d -> "  " + difference(c, d)).collect(Collectors.joining(",\n")));
        out.append("\n]}\n");
    }

    private static String side(Named n, Side s) {
        var refusal = s.trace().refusal();
        return "{\"name\": " + quoted(s.name()) + ", \"scenario\": " + quoted(n.name()) + ", \"kernel\": "
                + quoted(s.trace().profile().name()) + ", \"steps\": " + s.trace().size() + ", \"refusal\": "
                + (refusal == null ? "null" : quoted(refusal)) + "}";
    }

    private static String flag(FlagPair p) {
        return "{\"name\": " + quoted(p.name()) + ", \"bit_a\": " + (p.bitA() < 0 ? "null" : p.bitA()) + ", \"a\": " + p.setA()
                + ", \"bit_b\": "
                + (p.bitB() < 0 ? "null" : p.bitB()) + ", \"b\": " + p.setB() + "}";
    }

    private static String difference(Comparison c, Difference d) {
        var r = c.rows().get(d.row());
        var s = r.a() >= 0 ? c.a().trace().step(r.a()) : c.b().trace().step(r.b());
        var details = c.details(d.row()).stream().map(x -> "{\"name\": " + quoted(x.name()) + ", \"a\": " + quoted(Sentences.show(x.a()))
                + ", \"b\": " + quoted(Sentences.show(x.b())) + "}").collect(Collectors.joining(", "));
        return "{\"row\": " + d.row() + ", \"what\": " + quoted(d.what().name()) + ", \"kind\": " + quoted(s.kind().name()) + ", \"site\": "
                + quoted(s.site()) + ", \"a\": " + step(r.a(), c.a()) + ", \"b\": " + step(r.b(), c.b()) + ", \"story\": "
                + c.story(c.differenceOf(d.row())) + ", \"steps\": " + d.steps()
                + ", \"details\": [" + details + "]}";
    }

    private static String step(int i, Side side) {
        if (i < 0) return "null";
        var s = side.trace().step(i);
        return "{\"step\": " + i + ", \"ctx\": " + quoted(s.ctx().ctx())
                + (s.kind() == Step.Kind.BRANCH ? ", \"taken\": " + s.taken() : "") + "}";
    }
}
