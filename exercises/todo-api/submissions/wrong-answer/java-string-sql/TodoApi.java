import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

public class TodoApi {
    static final Gson GSON = new GsonBuilder().serializeNulls().disableHtmlEscaping().create();
    static final String COLUMNS = "id, title, notes, done, \"dueOn\", \"minutesSpent\", version, \"createdAt\", \"updatedAt\"";

    public static void main(String[] args) throws Exception {
        Db.query("CREATE TABLE IF NOT EXISTS todos (id serial PRIMARY KEY, title text, notes text, done boolean, \"dueOn\" text,"
            + " \"minutesSpent\" integer DEFAULT 0, version integer DEFAULT 1,"
            + " \"createdAt\" timestamptz DEFAULT now(), \"updatedAt\" timestamptz DEFAULT now())");
        HttpServer server = HttpServer.create(new InetSocketAddress(Integer.parseInt(System.getenv("PORT"))), 100);
        server.setExecutor(Executors.newFixedThreadPool(20));
        server.createContext("/health", TodoApi::health);
        server.createContext("/todos", TodoApi::handle);
        server.createContext("/", exchange -> problem(exchange, 404, "There is no such path."));
        server.start();
    }

    static void health(HttpExchange exchange) throws IOException {
        try {
            Db.query("SELECT 1");
            send(exchange, 200, Map.of("status", "ok"));
        } catch (SQLException e) {
            problem(exchange, 503, "The database is away.");
        }
    }

    static void handle(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI().getPath().split("/");
        String method = exchange.getRequestMethod();
        try {
            if (path.length == 2 && method.equals("GET")) {
                list(exchange);
            } else if (path.length == 2 && method.equals("POST")) {
                create(exchange);
            } else if (path.length == 3 && method.equals("GET")) {
                one(exchange, 200, Db.query("SELECT " + COLUMNS + " FROM todos WHERE id = " + path[2]));
            } else if (path.length == 3 && method.equals("PATCH")) {
                change(exchange, path[2]);
            } else if (path.length == 3 && method.equals("DELETE")) {
                delete(exchange, path[2]);
            } else if (path.length == 4 && method.equals("POST")) {
                addTime(exchange, path[2]);
            } else {
                problem(exchange, 405, "There is no such method.");
            }
        } catch (JsonSyntaxException e) {
            problem(exchange, 400, "The body is not JSON.");
        } catch (SQLException e) {
            e.printStackTrace();
            boolean isAway = e.getSQLState() == null || e.getSQLState().startsWith("08") || e.getSQLState().startsWith("57");
            problem(exchange, isAway ? 503 : 500, e.getMessage());
        }
    }

    static void create(HttpExchange exchange) throws IOException, SQLException {
        JsonElement body = readBody(exchange);
        Map<String, String> faults = Checks.findFaults(body, true);
        if (!faults.isEmpty()) {
            invalid(exchange, faults);
            return;
        }
        JsonObject todo = body.getAsJsonObject();
        List<Map<String, Object>> rows = Db.query("INSERT INTO todos (title, notes, done, \"dueOn\") VALUES ("
            + valueOf(todo, "title", "") + ", " + valueOf(todo, "notes", "") + ", " + valueOf(todo, "done", "false") + ", "
            + valueOf(todo, "dueOn", null) + ") RETURNING " + COLUMNS);
        exchange.getResponseHeaders().set("Location", "/todos/" + rows.get(0).get("id"));
        one(exchange, 201, rows);
    }

    static void change(HttpExchange exchange, String id) throws IOException, SQLException {
        JsonElement body = readBody(exchange);
        Map<String, String> faults = Checks.findFaults(body, false);
        if (!faults.isEmpty()) {
            invalid(exchange, faults);
            return;
        }
        StringBuilder sets = new StringBuilder();
        for (String field : body.getAsJsonObject().keySet()) {
            sets.append('"').append(field).append("\" = ").append(valueOf(body.getAsJsonObject(), field, null)).append(", ");
        }
        one(exchange, 200, Db.query("UPDATE todos SET " + sets + "version = version + 1, \"updatedAt\" = now() WHERE id = " + id
            + " RETURNING " + COLUMNS));
    }

    static void delete(HttpExchange exchange, String id) throws IOException, SQLException {
        if (Db.query("DELETE FROM todos WHERE id = " + id + " RETURNING id").isEmpty()) {
            problem(exchange, 404, "There is no such to-do.");
            return;
        }
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    static void addTime(HttpExchange exchange, String id) throws IOException, SQLException {
        JsonElement body = readBody(exchange);
        if (!body.isJsonObject() || !Checks.isMinutes(body.getAsJsonObject().get("minutes"))) {
            invalid(exchange, Map.of("minutes", "must be an integer from 1 to 1440"));
            return;
        }
        one(exchange, 200, Db.query("UPDATE todos SET \"minutesSpent\" = \"minutesSpent\" + " + body.getAsJsonObject().get("minutes")
            + ", version = version + 1, \"updatedAt\" = now() WHERE id = " + id + " RETURNING " + COLUMNS));
    }

    static void list(HttpExchange exchange) throws IOException, SQLException {
        Map<String, String> query = readQuery(exchange);
        int limit = Integer.parseInt(query.getOrDefault("limit", "20"));
        String where = "id > " + query.getOrDefault("cursor", "0");
        if (query.containsKey("done")) {
            where += " AND done = " + query.get("done");
        }
        if (query.containsKey("search")) {
            where += " AND title ILIKE '%" + query.get("search") + "%'";
        }
        List<Map<String, Object>> rows =
            Db.query("SELECT " + COLUMNS + " FROM todos WHERE " + where + " ORDER BY id LIMIT " + (limit + 1));
        Map<String, Object> page = new HashMap<>();
        page.put("items", rows.size() > limit ? rows.subList(0, limit) : rows);
        page.put("next", rows.size() > limit ? rows.get(limit - 1).get("id").toString() : null);
        send(exchange, 200, page);
    }

    static String valueOf(JsonObject todo, String field, String fallback) {
        JsonElement value = todo.get(field);
        return Db.quote(value == null ? fallback : value.isJsonNull() ? null : value.getAsString());
    }

    static JsonElement readBody(HttpExchange exchange) throws IOException {
        return JsonParser.parseString(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    }

    static Map<String, String> readQuery(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        String text = exchange.getRequestURI().getRawQuery();
        for (String pair : text == null ? new String[0] : text.split("&")) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    static void one(HttpExchange exchange, int status, List<Map<String, Object>> rows) throws IOException {
        if (rows.isEmpty()) {
            problem(exchange, 404, "There is no such to-do.");
            return;
        }
        exchange.getResponseHeaders().set("ETag", "\"" + rows.get(0).get("version") + "\"");
        send(exchange, status, rows.get(0));
    }

    static void invalid(HttpExchange exchange, Map<String, String> faults) throws IOException {
        List<Map<String, String>> errors =
            faults.entrySet().stream().map(fault -> Map.of("field", fault.getKey(), "message", fault.getValue())).toList();
        exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
        send(exchange, 422, Map.of("status", 422, "title", "The to-do is not valid.", "errors", errors));
    }

    static void problem(HttpExchange exchange, int status, String title) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
        if (status == 503) {
            exchange.getResponseHeaders().set("Retry-After", "1");
        }
        send(exchange, status, Map.of("status", status, "title", title));
    }

    static void send(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] content = GSON.toJson(body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().putIfAbsent("Content-Type", List.of("application/json"));
        exchange.sendResponseHeaders(status, content.length);
        exchange.getResponseBody().write(content);
        exchange.close();
    }
}
