package dioscope.app;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.junit.jupiter.api.Test;

/// Holds the walls of the program around the model.
class ArchitectureTest {
    private static final JavaClasses APP = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dioscope.app", "dioscope.launcher");

    @Test
    void onlyTheWindowSeesTheToolkit() {
        noClasses().that().resideOutsideOfPackage("dioscope.app.fx..")
                .should().dependOnClassesThat()
                .resideInAnyPackage("javafx..", "com.sun.javafx..", "org.controlsfx..", "impl.org.controlsfx..", "atlantafx..")
                .because("a drawing serves a film, a file and a test only while nothing but the window needs a toolkit")
                .check(APP);
    }

    @Test
    void aPanelKnowsDrawingAndTheRecordOnly() {
        var ours = resideInAPackage("dioscope..");
        var allowed = resideInAnyPackage("dioscope.app.panel..", "dioscope.app.paint..", "dioscope.model.trace..",
                "dioscope.model.compare..",
                "dioscope.model.profile..",
                "dioscope.model.state..", "dioscope.model.text..");
        noClasses().that().resideInAPackage("dioscope.app.panel..")
                .should().dependOnClassesThat(ours.and(DescribedPredicate.<JavaClass>not(allowed)))
                .because("a panel is a function from a moment to a drawing: it starts no run, keeps no session and opens no window")
                .allowEmptyShould(true).check(APP);
    }

    @Test
    void onlyThePdfSurfaceSeesPdfBox() {
        noClasses().that().resideOutsideOfPackage("dioscope.app.paint.pdf..").should().dependOnClassesThat()
                .resideInAnyPackage("org.apache.pdfbox..", "org.apache.fontbox..")
                .because("a page is a drawing like any other, and only one place knows how it is put on paper")
                .check(APP);
    }

    @Test
    void seesNoJson() {
        noClasses().should().dependOnClassesThat().resideInAnyPackage("tools.jackson..", "com.fasterxml.jackson..", "com.networknt..")
                .because("the shape of a file is known by its reader in the model only")
                .check(APP);
    }

    @Test
    void packagesFormNoCycle() {
        slices().assignedFrom(eachPackageIsASlice()).should().beFreeOfCycles()
                .because("a package that can be read, tested and replaced alone is why it is one")
                .check(APP);
    }

    @Test
    void keepsNoStaticMutableState() {
        noFields().that().areStatic().should().notBeFinal()
                .because("two windows, or a window and a test, must not see each other")
                .check(APP);
        noFields().that().areStatic()
                .should()
                .haveRawType(resideInAPackage("java.util.concurrent.atomic..").or(JavaClass.Predicates.assignableTo(ThreadLocal.class)))
                .because("a final holder of a changing value is a changing value")
                .check(APP);
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
