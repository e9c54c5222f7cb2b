package orders;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import orders.Problem.Fault;

/** Reads the body of a request, and collects everything that is wrong with it. */
public final class Fields {
    private static final JsonMapper MAPPER = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    private static final int LARGEST_BODY_BYTES = 1024 * 1024;

    private Fields() {}

    /** A value of one field is wrong. */
    static final class InvalidValue extends RuntimeException {
        InvalidValue(String message) {
            super(message, null, false, false);
        }
    }

    /** The fields that the body has, each read by its own reader. */
    public static Map<String, Object> read(
            HttpServletRequest request, Map<String, Function<JsonNode, Object>> readers, List<String> required) throws IOException {
        return read(readJson(request), readers, required);
    }

    static Map<String, Object> read(JsonNode body, Map<String, Function<JsonNode, Object>> readers, List<String> required) {
        if (!body.isObject()) {
            throw Problem.invalid(List.of(new Fault("", "must be a JSON object")));
        }
        List<Fault> faults = new ArrayList<>();
        required.stream().filter(field -> !body.has(field)).forEach(field -> faults.add(new Fault(field, "is required")));
        Map<String, Object> values = new LinkedHashMap<>();
        body.fieldNames().forEachRemaining(field -> {
            try {
                values.put(field, readers.getOrDefault(field, Fields::refuseUnknown).apply(body.get(field)));
            } catch (InvalidValue e) {
                faults.add(new Fault(field, e.getMessage()));
            }
        });
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        return values;
    }

    private static Object refuseUnknown(JsonNode value) {
        throw new InvalidValue("is not a field that can be set");
    }

    static Function<JsonNode, Object> text(int longest) {
        return value -> {
            check(value.isTextual(), "must be text");
            String text = value.textValue();
            check(!text.isBlank(), "must not be blank");
            check(text.codePointCount(0, text.length()) <= longest, "must have at most " + longest + " characters");
            return text;
        };
    }

    static Function<JsonNode, Object> integer(int least, int most) {
        return value -> {
            boolean isValid = value.isInt() && value.intValue() >= least && value.intValue() <= most;
            check(isValid, "must be an integer from " + least + " to " + most);
            return value.intValue();
        };
    }

    static void check(boolean isValid, String message) {
        if (!isValid) {
            throw new InvalidValue(message);
        }
    }

    private static JsonNode readJson(HttpServletRequest request) throws IOException {
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
}
