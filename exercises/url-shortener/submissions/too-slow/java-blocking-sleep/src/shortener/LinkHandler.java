package shortener;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The whole HTTP side: answers one request from the store. */
final class LinkHandler implements HttpHandler {
    private static final int LARGEST_BODY_BYTES = 64 * 1024;

    private final LinkStore store;
    private final List<Route> routes;

    private interface Answer {
        void send(HttpExchange exchange, String code) throws IOException;
    }

    private record Route(Pattern path, Map<String, Answer> answers) {}

    LinkHandler(LinkStore store) {
        this.store = store;
        routes = List.of(
            route("/links", Map.of("GET", this::list, "POST", this::create)),
            route("/links/([^/]+)", Map.of("GET", this::read, "DELETE", this::delete)),
            route("/([^/]+)", Map.of("GET", this::follow)));
    }

    private static Route route(String path, Map<String, Answer> answers) {
        return new Route(Pattern.compile(path), new TreeMap<>(answers));
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                dispatch(exchange);
            } catch (Problem problem) {
                sendProblem(exchange, problem);
            } catch (RuntimeException e) {
                e.printStackTrace();
                sendProblem(exchange, new Problem(500, "Something went wrong here."));
            }
        }
    }

    private void dispatch(HttpExchange exchange) throws IOException {
        for (Route route : routes) {
            Matcher matcher = route.path().matcher(exchange.getRequestURI().getRawPath());
            if (matcher.matches()) {
                Answer answer = route.answers().get(exchange.getRequestMethod());
                if (answer == null) {
                    throw Problem.methodNotAllowed(route.answers().keySet());
                }
                answer.send(exchange, matcher.groupCount() > 0 ? matcher.group(1) : null);
                return;
            }
        }
        throw new Problem(404, "There is no such path.");
    }

    private void create(HttpExchange exchange, String code) throws IOException {
        NewLink wanted = NewLink.read(Json.parse(readBody(exchange)));
        Link link = store.create(wanted).orElseThrow(() -> new Problem(409, "The alias is in use."));
        exchange.getResponseHeaders().set("Location", "/links/" + link.code());
        send(exchange, 201, "application/json", link);
    }

    private void list(HttpExchange exchange, String code) throws IOException {
        int limit = readInteger(exchange, "limit", 20, 1, 100);
        int offset = readInteger(exchange, "offset", 0, 0, 999_999_999);
        send(exchange, 200, "application/json", store.list(limit, offset));
    }

    private void read(HttpExchange exchange, String code) throws IOException {
        send(exchange, 200, "application/json", store.find(code).orElseThrow(Problem::noSuchLink));
    }

    private void delete(HttpExchange exchange, String code) throws IOException {
        if (!store.remove(code)) {
            throw Problem.noSuchLink();
        }
        exchange.sendResponseHeaders(204, -1);
    }

    private void follow(HttpExchange exchange, String code) throws IOException {
        exchange.getResponseHeaders().set("Location", store.click(code).url());
        exchange.sendResponseHeaders(302, -1);
    }

    private static byte[] readBody(HttpExchange exchange) throws IOException {
        String contentType = exchange.getRequestHeaders().getFirst("Content-Type");
        if (contentType == null || !contentType.split(";")[0].strip().equalsIgnoreCase("application/json")) {
            throw new Problem(415, "The body must be application/json.");
        }
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY_BYTES + 1);
        if (body.length > LARGEST_BODY_BYTES) {
            throw new Problem(413, "The body is too large.");
        }
        return body;
    }

    private static int readInteger(HttpExchange exchange, String name, int fallback, int min, int max) {
        String query = exchange.getRequestURI().getRawQuery();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            String[] parts = pair.split("=", 2);
            if (parts[0].equals(name)) {
                return parseInteger(name, URLDecoder.decode(parts.length > 1 ? parts[1] : "", StandardCharsets.UTF_8), min, max);
            }
        }
        return fallback;
    }

    private static int parseInteger(String name, String text, int min, int max) {
        int value = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
        if (value < min || value > max) {
            throw new Problem(400, name + " must be an integer from " + min + " to " + max + ".");
        }
        return value;
    }

    private static void sendProblem(HttpExchange exchange, Problem problem) throws IOException {
        problem.headers().forEach(exchange.getResponseHeaders()::set);
        send(exchange, problem.status(), "application/problem+json", problem.body());
    }

    private static void send(HttpExchange exchange, int status, String contentType, Object body) throws IOException {
        byte[] content = Json.write(body);
        exchange.getResponseHeaders().set("Content-Type", contentType);
        exchange.sendResponseHeaders(status, content.length);
        exchange.getResponseBody().write(content);
    }
}
