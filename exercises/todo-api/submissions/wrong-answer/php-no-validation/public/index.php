<?php

$url = parse_url(getenv('DATABASE_URL'));
$db = new PDO("pgsql:host=$url[host];port=$url[port];dbname=" . ltrim($url['path'], '/'), $url['user'], $url['pass']);
$db->exec('CREATE TABLE IF NOT EXISTS todos (
    id serial PRIMARY KEY, title text, notes text, done boolean, due_on text, minutes_spent integer DEFAULT 0,
    version integer DEFAULT 1, created_at timestamptz DEFAULT now(), updated_at timestamptz DEFAULT now()
)');

function run(string $sql, array $values = []): array
{
    global $db;
    $statement = $db->prepare($sql);
    $statement->execute(array_map(fn ($value) => is_bool($value) ? ($value ? 'true' : 'false') : $value, $values));
    return $statement->fetchAll(PDO::FETCH_ASSOC);
}

function show(array $row): array
{
    return [
        'id' => $row['id'],
        'title' => $row['title'],
        'notes' => $row['notes'],
        'done' => $row['done'],
        'dueOn' => $row['due_on'],
        'minutesSpent' => $row['minutes_spent'],
        'version' => $row['version'],
        'createdAt' => date(DATE_RFC3339, strtotime($row['created_at'])),
        'updatedAt' => date(DATE_RFC3339, strtotime($row['updated_at'])),
    ];
}

function answer(int $status, ?array $body, array $headers = []): never
{
    http_response_code($status);
    header('Content-Type: ' . ($status >= 400 ? 'application/problem+json' : 'application/json'));
    array_map(header(...), $headers);
    if ($body !== null) {
        echo json_encode($body, JSON_UNESCAPED_UNICODE);
    }
    exit;
}

function refuse(int $status, string $title): never
{
    answer($status, ['status' => $status, 'title' => $title]);
}

function answerTodo(array $rows, int $status = 200, array $headers = []): never
{
    if (!$rows) {
        refuse(404, 'Not found');
    }
    answer($status, show($rows[0]), ["ETag: \"{$rows[0]['version']}\"", ...$headers]);
}

$body = json_decode(file_get_contents('php://input'), true);
if (json_last_error() !== JSON_ERROR_NONE && in_array($_SERVER['REQUEST_METHOD'], ['POST', 'PATCH'])) {
    refuse(400, 'Bad JSON');
}
$parts = explode('/', trim(strtok($_SERVER['REQUEST_URI'], '?'), '/'));
$id = (int) ($parts[1] ?? 0);
$version = isset($_SERVER['HTTP_IF_MATCH']) ? (int) trim($_SERVER['HTTP_IF_MATCH'], '"') : null;

switch ($_SERVER['REQUEST_METHOD'] . ' ' . $parts[0] . (isset($parts[1]) ? '/id' : '') . (isset($parts[2]) ? "/$parts[2]" : '')) {
    case 'GET health':
        answer(200, ['status' => 'ok']);
    case 'POST todos':
        $row = run(
            'INSERT INTO todos (title, notes, done, due_on) VALUES (?, ?, ?, ?) RETURNING *',
            [$body['title'] ?? '', $body['notes'] ?? '', $body['done'] ?? false, $body['dueOn'] ?? null],
        );
        answerTodo($row, 201, ["Location: /todos/{$row[0]['id']}"]);
    case 'GET todos':
        $limit = (int) ($_GET['limit'] ?? 20);
        $rows = run(
            "SELECT * FROM todos WHERE id > ? AND (?::text IS NULL OR done = ?::boolean) AND strpos(lower(title), lower(?)) > 0 ORDER BY id LIMIT ?",
            [(int) ($_GET['cursor'] ?? 0), $_GET['done'] ?? null, $_GET['done'] ?? null, $_GET['search'] ?? '', $limit + 1],
        );
        $items = array_slice($rows, 0, $limit);
        answer(200, ['items' => array_map('show', $items), 'next' => count($rows) > $limit ? (string) end($items)['id'] : null]);
    case 'GET todos/id':
        answerTodo(run('SELECT * FROM todos WHERE id = ?', [$id]));
    case 'PATCH todos/id':
        $todo = run('SELECT * FROM todos WHERE id = ?', [$id])[0] ?? refuse(404, 'Not found');
        $values = [...array_intersect_key($todo, array_flip(['title', 'notes', 'done', 'due_on'])), ...$body];
        $rows = run(
            'UPDATE todos SET title = ?, notes = ?, done = ?, due_on = ?, version = version + 1, updated_at = now()
             WHERE id = ? AND version = coalesce(?, version) RETURNING *',
            [$values['title'], $values['notes'], $values['done'], array_key_exists('dueOn', $body) ? $body['dueOn'] : $values['due_on'], $id, $version],
        );
        $rows ? answerTodo($rows) : refuse(412, 'Changed meanwhile');
    case 'POST todos/id/time':
        answerTodo(run('UPDATE todos SET minutes_spent = minutes_spent + ?, version = version + 1 WHERE id = ? RETURNING *', [$body['minutes'] ?? 0, $id]));
    case 'DELETE todos/id':
        $rows = run('DELETE FROM todos WHERE id = ? AND version = coalesce(?, version) RETURNING id', [$id, $version]);
        $rows ? answer(204, null) : refuse(run('SELECT 1 FROM todos WHERE id = ?', [$id]) ? 412 : 404, 'Not deleted');
    default:
        refuse(404, 'Not found');
}
