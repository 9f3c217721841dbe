package dioscope.app.session;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.profile.Profile;
import dioscope.model.scenario.ShippedScenarios;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class KernelNotesTest {
    @Test
    void everyNoteIsOfAFieldAndOfKernelsThatThereAre() {
        var fields = Fields.all().stream().flatMap(g -> g.fields().stream()).map(Field::path).collect(Collectors.toSet());
        var kernels = Profile.ALL.stream().map(Profile::name).toList();
        assertThat(KernelNotes.all()).isNotEmpty().allSatisfy(n -> {
            assertThat(fields).contains(n.path());
            assertThat(kernels).containsAll(n.kernels());
            assertThat(n.sentence()).isNotBlank();
        });
    }

    @Test
    void theSameFlagIsToldDifferentlyOnAnotherKernel() {
        var hipri = Fields.all().stream().flatMap(g -> g.fields().stream()).filter(f -> f.path().equals("request.rwf.RWF_HIPRI"))
                .findFirst()
                .orElseThrow();
        var s = ((Field.Flag) hipri).set().apply(ShippedScenarios.all().getFirst(), true);
        assertThat(KernelNotes.of(hipri, s.withKernel(Profile.V5_10))).contains("polls");
        assertThat(KernelNotes.of(hipri, s.withKernel(Profile.V7_2))).contains("sleeps");
        assertThat(KernelNotes.of(hipri, ((Field.Flag) hipri).set().apply(s, false))).isEmpty();
    }
}
