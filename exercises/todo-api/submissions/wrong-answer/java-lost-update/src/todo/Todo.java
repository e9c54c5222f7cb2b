package todo;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;

public record Todo(
    int id,
    String title,
    String notes,
    boolean done,
    LocalDate dueOn,
    int minutesSpent,
    int version,
    Instant createdAt,
    Instant updatedAt) {

    public Todo withMinutes(int more) {
        return new Todo(id, title, notes, done, dueOn, minutesSpent + more, version + 1, createdAt, updatedAt);
    }

    public Todo withFields(Map<String, Object> fields) {
        return new Todo(
            id,
            (String) fields.getOrDefault("title", title),
            (String) fields.getOrDefault("notes", notes),
            (boolean) fields.getOrDefault("done", done),
            (LocalDate) fields.getOrDefault("dueOn", dueOn),
            minutesSpent,
            version + 1,
            createdAt,
            updatedAt);
    }
}
