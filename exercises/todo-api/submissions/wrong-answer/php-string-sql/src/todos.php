<?php

declare(strict_types=1);

const COLUMN_OF = ['title' => 'title', 'notes' => 'notes', 'done' => 'done', 'dueOn' => 'due_on'];

function toTodo(array $row): array
{
    return [
        'id' => $row['id'],
        'title' => $row['title'],
        'notes' => $row['notes'],
        'done' => $row['done'],
        'dueOn' => $row['due_on'],
        'minutesSpent' => $row['minutes_spent'],
        'version' => $row['version'],
        'createdAt' => (new DateTimeImmutable($row['created_at']))->format(DATE_RFC3339_EXTENDED),
        'updatedAt' => (new DateTimeImmutable($row['updated_at']))->format(DATE_RFC3339_EXTENDED),
    ];
}

function show(array $row, int $status = 200, array $headers = []): never
{
    answer($status, toTodo($row), ["ETag: \"$row[version]\"", ...$headers]);
}

function findTodo(string $id): array
{
    if (!ctype_digit($id) || strlen($id) > 9) {
        refuse(404, 'There is no such to-do.');
    }
    return query("SELECT * FROM todos WHERE id = $id")[0] ?? refuse(404, 'There is no such to-do.');
}

function createTodo(array $fields): never
{
    $columns = implode(', ', array_map(fn ($name) => COLUMN_OF[$name], array_keys($fields)));
    $values = implode(', ', array_map(literal(...), $fields));
    $row = query("INSERT INTO todos ($columns) VALUES ($values) RETURNING *")[0];
    show($row, 201, ["Location: /todos/$row[id]"]);
}

function changeTodo(string $id, array $fields): never
{
    $todo = findTodo($id);
    $sets = '';
    foreach ($fields as $name => $value) {
        $sets .= COLUMN_OF[$name] . ' = ' . literal($value) . ', ';
    }
    $rows = query("UPDATE todos SET $sets version = version + 1, updated_at = now() WHERE id = $todo[id]" . versionCondition() . ' RETURNING *');
    $rows === [] ? refuse(412, 'The to-do has changed meanwhile.') : show($rows[0]);
}

function addTime(string $id, int $minutes): never
{
    $todo = findTodo($id);
    show(query("UPDATE todos SET minutes_spent = minutes_spent + $minutes, version = version + 1, updated_at = now() WHERE id = $todo[id] RETURNING *")[0]);
}

function removeTodo(string $id): never
{
    $todo = findTodo($id);
    if (query("DELETE FROM todos WHERE id = $todo[id]" . versionCondition() . ' RETURNING id') === []) {
        query("SELECT 1 FROM todos WHERE id = $todo[id]") === [] ? refuse(404, 'There is no such to-do.') : refuse(412, 'The to-do has changed meanwhile.');
    }
    http_response_code(204);
    exit;
}

function listTodos(): never
{
    $limit = filter_var($_GET['limit'] ?? '20', FILTER_VALIDATE_INT, ['options' => ['min_range' => 1, 'max_range' => 100]]);
    $after = filter_var($_GET['cursor'] ?? '0', FILTER_VALIDATE_INT);
    if ($limit === false || $after === false || !in_array($_GET['done'] ?? 'true', ['true', 'false'], true)) {
        refuse(400, 'A parameter is not valid.');
    }
    $where = "id > $after";
    $where .= isset($_GET['done']) ? " AND done = $_GET[done]" : '';
    $where .= isset($_GET['search']) ? " AND title ILIKE '%$_GET[search]%'" : '';
    $rows = query("SELECT * FROM todos WHERE $where ORDER BY id LIMIT " . ($limit + 1));
    $items = array_slice($rows, 0, $limit);
    answer(200, ['items' => array_map(toTodo(...), $items), 'next' => count($rows) > $limit ? (string) end($items)['id'] : null]);
}

function versionCondition(): string
{
    $ifMatch = $_SERVER['HTTP_IF_MATCH'] ?? null;
    return $ifMatch === null ? '' : ' AND version = ' . (int) trim($ifMatch, '"');
}
