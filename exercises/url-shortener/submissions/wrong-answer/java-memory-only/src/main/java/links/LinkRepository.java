package links;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

public class LinkRepository {
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private final SecureRandom random = new SecureRandom();
    private final Map<String, Link> byCode = new HashMap<>();
    private final List<Link> inOrder = new ArrayList<>();

    public synchronized Link create(NewLink wanted) {
        String code = wanted.alias() == null ? makeCode() : wanted.alias();
        if (byCode.containsKey(code)) {
            throw new Problem(409, "The alias is in use.");
        }
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Instant expiresAt = wanted.expiresInSeconds() == null ? null : now.plusSeconds(wanted.expiresInSeconds());
        Link link = new Link(code, wanted.url(), now, expiresAt);
        byCode.put(code, link);
        inOrder.addFirst(link);
        return link;
    }

    public synchronized Optional<Link> find(String code) {
        return Optional.ofNullable(byCode.get(code));
    }

    public synchronized boolean delete(String code) {
        Link link = byCode.remove(code);
        return link != null && inOrder.remove(link);
    }

    public synchronized List<Link> list(int limit, int offset) {
        return inOrder.stream().skip(offset).limit(limit).toList();
    }

    public synchronized int count() {
        return inOrder.size();
    }

    private String makeCode() {
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            code.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return byCode.containsKey(code.toString()) ? makeCode() : code.toString();
    }
}
