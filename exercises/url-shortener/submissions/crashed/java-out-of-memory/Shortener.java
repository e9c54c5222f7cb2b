import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

public class Shortener {
    /** Room for everything a visitor may want to tell us. */
    record Visit(String path, byte[] notes) {}

    private static final List<Visit> VISITS = new ArrayList<>();

    public static void main(String[] args) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(Integer.parseInt(System.getenv("PORT"))), 0);
        server.createContext("/", Shortener::answer);
        server.start();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        VISITS.add(new Visit(exchange.getRequestURI().getPath(), new byte[4 * 1024 * 1024]));
        byte[] body = "{\"status\": 404, \"title\": \"There is no such link.\"}".getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
        exchange.sendResponseHeaders(404, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
