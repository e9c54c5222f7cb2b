package shop;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.zaxxer.hikari.HikariDataSource;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The connection pool, and JDBC with fewer words. */
public class Db {
    private static final int MOST_ATTEMPTS = 6;
    private static final int PAUSE_MS = 25;
    private static final HikariDataSource POOL = createPool(URI.create(System.getenv("DATABASE_URL")));

    interface Work<T> {
        T doWith(Connection connection) throws SQLException;
    }

    private static HikariDataSource createPool(URI uri) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl("jdbc:mariadb://" + uri.getHost() + ":" + uri.getPort() + uri.getPath()
            + "?connectTimeout=1500&socketTimeout=1500");
        pool.setUsername(uri.getUserInfo().split(":")[0]);
        pool.setPassword(uri.getUserInfo().split(":")[1]);
        pool.setMaximumPoolSize(12);
        pool.setConnectionTimeout(1500);
        pool.setValidationTimeout(500);
        return pool;
    }

    static void createTables() throws SQLException {
        try (Connection connection = POOL.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("""
                CREATE TABLE IF NOT EXISTS products (
                  id INT AUTO_INCREMENT PRIMARY KEY, sku VARCHAR(40) NOT NULL UNIQUE, name VARCHAR(200) NOT NULL,
                  price_cents INT NOT NULL, stock INT UNSIGNED NOT NULL DEFAULT 0, INDEX (price_cents, id))""");
            statement.execute("""
                CREATE TABLE IF NOT EXISTS orders (
                  id INT AUTO_INCREMENT PRIMARY KEY, customer VARCHAR(100) COLLATE utf8mb4_bin NOT NULL,
                  status ENUM('open', 'paid', 'cancelled') NOT NULL DEFAULT 'open', total_cents BIGINT NOT NULL DEFAULT 0,
                  idempotency_key VARCHAR(100) COLLATE utf8mb4_bin UNIQUE, INDEX (customer))""");
            statement.execute("""
                CREATE TABLE IF NOT EXISTS order_lines (
                  order_id INT NOT NULL, product_id INT NOT NULL, quantity INT NOT NULL CHECK (quantity > 0),
                  price_cents INT NOT NULL, PRIMARY KEY (order_id, product_id),
                  FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE,
                  FOREIGN KEY (product_id) REFERENCES products (id))""");
        }
    }

    static <T> T withConnection(Work<T> work) throws SQLException {
        try (Connection connection = POOL.getConnection()) {
            return work.doWith(connection);
        }
    }

    /** The pool rolls back what was not committed when the connection is returned. */
    static <T> T inTransaction(Work<T> work) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = POOL.getConnection()) {
                connection.setAutoCommit(false);
                T result = work.doWith(connection);
                connection.commit();
                return result;
            } catch (SQLException e) {
                boolean wasInTheWay = e.getErrorCode() == 1213 || e.getErrorCode() == 1020;
                if (!wasInTheWay || attempt == MOST_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    static List<JsonObject> query(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            setValues(statement, values);
            ResultSet result = statement.executeQuery();
            List<JsonObject> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(toJson(result));
            }
            return rows;
        }
    }

    /** A short rest for the database before each list. */
    static synchronized void pause() {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            setValues(statement, values);
            return statement.executeUpdate();
        }
    }

    private static void setValues(PreparedStatement statement, Object[] values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    private static JsonObject toJson(ResultSet result) throws SQLException {
        JsonObject row = new JsonObject();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
            Object value = result.getObject(i);
            JsonElement json = value instanceof Number number ? new JsonPrimitive(number) : new JsonPrimitive(value.toString());
            row.add(result.getMetaData().getColumnLabel(i), json);
        }
        return row;
    }
}
