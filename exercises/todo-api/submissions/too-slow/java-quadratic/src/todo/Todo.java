package todo;

import java.time.Instant;
import java.time.LocalDate;

public record Todo(
    int id,
    String title,
    String notes,
    boolean done,
    LocalDate dueOn,
    int minutesSpent,
    int version,
    Instant createdAt,
    Instant updatedAt) {}
