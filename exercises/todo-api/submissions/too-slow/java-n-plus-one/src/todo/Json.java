package todo;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** JSON in and out of requests. */
final class Json {
    private static final int LARGEST_BODY_BYTES = 1024 * 1024;

    private static final JsonMapper MAPPER = JsonMapper.builder()
        .addModule(new JavaTimeModule())
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();

    private Json() {}

    static JsonNode read(HttpServletRequest request) throws IOException {
        String mediaType = request.getContentType() == null ? "" : request.getContentType().split(";")[0].strip();
        if (!mediaType.equalsIgnoreCase("application/json")) {
            throw new Problem(415, "The body must be application/json.");
        }
        byte[] content = request.getInputStream().readNBytes(LARGEST_BODY_BYTES + 1);
        if (content.length > LARGEST_BODY_BYTES) {
            throw new Problem(413, "The body is too large.");
        }
        try {
            JsonNode body = MAPPER.readTree(content);
            if (!body.isMissingNode()) {
                return body;
            }
        } catch (JacksonException e) {
            // Falls through: an empty body is no JSON either.
        }
        throw new Problem(400, "The body is not valid JSON.");
    }

    static void send(HttpServletResponse response, int status, String contentType, Object body) throws IOException {
        byte[] content = MAPPER.writeValueAsBytes(body);
        response.setStatus(status);
        response.setContentType(contentType);
        response.setContentLength(content.length);
        response.getOutputStream().write(content);
    }
}
