<?php

declare(strict_types=1);

require __DIR__ . '/../src/database.php';
require __DIR__ . '/../src/http.php';
require __DIR__ . '/../src/todos.php';

$method = $_SERVER['REQUEST_METHOD'];
$path = rawurldecode(strtok($_SERVER['REQUEST_URI'], '?'));

try {
    match (true) {
        "$method $path" === 'GET /health' => answer(200, ['status' => query('SELECT 1') ? 'ok' : 'away']),
        "$method $path" === 'GET /todos' => listTodos(),
        "$method $path" === 'POST /todos' => createTodo(readFields(['title'])),
        $path === '/todos' => refuse(405, 'Method not allowed.', [], ['Allow: GET, POST']),
        preg_match('~^/todos/([^/]+)$~', $path, $found) === 1 => match ($method) {
            'GET' => show(findTodo($found[1])),
            'PATCH' => changeTodo($found[1], readFields([])),
            'DELETE' => removeTodo($found[1]),
            default => refuse(405, 'Method not allowed.', [], ['Allow: GET, PATCH, DELETE']),
        },
        $method === 'POST' && preg_match('~^/todos/([^/]+)/time$~', $path, $found) === 1 => addTime($found[1], readMinutes()),
        default => refuse(404, 'There is no such path.'),
    };
} catch (PDOException $exception) {
    error_log($exception->getMessage());
    str_starts_with((string) $exception->getCode(), '42')
        ? refuse(500, 'The query is not valid.')
        : refuse(503, 'The database is not available.', [], ['Retry-After: 1']);
}
