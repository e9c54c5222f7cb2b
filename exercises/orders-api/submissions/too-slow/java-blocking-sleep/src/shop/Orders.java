package shop;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

class Orders {
    private static final String SELECT = "SELECT id, customer, status, total_cents AS totalCents FROM orders ";

    record Placed(JsonObject order, boolean isNew) {}

    static Placed place(JsonObject body, String key) throws SQLException {
        TreeMap<Integer, Integer> quantities = new TreeMap<>();
        for (JsonElement element : body.getAsJsonArray("lines")) {
            JsonObject line = element.getAsJsonObject();
            quantities.put(line.get("productId").getAsInt(), line.get("quantity").getAsInt());
        }
        String customer = body.get("customer").getAsString();
        try {
            return Db.inTransaction(connection -> new Placed(place(connection, customer, quantities, key), true));
        } catch (SQLException e) {
            if (e.getErrorCode() != 1062) {
                throw e;
            }
            return new Placed(Db.withConnection(connection -> read(connection, "WHERE idempotency_key = ?", key).get(0)), false);
        }
    }

    private static JsonObject place(Connection connection, String customer, TreeMap<Integer, Integer> quantities, String key)
            throws SQLException {
        int id = Db.query(connection, "INSERT INTO orders (customer, idempotency_key) VALUES (?, ?) RETURNING id", customer, key)
            .get(0).get("id").getAsInt();
        long total = 0;
        for (JsonObject product : lockProducts(connection, quantities)) {
            int productId = product.get("id").getAsInt();
            int quantity = quantities.get(productId);
            int price = product.get("price_cents").getAsInt();
            Db.update(connection, "UPDATE products SET stock = stock - ? WHERE id = ?", quantity, productId);
            Db.update(connection, "INSERT INTO order_lines (order_id, product_id, quantity, price_cents) VALUES (?, ?, ?, ?)",
                id, productId, quantity, price);
            total += (long) quantity * price;
        }
        Db.update(connection, "UPDATE orders SET total_cents = ? WHERE id = ?", total, id);
        return read(connection, "WHERE id = ?", id).get(0);
    }

    /** The products of an order, of which there is enough, and which nobody else can change for now. */
    private static List<JsonObject> lockProducts(Connection connection, TreeMap<Integer, Integer> quantities) throws SQLException {
        List<JsonObject> products = new ArrayList<>();
        List<Map<String, Integer>> shortages = new ArrayList<>();
        for (int id : quantities.keySet()) {
            var rows = Db.query(connection, "SELECT id, price_cents, stock FROM products WHERE id = ? FOR UPDATE", id);
            if (rows.isEmpty()) {
                throw ApiError.invalid(List.of("lines"));
            }
            int stock = rows.get(0).get("stock").getAsInt();
            if (stock < quantities.get(id)) {
                shortages.add(Map.of("productId", id, "available", stock));
            }
            products.add(rows.get(0));
        }
        if (!shortages.isEmpty()) {
            throw new ApiError(409, "Not enough in stock.").with("shortages", shortages);
        }
        return products;
    }

    static JsonObject find(int id) throws SQLException {
        List<JsonObject> orders = Db.withConnection(connection -> read(connection, "WHERE id = ?", id));
        if (orders.isEmpty()) {
            throw ApiError.notFound();
        }
        return orders.get(0);
    }

    static List<JsonObject> list(String customer, String cursor, int limit) throws SQLException {
        if (!cursor.matches("\\d{1,10}")) {
            throw new ApiError(400, "cursor is not valid.");
        }
        long before = Long.parseLong(cursor);
        Db.pause();
        return Db.withConnection(connection -> customer == null
            ? read(connection, "WHERE id < ? ORDER BY id DESC LIMIT ?", before, limit)
            : read(connection, "WHERE id < ? AND customer = ? ORDER BY id DESC LIMIT ?", before, customer, limit));
    }

    static JsonObject close(int id, String status) throws SQLException {
        boolean isClosed = Db.inTransaction(connection -> {
            boolean isChanged = Db.update(connection, "UPDATE orders SET status = ? WHERE id = ? AND status = 'open'", status, id) == 1;
            if (isChanged && status.equals("cancelled")) {
                Db.update(connection, "UPDATE products p JOIN order_lines l ON l.product_id = p.id"
                    + " SET p.stock = p.stock + l.quantity WHERE l.order_id = ?", id);
            }
            return isChanged;
        });
        JsonObject order = find(id);
        if (!isClosed) {
            throw new ApiError(409, "The order is " + order.get("status").getAsString() + ".");
        }
        return order;
    }

    static void delete(int id) throws SQLException {
        String sql = "DELETE FROM orders WHERE id = ? AND status = 'cancelled'";
        if (Db.withConnection(connection -> Db.update(connection, sql, id)) == 0) {
            throw new ApiError(409, "The order is " + find(id).get("status").getAsString() + ".");
        }
    }

    private static List<JsonObject> read(Connection connection, String where, Object... values) throws SQLException {
        List<JsonObject> orders = Db.query(connection, SELECT + where, values);
        if (orders.isEmpty()) {
            return orders;
        }
        Map<Integer, JsonArray> lines = new TreeMap<>();
        for (JsonObject order : orders) {
            lines.put(order.get("id").getAsInt(), new JsonArray());
            order.add("lines", lines.get(order.get("id").getAsInt()));
        }
        String places = "?" + ", ?".repeat(lines.size() - 1);
        for (JsonObject line : Db.query(connection, "SELECT order_id, product_id AS productId, quantity, price_cents AS priceCents"
                + " FROM order_lines WHERE order_id IN (" + places + ") ORDER BY product_id", lines.keySet().toArray())) {
            lines.get(line.remove("order_id").getAsInt()).add(line);
        }
        return orders;
    }
}
