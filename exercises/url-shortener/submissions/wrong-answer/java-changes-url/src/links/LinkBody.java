package links;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import links.Problem.Fault;

/** What a caller wants a link to be. */
record LinkBody(String url, String alias, Integer expiresInSeconds) {
    static LinkBody read(JsonElement json) {
        if (!json.isJsonObject()) {
            throw Problem.invalid(List.of(new Fault("", "must be a JSON object")));
        }
        JsonObject body = json.getAsJsonObject();
        List<Fault> faults = new ArrayList<>();
        if (!body.has("url")) {
            faults.add(new Fault("url", "is required"));
        }
        for (String field : body.keySet()) {
            String message = switch (field) {
                case "url" -> isUrl(body.get(field)) ? null : "must be an http or https URL of at most 2048 characters";
                case "alias" -> isAlias(body.get(field)) ? null : "must be 3 to 30 letters, digits, dashes and underscores";
                case "expiresInSeconds" -> isExpiry(body.get(field)) ? null : "must be an integer from 1 to 31536000";
                default -> "is not known";
            };
            if (message != null) {
                faults.add(new Fault(field, message));
            }
        }
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        return new LinkBody(
            URI.create(body.get("url").getAsString()).normalize().toString(),
            body.has("alias") ? body.get("alias").getAsString() : null,
            body.has("expiresInSeconds") ? body.get("expiresInSeconds").getAsInt() : null);
    }

    private static boolean isUrl(JsonElement value) {
        if (!(value instanceof JsonPrimitive text) || !text.isString() || text.getAsString().length() > 2048) {
            return false;
        }
        try {
            URI uri = URI.create(text.getAsString());
            boolean isAscii = text.getAsString().chars().allMatch(c -> c < 128);
            return isAscii && uri.getHost() != null && uri.getScheme().matches("(?i)https?");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isAlias(JsonElement value) {
        return value instanceof JsonPrimitive text && text.isString() && text.getAsString().matches("[\\w-]{3,30}")
            && !text.getAsString().equals("links");
    }

    private static boolean isExpiry(JsonElement value) {
        return value instanceof JsonPrimitive number && number.isNumber() && number.getAsString().matches("[1-9]\\d{0,7}")
            && number.getAsInt() <= 31_536_000;
    }
}
