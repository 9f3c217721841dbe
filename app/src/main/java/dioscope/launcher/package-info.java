/// The first class of the jar, compiled for Java 17, so that an older Java can say what is needed instead of failing to read a class.
package dioscope.launcher;
