/// Runs simulated kernel code: the only maker of a new World, the tasks and their one baton, the virtual clock, the device.
@NullMarked
package dioscope.model.engine;

import org.jspecify.annotations.NullMarked;
