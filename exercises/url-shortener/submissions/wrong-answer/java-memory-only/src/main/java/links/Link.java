package links;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;

@JsonPropertyOrder({"code", "url", "clicks", "createdAt", "expiresAt"})
public class Link {
    private final String code;
    private final String url;
    private final Instant createdAt;
    private final Instant expiresAt;
    private final LongAdder clicks = new LongAdder();

    public Link(String code, String url, Instant createdAt, Instant expiresAt) {
        this.code = code;
        this.url = url;
        this.createdAt = createdAt;
        this.expiresAt = expiresAt;
    }

    @JsonProperty
    public String code() {
        return code;
    }

    @JsonProperty
    public String url() {
        return url;
    }

    @JsonProperty
    public long clicks() {
        return clicks.sum();
    }

    @JsonProperty
    public String createdAt() {
        return createdAt.toString();
    }

    @JsonProperty
    public String expiresAt() {
        return expiresAt == null ? null : expiresAt.toString();
    }

    public boolean isExpired() {
        return expiresAt != null && !Instant.now().isBefore(expiresAt);
    }

    public void click() {
        clicks.increment();
    }
}
