<?php

declare(strict_types=1);

namespace TodoApi;

use DateTimeImmutable;
use PDO;
use PDOStatement;

final class Todos
{
    private const COLUMN_OF = ['title' => 'title', 'notes' => 'notes', 'done' => 'done', 'dueOn' => 'due_on'];

    public function __construct(private readonly PDO $database)
    {
    }

    public function ping(): void
    {
        $this->database->query('SELECT 1');
    }

    public function add(array $fields): array
    {
        $sql = 'INSERT INTO todos (title, notes, done, due_on) VALUES (:title, :notes, :done, :dueOn) RETURNING *';
        return self::show($this->run($sql, $fields)->fetch());
    }

    public function find(int $id): array
    {
        $row = $this->run('SELECT * FROM todos WHERE id = :id', ['id' => $id])->fetch();
        return $row ? self::show($row) : throw new HttpError(404, 'There is no such to-do.');
    }

    public function change(int $id, array $changes, ?int $version): array
    {
        $sets = array_map(fn ($name) => self::COLUMN_OF[$name] . " = :$name, ", array_keys($changes));
        $sql = 'UPDATE todos SET ' . implode($sets) . 'version = version + 1, updated_at = now() WHERE id = :id' . self::condition($version);
        $row = $this->run("$sql RETURNING *", ['id' => $id, ...$changes, ...self::version($version)])->fetch();
        return $row ? self::show($row) : $this->explain($id);
    }

    public function addTime(int $id, int $minutes): array
    {
        $sql = 'UPDATE todos SET minutes_spent = minutes_spent + :minutes, version = version + 1, updated_at = now() WHERE id = :id RETURNING *';
        $row = $this->run($sql, ['id' => $id, 'minutes' => $minutes])->fetch();
        return $row ? self::show($row) : $this->explain($id);
    }

    public function remove(int $id, ?int $version): void
    {
        $sql = 'DELETE FROM todos WHERE id = :id' . self::condition($version);
        if ($this->run($sql, ['id' => $id, ...self::version($version)])->rowCount() === 0) {
            $this->explain($id);
        }
    }

    public function list(int $after, ?bool $done, ?string $search, int $limit): array
    {
        $sql = 'SELECT * FROM todos WHERE id > :after';
        $values = ['after' => $after, 'limit' => $limit];
        if ($done !== null) {
            $sql .= ' AND done = :done';
            $values['done'] = $done;
        }
        if ($search !== null) {
            $sql .= " AND title ILIKE :pattern";
            $values['pattern'] = '%' . addcslashes($search, '\\%_') . '%';
        }
        return array_map(self::show(...), $this->run("$sql ORDER BY id LIMIT :limit", $values)->fetchAll());
    }

    /** Nothing was touched: because it is gone, or because it is another version by now. */
    private function explain(int $id): never
    {
        $this->find($id);
        throw new HttpError(412, 'The to-do has another version by now.');
    }

    private function run(string $sql, array $values): PDOStatement
    {
        $statement = $this->database->prepare($sql);
        foreach ($values as $name => $value) {
            $statement->bindValue($name, $value, is_bool($value) ? PDO::PARAM_BOOL : PDO::PARAM_STR);
        }
        $statement->execute();
        return $statement;
    }

    private static function condition(?int $version): string
    {
        return $version === null ? '' : ' AND version = :version';
    }

    private static function version(?int $version): array
    {
        return $version === null ? [] : ['version' => $version];
    }

    private static function show(array $row): array
    {
        return [
            'id' => $row['id'],
            'title' => $row['title'],
            'notes' => $row['notes'],
            'done' => $row['done'],
            'dueOn' => $row['due_on'],
            'minutesSpent' => $row['minutes_spent'],
            'version' => $row['version'],
            'createdAt' => (new DateTimeImmutable($row['created_at']))->format('Y-m-d\TH:i:s.vP'),
            'updatedAt' => (new DateTimeImmutable($row['updated_at']))->format('Y-m-d\TH:i:s.vP'),
        ];
    }
}
