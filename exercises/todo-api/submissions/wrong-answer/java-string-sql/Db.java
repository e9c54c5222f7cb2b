import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

class Db {
    private static final Semaphore CONNECTIONS = new Semaphore(15);

    static Connection connect() throws SQLException {
        URI uri = URI.create(System.getenv("DATABASE_URL"));
        String[] user = uri.getUserInfo().split(":");
        String url = "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath() + "?connectTimeout=2&socketTimeout=2";
        return DriverManager.getConnection(url, user[0], user[1]);
    }

    static List<Map<String, Object>> query(String sql) throws SQLException {
        CONNECTIONS.acquireUninterruptibly();
        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
            List<Map<String, Object>> rows = new ArrayList<>();
            if (statement.execute(sql)) {
                ResultSet result = statement.getResultSet();
                while (result.next()) {
                    rows.add(readRow(result));
                }
            }
            return rows;
        } finally {
            CONNECTIONS.release();
        }
    }

    private static Map<String, Object> readRow(ResultSet result) throws SQLException {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
            Object value = result.getObject(i);
            boolean isTime = value instanceof Timestamp;
            row.put(result.getMetaData().getColumnLabel(i), isTime ? ((Timestamp) value).toInstant().toString() : value);
        }
        return row;
    }

    static String quote(Object value) {
        return value == null ? "NULL" : "'" + value + "'";
    }
}
