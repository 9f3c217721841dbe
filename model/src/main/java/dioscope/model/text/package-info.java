/// Why a step went as it did, and where that stands in the kernel's source: read from assets, found by the site of a step.
///
/// Texts for people are written in files that a person edits without compiling (`assets/texts`); line numbers are facts of one kernel release
/// (`assets/sources`). A site is found by its function and label, never by a line.
@NullMarked
package dioscope.model.text;

import org.jspecify.annotations.NullMarked;
