package orders;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.Executors;

public class Main {
    private static final ObjectMapper JSON = new ObjectMapper();

    // The database is at System.getenv("DATABASE_URL"), which java.net.URI takes apart. HikariCP and the driver of MariaDB
    // are there for you, as are embedded Tomcat and Jetty, if you would rather write servlets.
    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "3000"));
        HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
        server.setExecutor(Executors.newFixedThreadPool(40));
        server.createContext("/", Main::answer);
        server.start();
        System.out.println("listening on " + port);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        // Begin here: POST /products
        sendProblem(exchange, 501, exchange.getRequestMethod() + " " + exchange.getRequestURI() + " is yours to build.");
    }

    private static void sendProblem(HttpExchange exchange, int status, String title) throws IOException {
        try (exchange) {
            byte[] body = JSON.writeValueAsBytes(Map.of("status", status, "title", title));
            exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
