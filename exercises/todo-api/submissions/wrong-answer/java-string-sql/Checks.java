import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;

class Checks {
    /** What is wrong, by field. */
    static Map<String, String> findFaults(JsonElement body, boolean isNew) {
        Map<String, String> faults = new LinkedHashMap<>();
        if (!body.isJsonObject()) {
            faults.put("", "must be a JSON object");
            return faults;
        }
        JsonObject todo = body.getAsJsonObject();
        if (isNew && !todo.has("title")) {
            faults.put("title", "is required");
        }
        for (String field : todo.keySet()) {
            String fault = findFault(field, todo.get(field));
            if (fault != null) {
                faults.put(field, fault);
            }
        }
        return faults;
    }

    private static String findFault(String field, JsonElement value) {
        switch (field) {
            case "title":
                return isText(value, 200) && !value.getAsString().isBlank() ? null : "must be text of 1 to 200 characters";
            case "notes":
                return isText(value, 10_000) ? null : "must be text of at most 10000 characters";
            case "done":
                return value instanceof JsonPrimitive p && p.isBoolean() ? null : "must be true or false";
            case "dueOn":
                return value.isJsonNull() || isText(value, 10) && isDate(value.getAsString()) ? null : "must be a date";
            default:
                return "is not known";
        }
    }

    static boolean isMinutes(JsonElement value) {
        return value instanceof JsonPrimitive p && p.isNumber() && p.getAsString().matches("\\d{1,4}")
            && p.getAsInt() >= 1 && p.getAsInt() <= 1440;
    }

    private static boolean isText(JsonElement value, int longest) {
        return value instanceof JsonPrimitive p && p.isString() && p.getAsString().indexOf('\0') < 0
            && p.getAsString().codePointCount(0, p.getAsString().length()) <= longest;
    }

    private static boolean isDate(String text) {
        try {
            return LocalDate.parse(text) != null;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
