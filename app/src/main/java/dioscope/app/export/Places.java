package dioscope.app.export;

import dioscope.model.profile.Aliases;
import dioscope.model.scenario.Film.Place;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.OptionalInt;

/// Finds the steps that an author names, under the names of any kernel.
public final class Places {
    private Places() {}

    /// The step at `place` in this run; empty where the run does not come there.
    public static OptionalInt find(Trace t, Place place) {
        if (place.site().isEmpty()) {
            return place.nth() < t.size() ? OptionalInt.of(place.nth()) : OptionalInt.empty();
        }
        var wanted = newest(place.site());
        int seen = 0;
        for (int i = 0; i < t.size(); i++) {
            var s = t.step(i);
            if (s.kind() != Step.Kind.RETURN && s.kind() != Step.Kind.SWITCH && newest(s.site()).equals(wanted) && ++seen == place.nth()) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /// How an author names step `i`, so that it is found again in a run that has changed.
    public static Place name(Trace t, int i) {
        var s = t.step(i);
        if (s.kind() == Step.Kind.RETURN || s.kind() == Step.Kind.SWITCH || s.kind() == Step.Kind.START) {
            return new Place("", i);
        }
        var site = newest(s.site());
        int nth = 0;
        for (int j = 0; j <= i; j++) {
            var x = t.step(j);
            if (x.kind() != Step.Kind.RETURN && x.kind() != Step.Kind.SWITCH && newest(x.site()).equals(site)) {
                nth++;
            }
        }
        return site.contains("#") ? new Place("", i) : new Place(s.site(), nth);
    }

    private static String newest(String site) {
        int slash = site.indexOf('/');
        return slash < 0
                ? Aliases.newest(site)
                : Aliases.newest(site.substring(0, slash)) + "/" + Aliases.newestLabel(site.substring(slash + 1));
    }
}
