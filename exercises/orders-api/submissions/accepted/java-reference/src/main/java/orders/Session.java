package orders;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Statements on one connection. Values never become part of their text. */
public final class Session {
    public static final int DUPLICATE_KEY = 1062;
    public static final int ROW_IS_REFERENCED = 1451;

    private final Connection connection;

    /** Turns a row into a value. */
    public interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    Session(Connection connection) {
        this.connection = connection;
    }

    public <T> List<T> query(String sql, RowReader<T> reader, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values); ResultSet result = statement.executeQuery()) {
            List<T> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(reader.read(result));
            }
            return rows;
        }
    }

    public <T> Optional<T> queryOne(String sql, RowReader<T> reader, Object... values) throws SQLException {
        return query(sql, reader, values).stream().findFirst();
    }

    /** How many rows the condition met. */
    public int update(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values)) {
            return statement.executeUpdate();
        }
    }

    public void updateEach(String sql, List<Object[]> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Object[] values : rows) {
                setAll(statement, values);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** The id that the database gave to the new row. */
    public int insert(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS)) {
            setAll(statement, values);
            statement.executeUpdate();
            try (ResultSet keys = statement.getGeneratedKeys()) {
                keys.next();
                return keys.getInt(1);
            }
        }
    }

    /** {@code ?, ?, ?}: as many as there are values in a list. */
    public static String placesFor(List<?> values) {
        return String.join(", ", Collections.nCopies(values.size(), "?"));
    }

    private PreparedStatement prepare(String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        setAll(statement, values);
        return statement;
    }

    private static void setAll(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }
}
