package shop;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

public class OrdersApi {
    private static final int HIGHEST = 999_999_999;
    private static final String FIRST_PRODUCTS = "0-0";
    private static final String NEWEST_ORDERS = "2147483647";

    interface Action {
        void run(HttpExchange exchange, int id) throws IOException, SQLException;
    }

    /** By the path, with a star for the id, then by the method. */
    private static final Map<String, Map<String, Action>> ROUTES = Map.of(
        "/health", Map.of("GET", OrdersApi::checkHealth),
        "/products", Map.of("GET", OrdersApi::listProducts, "POST", OrdersApi::createProduct),
        "/products/*", Map.of("GET", OrdersApi::readProduct, "PATCH", OrdersApi::changeProduct, "DELETE", OrdersApi::deleteProduct),
        "/products/*/restock", Map.of("POST", OrdersApi::restock),
        "/orders", Map.of("GET", OrdersApi::listOrders, "POST", OrdersApi::placeOrder),
        "/orders/*", Map.of("GET", OrdersApi::readOrder, "DELETE", OrdersApi::deleteOrder),
        "/orders/*/pay", Map.of("POST", (exchange, id) -> Http.send(exchange, 200, Orders.close(id, "paid"))),
        "/orders/*/cancel", Map.of("POST", (exchange, id) -> Http.send(exchange, 200, Orders.close(id, "cancelled"))));

    public static void main(String[] args) throws Exception {
        Db.createTables();
        HttpServer server = HttpServer.create(new InetSocketAddress(Integer.parseInt(System.getenv("PORT"))), 100);
        server.setExecutor(Executors.newFixedThreadPool(40));
        server.createContext("/", OrdersApi::handle);
        server.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(0)));
    }

    private static void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                route(exchange);
            } catch (ApiError e) {
                Http.send(exchange, e.status, e.body);
            } catch (SQLException e) {
                System.out.println(e.getErrorCode() + " " + e.getMessage());
                exchange.getResponseHeaders().set("Retry-After", "1");
                Http.send(exchange, 503, new ApiError(503, "The database is away.").body);
            } catch (RuntimeException e) {
                e.printStackTrace();
                Http.send(exchange, 500, new ApiError(500, "Something is wrong here.").body);
            }
        }
    }

    private static void route(HttpExchange exchange) throws IOException, SQLException {
        String[] parts = exchange.getRequestURI().getPath().split("/");
        boolean hasId = parts.length > 2;
        String id = hasId ? parts[2] : "0";
        if (hasId) {
            parts[2] = "*";
        }
        Map<String, Action> actions = ROUTES.get(String.join("/", parts));
        if (actions == null) {
            throw ApiError.notFound();
        }
        Action action = actions.get(exchange.getRequestMethod());
        if (action == null) {
            exchange.getResponseHeaders().set("Allow", String.join(", ", actions.keySet()));
            throw new ApiError(405, "This path has no such method.");
        }
        // Whatever is no number of a row is the number of none.
        action.run(exchange, id.matches("\\d{1,9}") ? Integer.parseInt(id) : 0);
    }

    private static void checkHealth(HttpExchange exchange, int id) throws IOException, SQLException {
        JsonObject status = new JsonObject();
        Db.withConnection(connection -> Db.query(connection, "SELECT 1 AS one"));
        status.addProperty("status", "ok");
        Http.send(exchange, 200, status);
    }

    private static void createProduct(HttpExchange exchange, int id) throws IOException, SQLException {
        JsonObject body = Rules.check(Http.readBody(exchange), Rules.PRODUCT, List.of("sku", "name", "priceCents"));
        JsonObject product = Products.create(body);
        exchange.getResponseHeaders().set("Location", "/products/" + product.get("id"));
        Http.send(exchange, 201, product);
    }

    private static void listProducts(HttpExchange exchange, int id) throws IOException, SQLException {
        Map<String, String> query = Http.readQuery(exchange);
        int limit = Http.readInteger(query, "limit", 20, 1, 100);
        int lowest = Http.readInteger(query, "minPriceCents", 0, 0, HIGHEST);
        int highest = Http.readInteger(query, "maxPriceCents", HIGHEST, 0, HIGHEST);
        List<JsonObject> products = Products.list(lowest, highest, query.getOrDefault("cursor", FIRST_PRODUCTS), limit + 1);
        Http.sendPage(exchange, products, limit, Products::cursorOf);
    }

    private static void readProduct(HttpExchange exchange, int id) throws IOException, SQLException {
        Http.send(exchange, 200, Products.find(id));
    }

    private static void changeProduct(HttpExchange exchange, int id) throws IOException, SQLException {
        JsonObject changes = Rules.check(Http.readBody(exchange), List.of("name", "priceCents"), List.of());
        Http.send(exchange, 200, Products.change(id, changes));
    }

    private static void restock(HttpExchange exchange, int id) throws IOException, SQLException {
        JsonObject delivery = Rules.check(Http.readBody(exchange), List.of("quantity"), List.of("quantity"));
        Http.send(exchange, 200, Products.restock(id, delivery.get("quantity").getAsInt()));
    }

    private static void deleteProduct(HttpExchange exchange, int id) throws IOException, SQLException {
        Products.delete(id);
        exchange.sendResponseHeaders(204, -1);
    }

    private static void placeOrder(HttpExchange exchange, int id) throws IOException, SQLException {
        JsonObject body = Rules.check(Http.readBody(exchange), List.of("customer", "lines"), List.of("customer", "lines"));
        Orders.Placed placed = Orders.place(body, Http.readKey(exchange));
        exchange.getResponseHeaders().set("Location", "/orders/" + placed.order().get("id"));
        Http.send(exchange, placed.isNew() ? 201 : 200, placed.order());
    }

    private static void listOrders(HttpExchange exchange, int id) throws IOException, SQLException {
        Map<String, String> query = Http.readQuery(exchange);
        int limit = Http.readInteger(query, "limit", 20, 1, 100);
        List<JsonObject> orders = Orders.list(query.get("customer"), query.getOrDefault("cursor", NEWEST_ORDERS), limit + 1);
        Http.sendPage(exchange, orders, limit, order -> order.get("id").getAsString());
    }

    private static void readOrder(HttpExchange exchange, int id) throws IOException, SQLException {
        Http.send(exchange, 200, Orders.find(id));
    }

    private static void deleteOrder(HttpExchange exchange, int id) throws IOException, SQLException {
        Orders.delete(id);
        exchange.sendResponseHeaders(204, -1);
    }
}
