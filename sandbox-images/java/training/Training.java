package image;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Does a little of what services do with each library: the classes this loads are in the recorded cache. */
public final class Training {
    private static final ObjectMapper JSON = JsonMapper.builder().addModule(new JavaTimeModule()).build();

    public record Item(long id, String title, boolean done, Instant createdAt) {}

    public static final class ItemServlet extends HttpServlet {
        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            Item item = JSON.readValue(request.getInputStream(), Item.class);
            response.setContentType("application/json");
            response.getOutputStream().write(JSON.writeValueAsBytes(List.of(item)));
        }
    }

    public static void main(String[] args) throws Exception {
        serveByJdk();
        serveByTomcat();
        serveByJetty();
        loadDatabaseClasses();
    }

    private static void serveByJdk() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", Training::answer);
        server.start();
        call(server.getAddress().getPort());
        server.stop(0);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Item item = JSON.readValue(exchange.getRequestBody(), Item.class);
            byte[] body = JSON.writeValueAsBytes(Map.of("items", List.of(item)));
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static void serveByTomcat() throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(Files.createTempDirectory("tomcat").toString());
        tomcat.setHostname("127.0.0.1");
        tomcat.setPort(0);
        var context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "items", new ItemServlet());
        context.addServletMappingDecoded("/*", "items");
        tomcat.getConnector();
        tomcat.start();
        call(tomcat.getConnector().getLocalPort());
        tomcat.stop();
        tomcat.destroy();
    }

    private static void serveByJetty() throws Exception {
        Server server = new Server(new InetSocketAddress("127.0.0.1", 0));
        var context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(new ItemServlet()), "/*");
        server.setHandler(context);
        server.start();
        call(((ServerConnector) server.getConnectors()[0]).getLocalPort());
        server.stop();
    }

    private static void call(int port) throws Exception {
        String body = JSON.writeValueAsString(new Item(1, "Buy milk", false, Instant.EPOCH));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            var response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200 || !response.body().contains("Buy milk")) {
                throw new IllegalStateException("A server did not answer as it should: " + response.statusCode() + response.body());
            }
        }
    }

    /** There is no database here: the classes are loaded as far as a refused connection leads. */
    private static void loadDatabaseClasses() {
        for (String url : List.of("jdbc:postgresql://127.0.0.1:1/app", "jdbc:mariadb://127.0.0.1:1/app")) {
            var config = new com.zaxxer.hikari.HikariConfig();
            config.setJdbcUrl(url);
            config.setInitializationFailTimeout(-1);
            config.setConnectionTimeout(300);
            try (var pool = new com.zaxxer.hikari.HikariDataSource(config)) {
                pool.getConnection();
            } catch (java.sql.SQLException e) {
                System.out.println("as expected: " + e.getMessage());
            }
        }
    }
}
