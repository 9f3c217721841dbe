package dioscope.model.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/// Recorded cases, from a folder `<kernel>/<case>.run.json` with `<case>.start.json` beside it, or from a packed file.
///
/// Opening finds the cases; what a case holds is read and parsed when asked for.
///
/// A packed file is a zip with one entry `<kernel>/<group>` for each group, and in it one line for each case: name, run and
/// start state, the last two as minified JSON, with tabs between. Cases of a group resemble each other so closely that packing
/// them together takes a tenth of what one entry a case takes.
public final class RecordingStore {
    private static final List<String> CARRIED = List.of("5.10", "6.1", "6.12", "7.2");
    private static final String RUN = ".run.json";
    private static final String START = ".start.json";

    private final SortedMap<CaseId, Source> cases;

    private interface Source {
        byte[] run() throws IOException;

        byte[] start() throws IOException;
    }

    private record Packed(String runText, String startText) implements Source {
        @Override
        public byte[] run() {
            return runText.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] start() {
            return startText.getBytes(StandardCharsets.UTF_8);
        }
    }

    private record Loose(Path runFile, Path startFile) implements Source {
        @Override
        public byte[] run() throws IOException {
            return Files.readAllBytes(runFile);
        }

        @Override
        public byte[] start() throws IOException {
            return Files.readAllBytes(startFile);
        }
    }

    private RecordingStore(SortedMap<CaseId, Source> cases) {
        this.cases = Collections.unmodifiableSortedMap(cases);
    }

    /// Opens a folder of recordings or a packed file.
    ///
    /// @throws IOException if it is neither, cannot be read, or holds no recording
    public static RecordingStore open(Path folderOrPack) throws IOException {
        RecordingStore store;
        if (Files.isDirectory(folderOrPack)) {
            store = new RecordingStore(ofFolder(folderOrPack));
        } else {
            try (InputStream in = Files.newInputStream(folderOrPack)) {
                store = pack(in);
            }
        }
        if (store.cases.isEmpty()) {
            throw new IOException("no recordings in " + folderOrPack);
        }
        return store;
    }

    /// Reads a packed file from a stream, such as the one carried with the program. Does not close it.
    public static RecordingStore pack(InputStream in) throws IOException {
        var found = new TreeMap<CaseId, Source>();
        var zip = new ZipInputStream(in);
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            String[] place = entry.getName().split("/");
            if (entry.isDirectory() || place.length != 2) {
                continue;
            }
            for (String line : (Iterable<String>) new String(zip.readAllBytes(), StandardCharsets.UTF_8).lines()::iterator) {
                String[] parts = line.split("\t");
                if (parts.length != 3) {
                    throw new IOException(entry.getName() + ": a line is not a name, a run and a start state");
                }
                found.put(new CaseId(place[0], place[1], parts[0]), new Packed(parts[1], parts[2]));
            }
        }
        return new RecordingStore(found);
    }

    /// The recordings carried with the program.
    ///
    /// @throws UncheckedIOException if the program was packed without them
    public static RecordingStore carried() {
        var all = new TreeMap<CaseId, Source>();
        for (String kernel : CARRIED) {
            try (InputStream in = RecordingStore.class.getResourceAsStream("/assets/recordings/" + kernel + ".zip")) {
                if (in == null) {
                    throw new IOException("the recordings of " + kernel + " are not packed with the program");
                }
                all.putAll(pack(in).cases);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new RecordingStore(all);
    }

    private static SortedMap<CaseId, Source> ofFolder(Path folder) throws IOException {
        var found = new TreeMap<CaseId, Source>();
        try (var tree = Files.find(folder, 2, (p, _) -> p.getFileName().toString().endsWith(RUN))) {
            for (Path file : (Iterable<Path>) tree::iterator) {
                Path place = folder.relativize(file);
                if (place.getNameCount() == 2) {
                    String name = file.getFileName().toString();
                    name = name.substring(0, name.length() - RUN.length());
                    String group = JsonFiles.outerText(Files.readAllBytes(file), "group");
                    found.put(new CaseId(place.getName(0).toString(), group, name), new Loose(file, file.resolveSibling(name + START)));
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return found;
    }

    public List<String> kernels() {
        return cases.keySet().stream().map(CaseId::kernel).distinct().toList();
    }

    public List<String> groups(String kernel) {
        return cases(kernel).stream().map(CaseId::group).distinct().toList();
    }

    /// Every case, by kernel, group and name.
    public List<CaseId> cases() {
        return List.copyOf(cases.keySet());
    }

    public List<CaseId> cases(String kernel) {
        return cases.keySet().stream().filter(c -> c.kernel().equals(kernel)).toList();
    }

    public List<CaseId> cases(String kernel, String group) {
        return cases(kernel).stream().filter(c -> c.group().equals(group)).toList();
    }

    public Optional<CaseId> find(String kernel, String name) {
        return cases(kernel).stream().filter(c -> c.name().equals(name)).findFirst();
    }

    /// What the kernel did.
    ///
    /// @throws IOException if it cannot be read or is not a complete recording; the message names the case
    public Recording recording(CaseId id) throws IOException {
        try {
            return Recording.of(JsonFiles.parse(source(id).run()));
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(id + ": " + e.getMessage(), e);
        }
    }

    /// The state the case starts from, as JSON text in UTF-8.
    public String startText(CaseId id) throws IOException {
        return new String(source(id).start(), StandardCharsets.UTF_8);
    }

    /// The state the case starts from.
    public Json start(CaseId id) throws IOException {
        return JsonFiles.parse(source(id).start());
    }

    private Source source(CaseId id) {
        if (cases.get(id) instanceof Source s) {
            return s;
        }
        throw new NoSuchElementException("no recorded case " + id);
    }
}
