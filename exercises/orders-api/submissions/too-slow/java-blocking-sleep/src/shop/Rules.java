package shop;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a body may contain. */
class Rules {
    static final List<String> PRODUCT = List.of("sku", "name", "priceCents", "stock");

    static JsonObject check(JsonElement body, List<String> allowed, List<String> required) {
        if (!body.isJsonObject()) {
            throw ApiError.invalid(List.of(""));
        }
        JsonObject object = body.getAsJsonObject();
        List<String> wrong = new ArrayList<>();
        for (String field : required) {
            if (!object.has(field)) {
                wrong.add(field);
            }
        }
        for (String field : object.keySet()) {
            if (!allowed.contains(field) || !isValid(field, object.get(field))) {
                wrong.add(field);
            }
        }
        if (!wrong.isEmpty()) {
            throw ApiError.invalid(wrong);
        }
        return object;
    }

    private static boolean isValid(String field, JsonElement value) {
        return switch (field) {
            case "sku" -> isText(value, 40) && value.getAsString().matches("[A-Z0-9-]+");
            case "name" -> isText(value, 200);
            case "customer" -> isText(value, 100);
            case "priceCents" -> isInteger(value, 0, 10_000_000);
            case "stock" -> isInteger(value, 0, 1_000_000);
            case "quantity" -> isInteger(value, 1, 1000);
            case "lines" -> areLines(value);
            default -> false;
        };
    }

    private static boolean isText(JsonElement value, int longest) {
        if (!(value instanceof JsonPrimitive primitive) || !primitive.isString()) {
            return false;
        }
        String text = primitive.getAsString();
        return !text.isBlank() && text.codePointCount(0, text.length()) <= longest;
    }

    private static boolean isInteger(JsonElement value, int least, int most) {
        if (!(value instanceof JsonPrimitive primitive) || !primitive.isNumber() || !primitive.getAsString().matches("-?\\d{1,10}")) {
            return false;
        }
        return primitive.getAsLong() >= least && primitive.getAsLong() <= most;
    }

    private static boolean areLines(JsonElement value) {
        if (!value.isJsonArray() || value.getAsJsonArray().isEmpty() || value.getAsJsonArray().size() > 20) {
            return false;
        }
        Set<Integer> ids = new HashSet<>();
        for (JsonElement element : value.getAsJsonArray()) {
            if (!element.isJsonObject() || !element.getAsJsonObject().keySet().equals(Set.of("productId", "quantity"))) {
                return false;
            }
            JsonObject line = element.getAsJsonObject();
            if (!isInteger(line.get("productId"), 1, Integer.MAX_VALUE)
                || !isInteger(line.get("quantity"), 1, 1000)
                || !ids.add(line.get("productId").getAsInt())) {
                return false;
            }
        }
        return true;
    }
}
