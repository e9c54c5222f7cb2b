<?php

declare(strict_types=1);

namespace Todo;

/** To-dos in PostgreSQL. Every change is one statement, so no caller can come between reading and writing. */
final readonly class TodoStore
{
    /** A row as the API shows it. */
    private const string COLUMNS = <<<'SQL'
        id, title, notes, done, due_on AS "dueOn", minutes_spent AS "minutesSpent", version,
        to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "createdAt",
        to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "updatedAt"
        SQL;

    private const array COLUMN_OF = ['title' => 'title', 'notes' => 'notes', 'done' => 'done', 'dueOn' => 'due_on'];

    public function __construct(private Database $database)
    {
    }

    public function ping(): void
    {
        $this->database->query('SELECT 1');
    }

    /**
     * @param array<string, mixed> $fields
     * @return array<string, mixed>
     */
    public function create(array $fields): array
    {
        return $this->database->query(
            'INSERT INTO todos (title, notes, done, due_on) VALUES (?, ?, ?, ?) RETURNING ' . self::COLUMNS,
            [$fields['title'], $fields['notes'] ?? '', $fields['done'] ?? false, $fields['dueOn'] ?? null],
        )[0];
    }

    /** @return ?array<string, mixed> */
    public function find(int $id): ?array
    {
        return $this->database->query('SELECT ' . self::COLUMNS . ' FROM todos WHERE id = ?', [$id])[0] ?? null;
    }

    /**
     * Writes only the named fields.
     *
     * @param array<string, mixed> $changes
     * @return ?array<string, mixed> null when there is no such to-do, or it has another version
     */
    public function change(int $id, array $changes, ?int $version): ?array
    {
        $assignments = '';
        foreach (array_keys($changes) as $name) {
            $assignments .= self::COLUMN_OF[$name] . ' = ?, ';
        }
        return $this->database->query(
            "UPDATE todos SET $assignments version = version + 1, updated_at = now()"
            . ' WHERE id = ? AND version = coalesce(?::integer, version) RETURNING ' . self::COLUMNS,
            [...array_values($changes), $id, $version],
        )[0] ?? null;
    }

    /** @return ?array<string, mixed> */
    public function addTime(int $id, int $minutes): ?array
    {
        return $this->database->query(
            'UPDATE todos SET minutes_spent = minutes_spent + ?, version = version + 1, updated_at = now()'
            . ' WHERE id = ? RETURNING ' . self::COLUMNS,
            [$minutes, $id],
        )[0] ?? null;
    }

    /** Whether there was something to remove. */
    public function remove(int $id, ?int $version): bool
    {
        $sql = 'DELETE FROM todos WHERE id = ? AND version = coalesce(?::integer, version) RETURNING id';
        return $this->database->query($sql, [$id, $version]) !== [];
    }

    /** @return list<array<string, mixed>> up to `$count` to-dos */
    public function list(ListQuery $query, int $count): array
    {
        return $this->database->query(
            'SELECT ' . self::COLUMNS . ' FROM todos WHERE id > ? AND done = coalesce(?::boolean, done)'
            . " AND strpos(lower(title), lower(coalesce(?::text, ''))) > 0 ORDER BY id LIMIT ?",
            [$query->afterId, $query->isDone, $query->search, $count],
        );
    }
}
