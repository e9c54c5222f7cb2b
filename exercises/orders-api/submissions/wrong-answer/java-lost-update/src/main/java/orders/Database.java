package orders;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/** Connections to MariaDB, transactions, and what the service does when there is no database. */
public final class Database {
    private static final int ATTEMPTS = 8;
    /** A deadlock, or a row that was changed since it was read: the server ended the transaction to let others go on. */
    private static final Set<Integer> ENDED_FOR_OTHERS = Set.of(1213, 1020);

    private final HikariDataSource pool;

    /** What is done on one connection. */
    public interface Work<T> {
        T run(Session session) throws SQLException;
    }

    private Database(HikariDataSource pool) {
        this.pool = pool;
    }

    /** Takes an address as {@code mysql://user:password@host:port/database}. */
    public static Database connect(String address) {
        URI uri = URI.create(address);
        String[] user = uri.getUserInfo().split(":", 2);
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:mariadb://" + uri.getHost() + ":" + uri.getPort() + uri.getPath());
        config.setUsername(user[0]);
        config.setPassword(user[1]);
        config.setMaximumPoolSize(10);
        // A frozen server never says so: these are all the time there is, within the three seconds for an answer.
        config.setConnectionTimeout(1500);
        config.setValidationTimeout(500);
        config.addDataSourceProperty("connectTimeout", 1500);
        config.addDataSourceProperty("socketTimeout", 1500);
        return new Database(new HikariDataSource(config));
    }

    public void createTables() throws IOException {
        try (InputStream schema = Database.class.getResourceAsStream("/schema.sql")) {
            for (String statement : new String(schema.readAllBytes(), StandardCharsets.UTF_8).split(";\\s*")) {
                run(session -> session.update(statement));
            }
        }
    }

    /** Statements that are each committed by themselves. */
    public <T> T run(Work<T> work) {
        try (Connection connection = pool.getConnection()) {
            return work.run(new Session(connection));
        } catch (SQLException e) {
            throw toProblem(e);
        }
    }

    /** All that the work does, or nothing of it. It may be done several times, until one of them is not ended for others. */
    public <T> T inTransaction(Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return tryInTransaction(work);
            } catch (SQLException e) {
                if (attempt == ATTEMPTS || !ENDED_FOR_OTHERS.contains(e.getErrorCode())) {
                    throw toProblem(e);
                }
            }
        }
    }

    private <T> T tryInTransaction(Work<T> work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.run(new Session(connection));
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        }
    }

    private static void rollBack(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** 08 and 70 are a lost connection and a server that ends it; the pool tells of having none without any state. */
    private static RuntimeException toProblem(SQLException e) {
        String state = e.getSQLState();
        boolean isAway = state == null || state.startsWith("08") || state.startsWith("70");
        return isAway ? Problem.databaseAway() : new IllegalStateException(e);
    }
}
