package shortener;

import java.util.List;
import java.util.Map;

/** An error that is the caller's to know: becomes an RFC 9457 body. */
public final class Problem extends RuntimeException {
    private final int status;
    private final List<Fault> faults;
    private final Map<String, String> headers;

    /** What is wrong with one field of a body. */
    public record Fault(String field, String message) {}

    public Problem(int status, String title) {
        this(status, title, List.of(), Map.of());
    }

    private Problem(int status, String title, List<Fault> faults, Map<String, String> headers) {
        super(title, null, false, false);
        this.status = status;
        this.faults = faults;
        this.headers = headers;
    }

    public static Problem invalid(List<Fault> faults) {
        return new Problem(422, "The link is not valid.", faults, Map.of());
    }

    public static Problem methodNotAllowed(Iterable<String> methods) {
        return new Problem(405, "This path has no such method.", List.of(), Map.of("Allow", String.join(", ", methods)));
    }

    public static Problem noSuchLink() {
        return new Problem(404, "There is no such link.");
    }

    public int status() {
        return status;
    }

    public Map<String, String> headers() {
        return headers;
    }

    public Map<String, Object> body() {
        return faults.isEmpty()
            ? Map.of("status", status, "title", getMessage())
            : Map.of("status", status, "title", getMessage(), "errors", faults);
    }
}
