package dioscope.model.scenario;

import java.util.Arrays;
import java.util.Optional;

/// Devices people know by name. Limits are those a 6.12 kernel shows in `/sys/block/<disk>/queue` for such a device; the queue depth
/// is the same for all, so that a device differs from its recording only in what was recorded.
public enum DevicePreset {
    NVME_FUA("nvme-fua", "NVMe, cache + FUA", DeviceSpec.NVME_FUA), NVME_NOFUA("nvme-nofua", "NVMe, cache, no FUA",
            new DeviceSpec(512, 512, true, false, 524288, 128, 4294967295L, 3, 4095, true, false, 32,
                    new DeviceSpec.Atomic(512, 512, 512, 0), -1)),
    /// A drive that tells more than one block as its atomic write unit.
    NVME_ATOMIC("nvme-atomic", "NVMe, cache + FUA, atomic writes to 64 KiB",
            new DeviceSpec(512, 4096, true, true, 524288, 128, 4294967295L, 3, 4095, true, false, 32,
                    new DeviceSpec.Atomic(4096, 65536, 65536, 0), -1)),
    /// libata leaves FUA off unless asked (`libata.fua=1`).
    SATA("sata", "SATA disk, cache, no FUA",
            new DeviceSpec(512, 4096, true, false, 1310720, 168, 65536, 511, 0, false, false, 32)), VIRTIO_WT("virtio-wt",
                    "virtio disk, write-through",
                    new DeviceSpec(512, 512, false, false, 1310720, 254, 4294967295L, 511, 0, false, false, 32)), FOUR_KN("4kn",
                            "4Kn disk, cache, no FUA",
                            new DeviceSpec(4096, 4096, true, false, 1310720, 254, 4294967295L, 511, 0, false, false, 32));

    private final String word;
    private final String title;
    private final DeviceSpec spec;

    DevicePreset(String word, String title, DeviceSpec spec) {
        this.word = word;
        this.title = title;
        this.spec = spec;
    }

    /// Its name in a scenario file.
    public String word() {
        return word;
    }

    /// Its name for people.
    public String title() {
        return title;
    }

    public DeviceSpec spec() {
        return spec;
    }

    public static Optional<DevicePreset> named(String word) {
        return Arrays.stream(values()).filter(p -> p.word.equals(word)).findFirst();
    }

    /// The preset a device is, if it is one.
    public static Optional<DevicePreset> of(DeviceSpec spec) {
        return Arrays.stream(values()).filter(p -> p.spec.equals(spec)).findFirst();
    }
}
