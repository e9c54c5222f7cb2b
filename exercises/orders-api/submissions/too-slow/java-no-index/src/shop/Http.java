package shop;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What requests carry, and how answers are sent. */
class Http {
    private static final Gson GSON = new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

    static JsonElement readBody(HttpExchange exchange) throws IOException {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (type == null || !type.split(";")[0].trim().equals("application/json")) {
            throw new ApiError(415, "The body must be application/json.");
        }
        String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return GSON.getAdapter(JsonElement.class).fromJson(text);
        } catch (IOException | JsonParseException e) {
            throw new ApiError(400, "The body is not JSON: " + e.getMessage());
        }
    }

    static Map<String, String> readQuery(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        String text = exchange.getRequestURI().getRawQuery();
        for (String pair : text == null ? new String[0] : text.split("&")) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], parts.length == 1 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    static int readInteger(Map<String, String> query, String name, int fallback, int least, int most) {
        String text = query.getOrDefault(name, String.valueOf(fallback));
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            throw new ApiError(400, name + " is not valid.");
        }
        return Integer.parseInt(text);
    }

    static String readKey(HttpExchange exchange) {
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        if (key != null && !key.matches("[!-~]{1,100}")) {
            throw new ApiError(400, "Idempotency-Key is not valid.");
        }
        return key;
    }

    static void sendPage(HttpExchange exchange, List<JsonObject> rows, int limit, Function<JsonObject, String> cursorOf)
            throws IOException {
        JsonArray items = new JsonArray();
        rows.stream().limit(limit).forEach(items::add);
        JsonObject page = new JsonObject();
        page.add("items", items);
        page.addProperty("next", rows.size() > limit ? cursorOf.apply(rows.get(limit - 1)) : null);
        send(exchange, 200, page);
    }

    static void send(HttpExchange exchange, int status, JsonObject body) throws IOException {
        byte[] content = GSON.toJson(body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", status < 400 ? "application/json" : "application/problem+json");
        exchange.sendResponseHeaders(status, content.length);
        exchange.getResponseBody().write(content);
    }
}
