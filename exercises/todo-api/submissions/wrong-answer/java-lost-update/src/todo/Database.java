package todo;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Connections to PostgreSQL, and what the service does when there are none. */
public final class Database implements AutoCloseable {
    private final HikariDataSource pool;

    /** Turns a row into a value. */
    public interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private Database(HikariDataSource pool) {
        this.pool = pool;
    }

    /** Takes an address as {@code postgresql://user:password@host:port/database}. */
    public static Database connect(String address) {
        URI uri = URI.create(address);
        String[] user = uri.getUserInfo().split(":", 2);
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath());
        config.setUsername(user[0]);
        config.setPassword(user[1]);
        config.setMaximumPoolSize(10);
        // A frozen server never says so: these are all the time there is, within the three seconds for an answer.
        config.setConnectionTimeout(1500);
        config.setValidationTimeout(500);
        config.addDataSourceProperty("connectTimeout", 2);
        config.addDataSourceProperty("socketTimeout", 2);
        return new Database(new HikariDataSource(config));
    }

    public void execute(String sql) {
        try (Connection connection = pool.getConnection(); PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        } catch (SQLException e) {
            throw toProblem(e);
        }
    }

    public <T> List<T> query(String sql, RowReader<T> reader, Object... values) {
        try (Connection connection = pool.getConnection(); PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            List<T> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(reader.read(result));
                }
            }
            return rows;
        } catch (SQLException e) {
            throw toProblem(e);
        }
    }

    /** 08, 53 and 57 are a lost connection, a full and a stopping server; the pool itself tells of none by its own exception. */
    private static RuntimeException toProblem(SQLException e) {
        String state = e.getSQLState() == null ? "08" : e.getSQLState();
        return state.matches("(08|53|57).*") ? Problem.databaseAway() : new IllegalStateException(e);
    }

    @Override
    public void close() {
        pool.close();
    }
}
