package shop;

import com.google.gson.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

class Products {
    private static final String COLUMNS = "id, sku, name, price_cents AS priceCents, stock";

    static JsonObject create(JsonObject product) throws SQLException {
        int stock = product.has("stock") ? product.get("stock").getAsInt() : 0;
        try {
            return Db.withConnection(connection -> Db.query(connection,
                "INSERT INTO products (sku, name, price_cents, stock) VALUES (?, ?, ?, ?) RETURNING " + COLUMNS,
                product.get("sku").getAsString(), product.get("name").getAsString(), product.get("priceCents").getAsInt(), stock)).get(0);
        } catch (SQLException e) {
            if (e.getErrorCode() == 1062) {
                throw new ApiError(409, "The sku is taken.");
            }
            throw e;
        }
    }

    static JsonObject find(int id) throws SQLException {
        return Db.withConnection(connection -> find(connection, id));
    }

    static JsonObject change(int id, JsonObject changes) throws SQLException {
        return Db.inTransaction(connection -> {
            if (changes.has("name")) {
                Db.update(connection, "UPDATE products SET name = ? WHERE id = ?", changes.get("name").getAsString(), id);
            }
            if (changes.has("priceCents")) {
                Db.update(connection, "UPDATE products SET price_cents = ? WHERE id = ?", changes.get("priceCents").getAsInt(), id);
            }
            return find(connection, id);
        });
    }

    static JsonObject restock(int id, int quantity) throws SQLException {
        return Db.withConnection(connection -> {
            Db.update(connection, "UPDATE products SET stock = stock + ? WHERE id = ?", quantity, id);
            return find(connection, id);
        });
    }

    static void delete(int id) throws SQLException {
        try {
            if (Db.withConnection(connection -> Db.update(connection, "DELETE FROM products WHERE id = ?", id)) == 0) {
                throw ApiError.notFound();
            }
        } catch (SQLException e) {
            if (e.getErrorCode() == 1451) {
                throw new ApiError(409, "The product was ordered.");
            }
            throw e;
        }
    }

    /** The cursor is price and id of the last product that was seen. */
    static List<JsonObject> list(int lowest, int highest, String cursor, int limit) throws SQLException {
        if (!cursor.matches("\\d{1,9}-\\d{1,9}")) {
            throw new ApiError(400, "cursor is not valid.");
        }
        int price = Integer.parseInt(cursor.split("-")[0]);
        int id = Integer.parseInt(cursor.split("-")[1]);
        Db.pause();
        return Db.withConnection(connection -> Db.query(connection, "SELECT " + COLUMNS + " FROM products WHERE price_cents <= ?"
            + " AND price_cents >= ? AND (price_cents > ? OR id > ?) ORDER BY price_cents, id LIMIT ?",
            highest, Math.max(lowest, price), price, id, limit));
    }

    static String cursorOf(JsonObject product) {
        return product.get("priceCents") + "-" + product.get("id");
    }

    private static JsonObject find(Connection connection, int id) throws SQLException {
        List<JsonObject> rows = Db.query(connection, "SELECT " + COLUMNS + " FROM products WHERE id = ?", id);
        if (rows.isEmpty()) {
            throw ApiError.notFound();
        }
        return rows.get(0);
    }
}
