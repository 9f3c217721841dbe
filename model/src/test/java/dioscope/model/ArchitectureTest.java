package dioscope.model;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Holds the walls of the model: what each package may know, and what none of them may.
class ArchitectureTest {
    private static final String ROOT = "dioscope.model";
    private static final JavaClasses MODEL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    /// What one package may know of the others, and why no more.
    record Place(String name, Set<String> mayKnow, String because) {
        @Override
        public String toString() {
            return name + " → " + new TreeSet<>(mayKnow);
        }
    }

    static Stream<Place> places() {
        return Stream.of(
                place("state", "the world is plain data: whatever makes, records or draws it stays outside"),
                place("profile", "a kernel version is data about flags and constants, whatever code runs under it", "state"),
                place("trace", "a record of a run outlives the engine that made it; a Moment carries its profile's flag layout", "profile",
                        "state"),
                place("engine", "the engine makes worlds and knows neither the functions that ask for them nor where a run came from",
                        "trace", "profile", "state"),
                place("kernel",
                        "the mirrored functions read like the kernel's: they know the engine and nothing of scenarios or recordings",
                        "engine", "trace", "profile", "state"),
                place("scenario", "a scenario is a start state; it can be read and checked without running it", "profile", "state"),
                place("run", "the one place that binds a scenario, a profile and the functions; it knows no recording", "kernel", "engine",
                        "trace", "scenario", "profile", "state"),
                place("evidence", "recordings judge a run from outside; nothing may be fitted to them", "run", "kernel", "engine", "trace",
                        "scenario", "profile", "state"),
                place("durability", "what survives is read off a recorded run, not asked of the engine", "trace", "profile", "state"),
                place("compare", "two runs are compared by what they recorded, whoever made them", "trace", "profile", "state"),
                place("text", "explanations are found by site; they may not depend on how a run was made", "trace", "profile", "state"));
    }

    private static Place place(String name, String because, String... mayKnow) {
        return new Place(name, Set.of(mayKnow), because);
    }

    @ParameterizedTest
    @MethodSource("places")
    void knowsOnlyThePackagesItsArrowsReach(Place place) {
        var allowed = new ArrayList<String>(List.of(within(place.name())));
        place.mayKnow().forEach(known -> allowed.add(within(known)));
        noClasses().that().resideInAPackage(within(place.name()))
                .should().dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(allowed.toArray(String[]::new)))))
                .because(place.because())
                .allowEmptyShould(true)
                .check(MODEL);
    }

    @Test
    void everyPackageHasItsPlaceInThePicture() {
        var known = places().map(Place::name).toList();
        assertThat(MODEL.stream().map(JavaClass::getPackageName).filter(name -> name.startsWith(ROOT + "."))
                .map(name -> name.substring(ROOT.length() + 1).split("\\.")[0]).distinct())
                .as("a package without arrows is held by no rule: give it a place here and in the README")
                .isNotEmpty().isSubsetOf(known);
    }

    @Test
    void packagesFormNoCycle() {
        slices().assignedFrom(eachPackageIsASlice()).should().beFreeOfCycles()
                .because("a package that can be read, tested and replaced alone is why it is one")
                .allowEmptyShould(true).check(MODEL);
    }

    @Test
    void onlyReadersOfFilesSeeJson() {
        noClasses().that().resideOutsideOfPackages(within("scenario"), within("evidence"), within("text"))
                .should().dependOnClassesThat().resideInAnyPackage("tools.jackson..", "com.fasterxml.jackson..", "com.networknt..")
                .because("the shape of a file must be free to change without touching the kernel, and the kernel without the files")
                .check(MODEL);
    }

    @Test
    void seesNoToolkit() {
        noClasses().should().dependOnClassesThat().resideInAnyPackage("javafx..", "java.awt..", "javax.swing..", "dioscope.app..")
                .because("the model runs where there is no display, in a test and in a command line")
                .check(MODEL);
    }

    @Test
    void keepsNoStaticMutableState() {
        noFields().that().areStatic().should().notBeFinal()
                .because("two runs in one process must not see each other")
                .allowEmptyShould(true).check(MODEL);
        noFields().that().areStatic()
                .should().haveRawType(resideInAPackage("java.util.concurrent.atomic..").or(assignableToAny(ThreadLocal.class)))
                .because("a final holder of a changing value is a changing value")
                .allowEmptyShould(true).check(MODEL);
    }

    @Test
    void readsNoClockAndDrawsNoUnseededNumber() {
        noClasses().should().dependOnClassesThat(assignableToAny(Random.class, ThreadLocalRandom.class))
                .because("the same scenario gives the same trace: numbers come from the seed of the scenario")
                .check(MODEL);
        noClasses().should().callMethod(System.class, "currentTimeMillis").orShould().callMethod(System.class, "nanoTime")
                .orShould().callMethodWhere(isOneOf(Clock.class, "systemUTC", "systemDefaultZone", "system"))
                .orShould().callMethodWhere(isOneOf(Instant.class, "now"))
                .orShould().callMethodWhere(isOneOf(Math.class, "random"))
                .orShould().callMethodWhere(isOneOf(UUID.class, "randomUUID"))
                .because("time in the model is the virtual clock; the machine's would make two runs differ")
                .check(MODEL);
    }

    private static DescribedPredicate<JavaAccess<?>> isOneOf(Class<?> owner, String... names) {
        return JavaAccess.Predicates.target(DescribedPredicate.<AccessTarget>describe(owner.getSimpleName() + "." + String.join("/", names),
                target -> target.getOwner().isEquivalentTo(owner) && Arrays.asList(names).contains(target.getName())));
    }

    private static DescribedPredicate<JavaClass> assignableToAny(Class<?>... types) {
        return DescribedPredicate.describe("are one of " + Arrays.toString(types),
                tested -> Arrays.stream(types).anyMatch(tested::isAssignableTo));
    }

    private static DescribedPredicate<JavaClass> not(DescribedPredicate<? super JavaClass> predicate) {
        return DescribedPredicate.<JavaClass>not(predicate);
    }

    private static String within(String name) {
        return ROOT + "." + name + "..";
    }

    private static SliceAssignment eachPackageIsASlice() {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass tested) {
                return SliceIdentifier.of(tested.getPackageName());
            }

            @Override
            public String getDescription() {
                return "packages";
            }
        };
    }
}
