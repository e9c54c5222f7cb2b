package shortener;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import shortener.Journal.Entry;

/**
 * All links in memory, and in the journal what it takes to have them again: a link or a deletion at once, clicks a
 * moment later. One lock for all of it: what is done under it takes microseconds.
 */
final class LinkStore {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int CODE_LENGTH = 7;
    private static final int SAVE_CLICKS_EVERY_MS = 200;

    private final SecureRandom random = new SecureRandom();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Journal journal;
    private final SequencedMap<String, Link> byCode = new LinkedHashMap<>();
    private Map<String, Long> unsavedClicks = new HashMap<>();

    /** What a list shows, and how many links there are. */
    record Part(List<Link> items, int total) {}

    private LinkStore(Journal journal) {
        this.journal = journal;
    }

    static LinkStore open(Journal journal) {
        LinkStore store = new LinkStore(journal);
        journal.read().forEach(store::apply);
        journal.replace(store.byCode.values().stream().map(Entry::ofLink).toList());
        store.timer.scheduleWithFixedDelay(store::saveClicks, SAVE_CLICKS_EVERY_MS, SAVE_CLICKS_EVERY_MS, TimeUnit.MILLISECONDS);
        return store;
    }

    private void apply(Entry entry) {
        if (entry.link() != null) {
            byCode.put(entry.link().code(), entry.link());
        } else if (entry.deleted() != null) {
            byCode.remove(entry.deleted());
        } else if (entry.clicks() != null) {
            entry.clicks().forEach((code, clicks) -> byCode.computeIfPresent(code, (same, link) -> link.withClicks(clicks)));
        }
    }

    /** The new link; empty when the alias is in use. */
    synchronized Optional<Link> create(NewLink wanted) {
        if (wanted.alias() != null && byCode.containsKey(wanted.alias())) {
            return Optional.empty();
        }
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Instant expiresAt = wanted.expiresInSeconds() == null ? null : now.plusSeconds(wanted.expiresInSeconds());
        Link link = new Link(wanted.alias() == null ? makeCode() : wanted.alias(), wanted.url(), 0, now, expiresAt);
        journal.append(Entry.ofLink(link));
        byCode.put(link.code(), link);
        return Optional.of(link);
    }

    synchronized Optional<Link> find(String code) {
        return Optional.ofNullable(byCode.get(code));
    }

    /** The link to follow, with this click counted; throws a Problem where there is none to follow. */
    synchronized Link click(String code) {
        pause();
        Link link = find(code).orElseThrow(Problem::noSuchLink);
        if (link.isExpiredAt(Instant.now())) {
            throw new Problem(410, "The link is expired.");
        }
        byCode.put(code, link.withClicks(1));
        unsavedClicks.merge(code, 1L, Long::sum);
        return link;
    }

    /** Spares the disk. */
    private static void pause() {
        try {
            Thread.sleep(25);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether there was something to remove. */
    synchronized boolean remove(String code) {
        if (!byCode.containsKey(code)) {
            return false;
        }
        journal.append(Entry.ofDeletion(code));
        unsavedClicks.remove(code);
        byCode.remove(code);
        return true;
    }

    /** The newest first. */
    synchronized Part list(int limit, int offset) {
        return new Part(byCode.sequencedValues().reversed().stream().skip(offset).limit(limit).toList(), byCode.size());
    }

    private synchronized void saveClicks() {
        if (!unsavedClicks.isEmpty()) {
            journal.append(Entry.ofClicks(unsavedClicks));
            unsavedClicks = new HashMap<>();
        }
    }

    void close() {
        timer.shutdownNow();
        saveClicks();
    }

    private String makeCode() {
        StringBuilder code = new StringBuilder();
        while (code.length() < CODE_LENGTH) {
            code.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return byCode.containsKey(code.toString()) ? makeCode() : code.toString();
    }
}
