package com.example.todo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

public class TodoDao {
    private final DataSource dataSource;

    public TodoDao(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    public void createTable() throws SQLException {
        try (Connection connection = dataSource.getConnection(); PreparedStatement statement = connection.prepareStatement("""
            CREATE TABLE IF NOT EXISTS todos (
              id serial PRIMARY KEY, title text, notes text, done boolean, due_on text, minutes_spent integer DEFAULT 0,
              version integer DEFAULT 1, created_at timestamptz DEFAULT now(), updated_at timestamptz DEFAULT now()
            )""")) {
            statement.execute();
        }
    }

    public Todo insert(Todo todo) throws SQLException {
        return query("INSERT INTO todos (title, notes, done, due_on) VALUES (?, coalesce(?, ''), coalesce(?, false), ?) RETURNING *",
            todo.title, todo.notes, todo.done, todo.dueOn).getFirst();
    }

    public List<Todo> find(int id) throws SQLException {
        return query("SELECT * FROM todos WHERE id = ?", id);
    }

    public List<Todo> list(int after, int limit, Boolean done, String search) throws SQLException {
        return query("""
            SELECT * FROM todos WHERE id > ? AND done = coalesce(?::boolean, done) AND strpos(lower(title), lower(?)) > 0
            ORDER BY id LIMIT ?""", after, done, search == null ? "" : search, limit);
    }

    public List<Todo> update(int id, Todo todo, Integer version) throws SQLException {
        return query("""
            UPDATE todos SET title = coalesce(?, title), notes = coalesce(?, notes), done = coalesce(?, done),
              due_on = coalesce(?, due_on), version = version + 1, updated_at = now()
            WHERE id = ? AND version = coalesce(?::integer, version) RETURNING *""",
            todo.title, todo.notes, todo.done, todo.dueOn, id, version);
    }

    public List<Todo> addTime(int id, int minutes) throws SQLException {
        return query("""
            UPDATE todos SET minutes_spent = minutes_spent + ?, version = version + 1, updated_at = now()
            WHERE id = ? RETURNING *""", minutes, id);
    }

    public List<Todo> delete(int id, Integer version) throws SQLException {
        return query("DELETE FROM todos WHERE id = ? AND version = coalesce(?::integer, version) RETURNING *", id, version);
    }

    private List<Todo> query(String sql, Object... values) throws SQLException {
        try (Connection connection = dataSource.getConnection(); PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            ResultSet rows = statement.executeQuery();
            List<Todo> todos = new ArrayList<>();
            while (rows.next()) {
                todos.add(toTodo(rows));
            }
            return todos;
        }
    }

    private Todo toTodo(ResultSet row) throws SQLException {
        Todo todo = new Todo();
        todo.id = row.getInt("id");
        todo.title = row.getString("title");
        todo.notes = row.getString("notes");
        todo.done = row.getBoolean("done");
        todo.dueOn = row.getString("due_on");
        todo.minutesSpent = row.getInt("minutes_spent");
        todo.version = row.getInt("version");
        todo.createdAt = row.getTimestamp("created_at").toInstant();
        todo.updatedAt = row.getTimestamp("updated_at").toInstant();
        return todo;
    }
}
