import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Executors;

public class Main {
    // What is in this folder is still there after a restart.
    private static final Path DATA_DIR = Path.of(System.getenv().getOrDefault("DATA_DIR", "/data"));

    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "3000"));
        HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", Main::answer);
        server.start();
        System.out.println("listening on " + port + "; data goes to " + DATA_DIR);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        // Begin here: POST /links. Jackson is there for you (com.fasterxml.jackson.databind.ObjectMapper).
        sendProblem(exchange, 501, exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath() + " is yours to build.");
    }

    private static void sendProblem(HttpExchange exchange, int status, String title) throws IOException {
        try (exchange) {
            byte[] body = "{\"status\": %d, \"title\": \"%s\"}".formatted(status, title).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
