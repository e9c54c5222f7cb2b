import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

public class Todos {
    static final ObjectMapper mapper = new ObjectMapper();
    static final Map<Integer, ObjectNode> todos = new ConcurrentHashMap<>();
    static final AtomicInteger lastId = new AtomicInteger();

    public static void main(String[] args) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(Integer.parseInt(System.getenv("PORT"))), 0);
        server.createContext("/todos", exchange -> {
            try (exchange) {
                handle(exchange);
            } catch (Exception e) {
                System.err.println("Unexpected error, stopping: " + e.getMessage());
                System.exit(1);
            }
        });
        server.start();
    }

    static void handle(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("POST")) {
            ObjectNode todo = (ObjectNode) mapper.readTree(exchange.getRequestBody());
            int id = lastId.incrementAndGet();
            todo.put("id", id).put("version", 1).put("minutesSpent", 0);
            todos.put(id, todo);
            send(exchange, 201, todo);
        } else {
            String id = exchange.getRequestURI().getPath().replaceFirst(".*/", "");
            JsonNode todo = id.matches("\\d+") ? todos.get(Integer.parseInt(id)) : null;
            send(exchange, todo == null ? 404 : 200, todo == null ? mapper.createObjectNode() : todo);
        }
    }

    static void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
        byte[] content = mapper.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, content.length);
        exchange.getResponseBody().write(content);
    }
}
