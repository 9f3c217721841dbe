/// The simulated kernel and its time-travel record.
package dioscope.model;
