package dioscope.app.session;

import dioscope.model.scenario.ShippedScenarios;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ShippedScenarios;
import dioscope.model.scenario.ScenarioJson;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldsTest {
    private static final List<Field> ALL = Fields.all().stream().flatMap(g -> g.fields().stream()).toList();
    private final Scenario scenario = ShippedScenarios.all().getFirst();

    private static Field.Typed typed(String path) {
        return (Field.Typed) field(path);
    }

    private static Field field(String path) {
        return ALL.stream().filter(f -> f.path().equals(path)).findFirst().orElseThrow();
    }

    @Test
    void whatIsShownCanBeTypedBackInEveryShippedScenario() {
        for (var s : ShippedScenarios.all()) {
            for (var f : ALL) {
                switch (f) {
                    case Field.Typed t -> assertThat(without(t.parse().apply(s, t.show().apply(s)))).as(t.path()).isEqualTo(without(s));
                    case Field.Lines l -> assertThat(without(l.parse().apply(s, l.show().apply(s)))).as(l.path()).isEqualTo(without(s));
                    case Field.Flag b -> assertThat(b.set().apply(s, b.on().test(s))).as(b.path()).isEqualTo(s);
                    case Field.Choice c -> {
                        int i = c.chosen().apply(s);
                        if (i >= 0) {
                            assertThat(c.set().apply(s, i)).as(c.path()).isEqualTo(s);
                        }
                    }
                }
            }
        }
    }

    /// Without the page runs, which are not known for a buffer that was typed.
    private static Scenario without(Scenario s) {
        return new Lens("request.page_runs").set(s, List.of());
    }

    @Test
    void aShippedScenarioBreaksNoRule() {
        assertThat(ShippedScenarios.all()).hasSizeGreaterThanOrEqualTo(12).allSatisfy(s -> assertThat(Checks.of(s)).isEmpty());
    }

    @Test
    void sizesAndTimesAreTypedAsPeopleWriteThem() {
        assertThat(typed("request.offset").parse().apply(scenario, "0x3000").request().offset()).isEqualTo(12288);
        assertThat(typed("request.offset").parse().apply(scenario, "4K").request().offset()).isEqualTo(4096);
        assertThat(typed("latency.write_nanos").parse().apply(scenario, "0.4 ms").latency().writeNanos()).isEqualTo(400_000);
        assertThatThrownBy(() -> typed("request.offset").parse().apply(scenario, "abc")).hasMessageContaining("4K");
        assertThatThrownBy(() -> typed("latency.write_nanos").parse().apply(scenario, "soon")).hasMessageContaining("80 µs");
        assertThatThrownBy(() -> typed("device.queue_depth").parse().apply(scenario, "99999999999"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theJournalIsTypedLineByLine() {
        var journal = (Field.Lines) field("journal");
        assertThat(journal.show().apply(scenario)).isEqualTo("committed 7");
        var s = journal.parse().apply(scenario,
                "committed 7\nrunning 8: inode, block bitmap\nordered 0 4K\nage 2 s\ncheckpoint 6: inode\ncheckpoint 7: block bitmap");
        var running = java.util.Objects.requireNonNull(s.journal().running());
        assertThat(running.tid()).isEqualTo(8);
        assertThat(running.metadata()).containsExactly("inode", "block bitmap");
        assertThat(running.ageNanos()).isEqualTo(2_000_000_000L);
        assertThat(s.journal().checkpoint()).hasSize(2);
        assertThat(Checks.of(s)).isEmpty();
        assertThat(journal.parse().apply(s, journal.show().apply(s))).isEqualTo(s);
        assertThat(Checks.of(journal.parse().apply(scenario, "committed 9\nrunning 8: inode"))).singleElement().asString()
                .contains("cannot have committed while it runs");
        assertThatThrownBy(() -> journal.parse().apply(scenario, "committed 7\nwalking 8")).hasMessageContaining("line 2 must read");
        assertThatThrownBy(() -> journal.parse().apply(scenario, "age 2 s")).hasMessageContaining("line 1 must stand behind");
    }

    @Test
    void lengthAndVectorsStayTogether() {
        assertThat(typed("request.length").parse().apply(scenario, "24K")).as("the same length changes nothing").isEqualTo(scenario);
        var longer = typed("request.length").parse().apply(scenario, "40K");
        assertThat(longer.request().iovecs().stream().mapToLong(v -> v.len()).sum()).isEqualTo(40960);
        var two = ((Field.Lines) field("request.iovecs")).parse().apply(scenario, "0 4K\n512 8K");
        assertThat(two.request().length()).isEqualTo(12288);
        assertThat(two.request().vectored()).isTrue();
    }

    @Test
    void anotherFileSizeStillMakesAFile() {
        for (var size : List.of("8K", "1M", "0")) {
            var s = typed("inode.i_size").parse().apply(scenario, size);
            assertThat(ScenarioJson.read(ScenarioJson.write(withoutPagesBehind(s)), "t").inode().iSize()).isEqualTo(s.inode().iSize());
        }
    }

    private static Scenario withoutPagesBehind(Scenario s) {
        return s.withPageCache(s.pageCache().stream().filter(p -> (p.page() + p.pages()) * 4096 <= s.inode().iSize()).toList());
    }

    @Test
    void aLineThatIsNoExtentIsNamed() {
        var extents = (Field.Lines) field("inode.extents");
        assertThatThrownBy(() -> extents.parse().apply(scenario, "0 16K written @1M\n16K 4K purple @2M")).hasMessageContaining("line 2")
                .hasMessageContaining("unwritten");
        assertThatThrownBy(() -> extents.parse().apply(scenario, "0")).hasMessageContaining("line 1 must read");
    }

    @Test
    void aProblemBelongsToTheFieldWithTheLongestPath() {
        assertThat(ALL.get(Fields.owner(ALL, "device.fua")).path()).isEqualTo("device.fua");
        assertThat(ALL.get(Fields.owner(ALL, "inode.extents[1].length")).path()).isEqualTo("inode.extents");
        assertThat(ALL.get(Fields.owner(ALL, "device.unknown")).path()).isEqualTo("device");
        assertThat(Fields.owner(ALL, "title")).isEqualTo(-1);
    }

    @Test
    void whoseBytesTheseAreCanBeChosen() {
        var fill = typed("request.fill_byte");
        assertThat(fill.show().apply(scenario)).isEqualTo("0xAB");
        assertThat(fill.parse().apply(scenario, "0x5A").request().fill()).isEqualTo(0x5A);
        assertThatThrownBy(() -> fill.parse().apply(scenario, "256")).hasMessageContaining("0xFF");
        var before = (Field.Lines) field("content_before");
        assertThat(before.parse().apply(scenario, "0 4K 0x11\n4K 4K 7").contentBefore())
                .containsExactly(new Scenario.ContentRun(0, 4096, 0x11), new Scenario.ContentRun(4096, 4096, 7));
        assertThat(((Field.Flag) field("faults.reserved_clusters")).set().apply(scenario, false).faults().reserved()).isFalse();
    }
}
