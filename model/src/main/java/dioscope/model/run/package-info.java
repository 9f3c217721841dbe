/// Runs scenarios: makes the first World, binds a profile to its kernel code, and gives the record.
@NullMarked
package dioscope.model.run;

import org.jspecify.annotations.NullMarked;
