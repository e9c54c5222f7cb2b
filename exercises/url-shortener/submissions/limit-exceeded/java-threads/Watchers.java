import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Starts watchers for each request, and never stops one. */
public class Watchers {
    static final int THREADS_PER_REQUEST = 40;
    static final int MOST_THREADS = 600; // So that it does no harm where threads are not limited.

    public static void main(String[] args) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(Integer.parseInt(System.getenv("PORT"))), 0);
        server.createContext("/", Watchers::answer);
        server.start();
    }

    static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            startWatchers();
            byte[] body = "{\"status\": 404, \"title\": \"Only watchers here.\"}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
            exchange.sendResponseHeaders(404, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    static void startWatchers() {
        for (int i = 0; i < THREADS_PER_REQUEST && Thread.activeCount() < MOST_THREADS; i++) {
            Thread.ofPlatform().daemon().start(Watchers::watchForEver);
        }
    }

    static void watchForEver() {
        try {
            Thread.sleep(Duration.ofSeconds(90));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
