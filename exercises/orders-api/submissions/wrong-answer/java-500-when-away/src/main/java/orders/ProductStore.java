package orders;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Products in MariaDB. Every change is one statement, so callers cannot come between reading and writing. */
public final class ProductStore {
    private static final String COLUMNS = "id, sku, name, price_cents, stock";
    private static final Map<String, String> COLUMN_OF = Map.of("name", "name", "priceCents", "price_cents");

    private final Database database;

    public ProductStore(Database database) {
        this.database = database;
    }

    /** Empty when the sku is taken. */
    public Optional<Product> create(String sku, String name, int priceCents, int stock) {
        return database.run(session -> {
            try {
                int id = session.insert(
                    "INSERT INTO products (sku, name, price_cents, stock) VALUES (?, ?, ?, ?)", sku, name, priceCents, stock);
                return Optional.of(new Product(id, sku, name, priceCents, stock));
            } catch (SQLException e) {
                if (e.getErrorCode() == Session.DUPLICATE_KEY) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    public Optional<Product> find(int id) {
        return database.run(session -> find(session, id));
    }

    /** Writes only the named fields. */
    public Optional<Product> change(int id, Map<String, Object> changes) {
        List<String> sets = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        changes.forEach((field, value) -> {
            sets.add(COLUMN_OF.get(field) + " = ?");
            values.add(value);
        });
        values.add(id);
        return database.run(session -> {
            if (!sets.isEmpty()) {
                session.update("UPDATE products SET " + String.join(", ", sets) + " WHERE id = ?", values.toArray());
            }
            return find(session, id);
        });
    }

    public Optional<Product> restock(int id, int quantity) {
        return database.run(session -> {
            session.update("UPDATE products SET stock = stock + ? WHERE id = ?", quantity, id);
            return find(session, id);
        });
    }

    /** Whether there was something to remove. */
    public boolean remove(int id) {
        return database.run(session -> {
            try {
                return session.update("DELETE FROM products WHERE id = ?", id) == 1;
            } catch (SQLException e) {
                if (e.getErrorCode() == Session.ROW_IS_REFERENCED) {
                    throw new Problem(409, "The product was ordered.");
                }
                throw e;
            }
        });
    }

    /** By price and id, after the product that had these at the end of the page before. */
    public List<Product> list(int fromCents, int toCents, int afterCents, int afterId, int limit) {
        return database.run(session -> session.query(
            "SELECT " + COLUMNS + " FROM products WHERE price_cents BETWEEN ? AND ? AND (price_cents > ? OR id > ?) "
                + "ORDER BY price_cents, id LIMIT ?",
            ProductStore::readProduct, Math.max(fromCents, afterCents), toCents, afterCents, afterId, limit));
    }

    private static Optional<Product> find(Session session, int id) throws SQLException {
        return session.queryOne("SELECT " + COLUMNS + " FROM products WHERE id = ?", ProductStore::readProduct, id);
    }

    private static Product readProduct(ResultSet row) throws SQLException {
        return new Product(row.getInt("id"), row.getString("sku"), row.getString("name"), row.getInt("price_cents"), row.getInt("stock"));
    }
}
