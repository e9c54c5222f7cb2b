package orders;

import java.util.Map;

/** What goes back to the caller; a body of null is none. */
public record Answer(int status, String contentType, Object body, Map<String, String> headers) {
    private static final String JSON = "application/json";

    public static Answer ok(Object body) {
        return new Answer(200, JSON, body, Map.of());
    }

    public static Answer created(String location, Object body) {
        return new Answer(201, JSON, body, Map.of("Location", location));
    }

    public static Answer gone() {
        return new Answer(204, null, null, Map.of());
    }
}
