package todo;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import todo.Problem.Fault;

/** Checks what a caller sent, and collects everything that is wrong with it. */
public final class TodoBody {
    private static final Map<String, Function<JsonNode, Object>> TODO_FIELDS = Map.of(
        "title", TodoBody::readTitle,
        "notes", value -> readText(value, 10_000),
        "done", TodoBody::readDone,
        "dueOn", TodoBody::readDueOn);

    private static final Map<String, Function<JsonNode, Object>> TIME_FIELDS = Map.of("minutes", TodoBody::readMinutes);

    private TodoBody() {}

    /** The fields of a new to-do. */
    public static Map<String, Object> readNewTodo(JsonNode body) {
        return readFields(body, TODO_FIELDS, List.of("title"));
    }

    /** The named fields of a to-do that is there already. */
    public static Map<String, Object> readChanges(JsonNode body) {
        return readFields(body, TODO_FIELDS, List.of());
    }

    public static int readMinutes(JsonNode body, String field) {
        return (int) readFields(body, TIME_FIELDS, List.of(field)).get(field);
    }

    private static Map<String, Object> readFields(JsonNode body, Map<String, Function<JsonNode, Object>> readers, List<String> required) {
        if (!body.isObject()) {
            throw Problem.invalid(List.of(new Fault("", "must be a JSON object")));
        }
        List<Fault> faults = new ArrayList<>();
        required.stream().filter(field -> !body.has(field)).forEach(field -> faults.add(new Fault(field, "is required")));
        Map<String, Object> values = new HashMap<>();
        body.fieldNames().forEachRemaining(field -> {
            try {
                values.put(field, readers.getOrDefault(field, TodoBody::refuseUnknown).apply(body.get(field)));
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

    private static String readTitle(JsonNode value) {
        String title = readText(value, 200);
        check(!title.isBlank(), "must not be blank");
        return title;
    }

    private static String readText(JsonNode value, int maxLength) {
        check(value.isTextual(), "must be text");
        String text = value.textValue();
        check(text.indexOf('\0') < 0, "must not contain U+0000");
        check(text.codePointCount(0, text.length()) <= maxLength, "must have at most " + maxLength + " characters");
        return text;
    }

    private static Boolean readDone(JsonNode value) {
        check(value.isBoolean(), "must be true or false");
        return value.booleanValue();
    }

    private static LocalDate readDueOn(JsonNode value) {
        if (value.isNull()) {
            return null;
        }
        check(value.isTextual() && value.textValue().matches("[0-9]{4}-[0-9]{2}-[0-9]{2}"), "must be a date as YYYY-MM-DD");
        try {
            return LocalDate.parse(value.textValue());
        } catch (DateTimeException e) {
            throw new InvalidValue("must be a date that exists");
        }
    }

    private static Integer readMinutes(JsonNode value) {
        check(value.isInt() && value.intValue() >= 1 && value.intValue() <= 1440, "must be an integer from 1 to 1440");
        return value.intValue();
    }

    private static void check(boolean isValid, String message) {
        if (!isValid) {
            throw new InvalidValue(message);
        }
    }

    private static final class InvalidValue extends RuntimeException {
        InvalidValue(String message) {
            super(message, null, false, false);
        }
    }
}
