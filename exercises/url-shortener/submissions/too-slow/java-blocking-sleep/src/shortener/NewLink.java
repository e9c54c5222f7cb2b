package shortener;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import shortener.Problem.Fault;

/** What a caller wants a link to be; {@code alias} and {@code expiresInSeconds} are null when they are not given. */
public record NewLink(String url, String alias, Integer expiresInSeconds) {
    /** What is wrong with a value, or null. */
    private static final Map<String, Function<JsonNode, String>> CHECKS =
        Map.of("url", NewLink::checkUrl, "alias", NewLink::checkAlias, "expiresInSeconds", NewLink::checkExpiry);

    /** Reads a body; throws a Problem with everything that is wrong. */
    public static NewLink read(JsonNode body) {
        if (!body.isObject()) {
            throw Problem.invalid(List.of(new Fault("", "must be a JSON object")));
        }
        List<Fault> faults = new ArrayList<>();
        if (!body.has("url")) {
            faults.add(new Fault("url", "is required"));
        }
        body.fields().forEachRemaining(field -> {
            String message = CHECKS.getOrDefault(field.getKey(), value -> "is not a field that can be set").apply(field.getValue());
            if (message != null) {
                faults.add(new Fault(field.getKey(), message));
            }
        });
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        return new NewLink(
            body.get("url").textValue(),
            body.has("alias") ? body.get("alias").textValue() : null,
            body.has("expiresInSeconds") ? body.get("expiresInSeconds").intValue() : null);
    }

    private static String checkUrl(JsonNode value) {
        if (!value.isTextual()) {
            return "must be text";
        }
        String url = value.textValue();
        if (url.length() > 2048) {
            return "must have at most 2048 characters";
        }
        if (!url.matches("[!-~]+")) {
            return "must be percent-encoded: visible ASCII only";
        }
        return hasHost(url) ? null : "must begin with http:// or https:// and a host";
    }

    /** Looks at the beginning only: {@link URI} refuses some characters that browsers and the statement allow. */
    private static boolean hasHost(String url) {
        String[] parts = url.split("[?#]", 2)[0].split("/", 4);
        if (parts.length < 3 || !parts[0].matches("(?i)https?:") || !parts[1].isEmpty()) {
            return false;
        }
        try {
            return new URI(parts[0] + "//" + parts[2]).getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static String checkAlias(JsonNode value) {
        if (!value.isTextual() || !value.textValue().matches("[A-Za-z0-9_-]{3,30}")) {
            return "must be 3 to 30 letters, digits, dashes and underscores";
        }
        return value.textValue().equals("links") ? "is taken by the service itself" : null;
    }

    private static String checkExpiry(JsonNode value) {
        boolean isValid = value.isInt() && value.intValue() >= 1 && value.intValue() <= 31_536_000;
        return isValid ? null : "must be an integer from 1 to 31536000";
    }
}
