/// Measurements with a number to reach each: what a reader waits for, and what the machine pays for it. `mvn -Pbench` prints them as one table.
///
/// CPU time is counted, not time on the wall, since other programs may keep the machine busy. They are no tests: machines differ.
@NullMarked
package dioscope.app.bench;

import org.jspecify.annotations.NullMarked;
