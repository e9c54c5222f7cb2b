package shortener;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A file with one JSON value a line, to which lines are only added. What {@code append} has returned from survives the process. */
final class Journal {
    private final Path path;

    /** Exactly one of the three: a new link, the code of a deleted one, or clicks by code since the last such line. */
    record Entry(Link link, String deleted, Map<String, Long> clicks) {
        static Entry ofLink(Link link) {
            return new Entry(link, null, null);
        }

        static Entry ofDeletion(String code) {
            return new Entry(null, code, null);
        }

        static Entry ofClicks(Map<String, Long> clicks) {
            return new Entry(null, null, clicks);
        }
    }

    Journal(Path path) {
        this.path = path;
    }

    List<Entry> read() {
        try (var lines = Files.lines(path)) {
            return lines.map(Journal::parse).filter(Objects::nonNull).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void append(Entry entry) {
        write(path, List.of(entry), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Puts these entries in place of all others; a kill in between leaves either the old file or the new. */
    void replace(List<Entry> entries) {
        Path aside = path.resolveSibling(path.getFileName() + ".new");
        write(aside, entries, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        try {
            Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path path, List<Entry> entries, StandardOpenOption... options) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (Entry entry : entries) {
            lines.writeBytes(Json.write(entry));
            lines.write('\n');
        }
        try {
            Files.write(path, lines.toByteArray(), options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last line may be half a line, when the process was killed while it wrote. It was not answered for yet. */
    private static Entry parse(String line) {
        try {
            return Json.MAPPER.readValue(line, Entry.class);
        } catch (IOException e) {
            return null;
        }
    }
}
