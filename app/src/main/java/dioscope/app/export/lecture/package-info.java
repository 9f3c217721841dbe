/// What is shown on a lecture screen, and what the presenter alone sees. Starts no toolkit.
@NullMarked
package dioscope.app.export.lecture;

import org.jspecify.annotations.NullMarked;
