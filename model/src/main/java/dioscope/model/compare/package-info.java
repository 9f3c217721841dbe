/// Two runs held beside each other: which step of one is the same place as which of the other, what differs, and where that begins.
///
/// Steps are aligned by site and by the calls they stand in, never by number: a run that needs three steps more in one place is the same from there
/// on. Works for two kernels, two devices, before and after an edit; it knows neither how a run was made nor what it is called.
@NullMarked
package dioscope.model.compare;

import org.jspecify.annotations.NullMarked;
