package shop;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.util.Collection;
import java.util.Map;

/** Ends a request with a problem for the caller. */
public class ApiError extends RuntimeException {
    final int status;
    final JsonObject body = new JsonObject();

    public ApiError(int status, String title) {
        super(title);
        this.status = status;
        body.addProperty("status", status);
        body.addProperty("title", title);
    }

    public ApiError with(String name, Object value) {
        body.add(name, new Gson().toJsonTree(value));
        return this;
    }

    public static ApiError invalid(Collection<String> fields) {
        var errors = fields.stream().map(field -> Map.of("field", field, "message", "is not valid")).toList();
        return new ApiError(422, "The body is not valid.").with("errors", errors);
    }

    public static ApiError notFound() {
        return new ApiError(404, "Not found.");
    }
}
