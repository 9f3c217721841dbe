package dioscope.model.scenario;

import dioscope.model.scenario.Film.Cue;
import dioscope.model.scenario.Film.Mark;
import dioscope.model.scenario.Film.Narration;
import dioscope.model.scenario.Film.Place;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The field `film` of a scenario file.
final class FilmJson {
    private FilmJson() {}

    static Film read(JsonPart p) {
        if (!p.present()) return Film.NONE;
        return new Film(p.in("title").text(""), p.in("subtitle").text(""),
                p.in("end").elements().orElse(List.of()).stream().map(t -> t.text("")).toList(),
                p.in("cues").elements().orElse(List.of()).stream().map(FilmJson::cue).toList(), narration(p.in("narration")));
    }

    private static Cue cue(JsonPart p) {
        return new Cue(place(p.in("at")), p.in("hold_seconds").seconds(Cue.OWN_PACE), p.in("skip").flag(false), p.in("speed").number(0),
                p.in("chapter").text(""), p.in("focus").text(""), p.in("caption").present() ? p.in("caption").text("") : null,
                p.in("notes").text(""));
    }

    private static @Nullable Narration narration(JsonPart p) {
        return p.present()
                ? new Narration(p.in("file").text(""), p.in("marks").elements().orElse(List.of()).stream()
                        .map(m -> new Mark(place(m.in("at")), m.in("seconds").seconds(0))).toList())
                : null;
    }

    private static Place place(JsonPart p) {
        if (p.isInteger()) return new Place("", p.smallSize(0));
        try {
            return Place.parse(p.text("0"));
        } catch (IllegalArgumentException e) {
            p.wrong(String.valueOf(e.getMessage()), "0");
            return new Place("", 0);
        }
    }

    static void write(ObjectNode o, Film f) {
        if (!f.title().isEmpty()) o.put("title", f.title());
        if (!f.subtitle().isEmpty()) o.put("subtitle", f.subtitle());
        if (!f.end().isEmpty()) f.end().forEach(o.putArray("end")::add);
        if (!f.cues().isEmpty()) {
            var cues = o.putArray("cues");
            f.cues().forEach(c -> write(cues.addObject(), c));
        }
        var n = f.narration();
        if (n != null) {
            var marks = o.putObject("narration").put("file", n.file()).putArray("marks");
            n.marks().forEach(m -> marks.addObject().put("at", m.at().toString()).put("seconds", m.nanos() / 1e9));
        }
    }

    private static void write(ObjectNode o, Cue c) {
        o.put("at", c.at().toString());
        if (c.holdNanos() != Cue.OWN_PACE) o.put("hold_seconds", c.holdNanos() / 1e9);
        if (c.skip()) o.put("skip", true);
        if (c.speed() != 0) o.put("speed", c.speed());
        if (!c.chapter().isEmpty()) o.put("chapter", c.chapter());
        if (!c.focus().isEmpty()) o.put("focus", c.focus());
        if (c.caption() != null) o.put("caption", c.caption());
        if (!c.notes().isEmpty()) o.put("notes", c.notes());
    }
}
