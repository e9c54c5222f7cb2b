package orders;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orders.Order.Line;
import orders.Problem.Fault;
import orders.Problem.Shortage;

/** Orders in MariaDB, each made and changed in one transaction. */
public final class OrderStore {
    private static final String SELECT = "SELECT id, customer, status, total_cents FROM orders ";

    private final Database database;

    /** An order, and whether this request made it. */
    public record Placed(Order order, boolean isNew) {}

    private record Stocked(int id, int priceCents, int stock) {}

    public OrderStore(Database database) {
        this.database = database;
    }

    public Optional<Order> find(int id) {
        return database.run(session -> find(session, "WHERE id = ?", id));
    }

    /** Newest first, before an id; of one customer, or of all where it is null. */
    public List<Order> list(String customer, int beforeId, int limit) {
        return database.run(session -> customer == null
            ? query(session, "WHERE id < ? ORDER BY id DESC LIMIT ?", beforeId, limit)
            : query(session, "WHERE id < ? AND customer = ? ORDER BY id DESC LIMIT ?", beforeId, customer, limit));
    }

    /** The key, which may be null, is written first: whoever comes second with it waits there until the first is done. */
    public Placed place(String customer, Map<Integer, Integer> quantities, String key) {
        return database.inTransaction(session -> {
            int id;
            try {
                id = session.insert(
                    "INSERT INTO orders (customer, status, total_cents, idempotency_key) VALUES (?, 'open', 0, ?)", customer, key);
            } catch (SQLException e) {
                if (e.getErrorCode() == Session.DUPLICATE_KEY) {
                    return new Placed(find(session, "WHERE idempotency_key = ?", key).orElseThrow(), false);
                }
                throw e;
            }
            List<Line> lines = takeFromStock(session, quantities);
            long totalCents = lines.stream().mapToLong(line -> (long) line.quantity() * line.priceCents()).sum();
            session.updateEach("INSERT INTO order_lines (order_id, product_id, quantity, price_cents) VALUES (?, ?, ?, ?)",
                lines.stream().map(line -> new Object[] {id, line.productId(), line.quantity(), line.priceCents()}).toList());
            session.update("UPDATE orders SET total_cents = ? WHERE id = ?", totalCents, id);
            return new Placed(new Order(id, customer, "open", totalCents, lines), true);
        });
    }

    /** Makes an open order paid or cancelled; whether it was open. */
    public boolean close(int id, String status) {
        return database.inTransaction(session -> {
            boolean isClosed = session.update("UPDATE orders SET status = ? WHERE id = ? AND status = 'open'", status, id) == 1;
            if (isClosed && status.equals("cancelled")) {
                session.update("UPDATE products p JOIN order_lines l ON l.product_id = p.id "
                    + "SET p.stock = p.stock + l.quantity WHERE l.order_id = ?", id);
            }
            return isClosed;
        });
    }

    public boolean removeCancelled(int id) {
        return database.run(session -> session.update("DELETE FROM orders WHERE id = ? AND status = 'cancelled'", id) == 1);
    }

    /** Locks the products, by ascending id as everybody does, and takes what is ordered. */
    private static List<Line> takeFromStock(Session session, Map<Integer, Integer> quantities) throws SQLException {
        List<Integer> ids = List.copyOf(quantities.keySet());
        List<Stocked> products = session.query(
            "SELECT id, price_cents, stock FROM products WHERE id IN (" + Session.placesFor(ids) + ") ORDER BY id FOR UPDATE",
            row -> new Stocked(row.getInt("id"), row.getInt("price_cents"), row.getInt("stock")), ids.toArray());
        if (products.size() < ids.size()) {
            throw Problem.invalid(List.of(new Fault("lines", "name a product that does not exist")));
        }
        List<Shortage> shortages = products.stream()
            .filter(product -> product.stock() < quantities.get(product.id()))
            .map(product -> new Shortage(product.id(), product.stock()))
            .toList();
        if (!shortages.isEmpty()) {
            throw Problem.notEnough(shortages);
        }
        session.updateEach("UPDATE products SET stock = stock - ? WHERE id = ?",
            ids.stream().map(id -> new Object[] {quantities.get(id), id}).toList());
        return products.stream().map(product -> new Line(product.id(), quantities.get(product.id()), product.priceCents())).toList();
    }

    private static Optional<Order> find(Session session, String where, Object value) throws SQLException {
        return query(session, where, value).stream().findFirst();
    }

    /** Orders with their lines, which are read for all of them at once. */
    private static List<Order> query(Session session, String where, Object... values) throws SQLException {
        Map<Integer, List<Line>> lines = new HashMap<>();
        List<Order> orders = session.query(SELECT + where, row -> readOrder(row, lines), values);
        if (!orders.isEmpty()) {
            List<Integer> ids = orders.stream().map(Order::id).toList();
            session.query("SELECT order_id, product_id, quantity, price_cents FROM order_lines WHERE order_id IN ("
                + Session.placesFor(ids) + ") ORDER BY product_id", row -> lines.get(row.getInt("order_id")).add(readLine(row)), ids.toArray());
        }
        return orders;
    }

    private static Order readOrder(ResultSet row, Map<Integer, List<Line>> lines) throws SQLException {
        int id = row.getInt("id");
        lines.put(id, new ArrayList<>());
        return new Order(id, row.getString("customer"), row.getString("status"), row.getLong("total_cents"), lines.get(id));
    }

    private static Line readLine(ResultSet row) throws SQLException {
        return new Line(row.getInt("product_id"), row.getInt("quantity"), row.getInt("price_cents"));
    }
}
