package dioscope.app.export.ffmpeg;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A shared library for Linux whose functions do nothing and return 0.
///
/// The ffmpeg that comes along is linked with a library of capture devices, which wants a sound server's library and those of X to be installed. A film
/// needs no camera: with this in its place ffmpeg starts on a bare system.
///
/// The format is that of the System V ABI, chapters "Object Files" and "Dynamic Linking", with the symbol versions of the Linux Standard Base.
final class EmptyLibrary {
    /// What ffmpeg 8 calls in libavdevice.
    static final List<String> DEVICES = List.of("avdevice_register_all", "avdevice_version", "avdevice_configuration",
            "avdevice_free_list_devices", "avdevice_list_input_sources", "avdevice_list_output_sinks", "av_input_audio_device_next",
            "av_input_video_device_next", "av_output_audio_device_next", "av_output_video_device_next");

    /// Kinds of processor, by the number an ELF header has for them.
    enum Machine {
        X86_64(62, new byte[]{0x31, (byte) 0xc0, (byte) 0xc3}), AARCH64(183,
                new byte[]{0, 0, (byte) 0x80, (byte) 0xd2, (byte) 0xc0, 3, 0x5f, (byte) 0xd6});

        private final int number;
        private final byte[] returnZero;

        Machine(int number, byte[] returnZero) {
            this.number = number;
            this.returnZero = returnZero;
        }
    }

    private static final int HEADER = 64;
    private static final int SEGMENT = 56;
    private static final int SEGMENTS = 4;
    private static final int SYMBOL = 24;
    private static final int DYNAMIC = 16;
    private static final int VERSION = 28;
    /// The largest page a processor of these may have; the data stand so far behind their place in the file.
    private static final int PAGE = 0x10000;

    private EmptyLibrary() {}

    /// @param name the library's own name, such as `libavdevice.so.62`
    /// @param version of all its functions, such as `LIBAVDEVICE_62`
    static byte[] of(Machine machine, String name, String version, List<String> functions) {
        int n = functions.size() + 1;
        var names = new Names();
        int soname = names.add(name);
        int versionName = names.add(version);
        int[] symbols = functions.stream().mapToInt(names::add).toArray();

        int symtab = HEADER + SEGMENTS * SEGMENT;
        int hash = symtab + n * SYMBOL;
        int verdef = align(hash + (3 + n) * 4, 8);
        int versym = verdef + 2 * VERSION;
        int strtab = versym + 2 * n;
        int code = align(strtab + names.size(), 16);
        int textEnd = code + machine.returnZero.length;
        int dynamic = align(textEnd, 16);
        long[] tags = {14, soname, 4, hash, 5, strtab, 6, symtab, 10, names.size(), 11, SYMBOL, 0x6ffffff0L, versym, 0x6ffffffcL, verdef,
                0x6ffffffdL, 2, 0, 0};
        int size = dynamic + tags.length / 2 * DYNAMIC;

        var b = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        b.put(new byte[]{0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).position(16);
        b.putShort((short) 3).putShort((short) machine.number).putInt(1).putLong(0).putLong(HEADER).putLong(0).putInt(0);
        b.putShort((short) HEADER).putShort((short) SEGMENT).putShort((short) SEGMENTS).putShort((short) 64).putShort((short) 0)
                .putShort((short) 0);
        segment(b, 1, 5, 0, 0, textEnd, PAGE);
        segment(b, 1, 6, dynamic, PAGE + dynamic, size - dynamic, PAGE);
        segment(b, 2, 6, dynamic, PAGE + dynamic, size - dynamic, 8);
        segment(b, 0x6474e551, 6, 0, 0, 0, 16);

        b.position(symtab + SYMBOL);
        for (int s : symbols)
            b.putInt(s).put((byte) 0x12).put((byte) 0).putShort((short) 1).putLong(code)
                    .putLong(machine.returnZero.length);
        b.position(hash);
        b.putInt(1).putInt(n).putInt(1).putInt(0);
        for (int i = 1; i < n; i++) b.putInt(i + 1 < n ? i + 1 : 0);
        b.position(verdef);
        version(b, 1, 1, name, soname, VERSION);
        version(b, 0, 2, version, versionName, 0);
        b.putShort((short) 0);
        for (int i = 1; i < n; i++) b.putShort((short) 2);
        b.put(names.bytes());
        b.position(code).put(machine.returnZero);
        b.position(dynamic);
        for (long tag : tags) b.putLong(tag);
        return b.array();
    }

    private static void segment(ByteBuffer b, int type, int flags, long offset, long address, long size, long align) {
        b.putInt(type).putInt(flags).putLong(offset).putLong(address).putLong(address).putLong(size).putLong(size).putLong(align);
    }

    private static void version(ByteBuffer b, int flags, int index, String name, int nameAt, int next) {
        b.putShort((short) 1).putShort((short) flags).putShort((short) index).putShort((short) 1).putInt(hash(name)).putInt(20)
                .putInt(next).putInt(nameAt).putInt(0);
    }

    /// The hash of the System V ABI.
    private static int hash(String name) {
        int h = 0;
        for (byte c : name.getBytes(StandardCharsets.US_ASCII)) {
            h = (h << 4) + c;
            int high = h & 0xf0000000;
            h ^= high >>> 24;
            h &= ~high;
        }
        return h;
    }

    private static int align(int at, int to) {
        return (at + to - 1) / to * to;
    }

    /// Names one behind the other, each with a 0 at its end.
    private static final class Names {
        private final StringBuilder all = new StringBuilder("\0");

        int add(String name) {
            int at = all.length();
            all.append(name).append('\0');
            return at;
        }

        int size() {
            return all.length();
        }

        byte[] bytes() {
            return all.toString().getBytes(StandardCharsets.US_ASCII);
        }
    }
}
