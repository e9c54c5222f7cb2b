package todo;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** To-dos in PostgreSQL. Every change is one statement, so callers cannot come between reading and writing. */
public final class TodoStore {
    private static final Map<String, String> COLUMN_OF = Map.of("title", "title", "notes", "notes", "done", "done", "dueOn", "due_on");

    private final Database database;

    public TodoStore(Database database) {
        this.database = database;
    }

    public void createTables() {
        database.execute("""
            CREATE TABLE IF NOT EXISTS todos (
              id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
              title text NOT NULL,
              notes text NOT NULL DEFAULT '',
              done boolean NOT NULL DEFAULT false,
              due_on date,
              minutes_spent integer NOT NULL DEFAULT 0,
              version integer NOT NULL DEFAULT 1,
              created_at timestamptz NOT NULL DEFAULT now(),
              updated_at timestamptz NOT NULL DEFAULT now()
            )""");
    }

    public void ping() {
        database.query("SELECT 1", row -> row.getInt(1));
    }

    public Todo create(Map<String, Object> fields) {
        return database.query(
            "INSERT INTO todos (title, notes, done, due_on) VALUES (?, ?, ?, ?) RETURNING *",
            TodoStore::readTodo,
            fields.get("title"), fields.getOrDefault("notes", ""), fields.getOrDefault("done", false), fields.get("dueOn")).getFirst();
    }

    public Optional<Todo> find(int id) {
        return first(database.query("SELECT * FROM todos WHERE id = ?", TodoStore::readTodo, id));
    }

    /** Writes only the named fields. Empty when there is no such to-do, or it has another version. */
    public Optional<Todo> change(int id, Map<String, Object> changes, Integer version) {
        StringBuilder sets = new StringBuilder();
        List<Object> values = new ArrayList<>();
        changes.forEach((field, value) -> {
            sets.append(COLUMN_OF.get(field)).append(" = ?, ");
            values.add(value);
        });
        values.add(id);
        values.add(version);
        values.add(version);
        return first(database.query(
            "UPDATE todos SET " + sets + "version = version + 1, updated_at = now() "
                + "WHERE id = ? AND (?::integer IS NULL OR version = ?) RETURNING *",
            TodoStore::readTodo, values.toArray()));
    }

    public Optional<Todo> addTime(int id, int minutes) {
        return first(database.query("""
            UPDATE todos SET minutes_spent = minutes_spent + ?, version = version + 1, updated_at = now()
            WHERE id = ? RETURNING *""", TodoStore::readTodo, minutes, id));
    }

    /** Whether there was something to remove. */
    public boolean remove(int id, Integer version) {
        return !database.query("DELETE FROM todos WHERE id = ? AND (?::integer IS NULL OR version = ?) RETURNING id",
            row -> row.getInt(1), id, version, version).isEmpty();
    }

    /** Up to {@code limit} to-dos after the one the query names. */
    public List<Todo> list(ListQuery query, int limit) {
        List<Todo> found = new ArrayList<>();
        for (Todo todo : database.query("SELECT * FROM todos ORDER BY id", TodoStore::readTodo)) {
            boolean isWanted = todo.id() > query.after()
                && (query.done() == null || query.done() == todo.done())
                && (query.search() == null || todo.title().toLowerCase().contains(query.search().toLowerCase()));
            if (isWanted && !found.contains(todo)) {
                found.add(todo);
            }
        }
        return found.subList(0, Math.min(limit, found.size()));
    }

    private static Optional<Todo> first(List<Todo> todos) {
        return todos.stream().findFirst();
    }

    private static Todo readTodo(ResultSet row) throws SQLException {
        return new Todo(
            row.getInt("id"),
            row.getString("title"),
            row.getString("notes"),
            row.getBoolean("done"),
            row.getObject("due_on", LocalDate.class),
            row.getInt("minutes_spent"),
            row.getInt("version"),
            readInstant(row, "created_at"),
            readInstant(row, "updated_at"));
    }

    private static Instant readInstant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
