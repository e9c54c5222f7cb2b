package orders;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An error that is the caller's to know: becomes an RFC 9457 body. */
public final class Problem extends RuntimeException {
    private final int status;
    private final Map<String, String> headers;
    private final Map<String, Object> members;

    /** What is wrong with one field of a body. */
    public record Fault(String field, String message) {}

    /** A product of which there is too little. */
    public record Shortage(int productId, int available) {}

    public Problem(int status, String title) {
        this(status, title, Map.of(), Map.of());
    }

    private Problem(int status, String title, Map<String, String> headers, Map<String, Object> members) {
        super(title, null, false, false);
        this.status = status;
        this.headers = headers;
        this.members = members;
    }

    public static Problem invalid(List<Fault> faults) {
        return new Problem(422, "The request is not valid.", Map.of(), Map.of("errors", faults));
    }

    public static Problem notEnough(List<Shortage> shortages) {
        return new Problem(409, "Not enough in stock.", Map.of(), Map.of("shortages", shortages));
    }

    public static Problem methodNotAllowed(Iterable<String> methods) {
        return new Problem(405, "This path has no such method.", Map.of("Allow", String.join(", ", methods)), Map.of());
    }

    public static Problem notFound() {
        return new Problem(404, "There is no such thing.");
    }

    public int status() {
        return status;
    }

    public Answer toAnswer() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", status);
        body.put("title", getMessage());
        body.putAll(members);
        return new Answer(status, "application/problem+json", body, headers);
    }
}
