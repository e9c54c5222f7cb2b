package links;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The links, oldest first; in the file since the last stop. */
class Links {
    static final Gson GSON = new GsonBuilder().serializeNulls().disableHtmlEscaping().create();
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private final List<Link> all = new ArrayList<>();
    private final SecureRandom random = new SecureRandom();
    private final Path file;

    Links(Path file) {
        this.file = file;
    }

    void load() throws IOException {
        if (Files.exists(file)) {
            Collections.addAll(all, GSON.fromJson(Files.readString(file), Link[].class));
        }
    }

    synchronized void save() {
        try {
            Files.writeString(file, GSON.toJson(all));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized Link create(String url, String alias, Integer expiresInSeconds) {
        if (alias != null && find(alias) != null) {
            throw new Problem(409, "The alias is in use.");
        }
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Link link = new Link();
        link.code = alias == null ? makeCode() : alias;
        link.url = url;
        link.createdAt = now.toString();
        link.expiresAt = expiresInSeconds == null ? null : now.plusSeconds(expiresInSeconds).toString();
        all.add(link);
        return link;
    }

    synchronized Link find(String code) {
        return all.stream().filter(link -> link.code.equals(code)).findFirst().orElse(null);
    }

    synchronized Link click(String code) {
        Link link = find(code);
        if (link == null) {
            throw Problem.noSuchLink();
        }
        if (link.expiresAt != null && !Instant.now().isBefore(Instant.parse(link.expiresAt))) {
            throw new Problem(410, "The link is expired.");
        }
        link.clicks++;
        return link;
    }

    synchronized boolean remove(String code) {
        return all.removeIf(link -> link.code.equals(code));
    }

    /** The newest first. */
    synchronized List<Link> list(int limit, int offset) {
        return all.reversed().stream().skip(offset).limit(limit).toList();
    }

    synchronized int count() {
        return all.size();
    }

    private String makeCode() {
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < 7; i++) {
            code.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return find(code.toString()) == null ? code.toString() : makeCode();
    }
}
