package shortener;

import java.time.Instant;

/** A link as the API shows it; what it is asked for meanwhile makes a new value of it. */
public record Link(
    String code,
    String url,
    long clicks,
    Instant createdAt,
    Instant expiresAt) {

    public Link withClicks(long more) {
        return new Link(code, url, clicks + more, createdAt, expiresAt);
    }

    public boolean isExpiredAt(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }
}
