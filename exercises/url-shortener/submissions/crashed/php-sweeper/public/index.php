<?php

declare(strict_types=1);

require __DIR__ . '/../src/database.php';

function answer(int $status, mixed $body, string $location = ''): never
{
    http_response_code($status);
    header('Content-Type: application/' . ($status >= 400 ? 'problem+json' : 'json'));
    if ($location !== '') {
        header("Location: $location");
    }
    echo json_encode($body, JSON_UNESCAPED_SLASHES);
    exit;
}

function show(array $row): array
{
    return [
        'code' => $row['code'],
        'url' => $row['url'],
        'clicks' => 0,
        'createdAt' => gmdate('c', $row['created_at']),
        'expiresAt' => $row['expires_at'] === null ? null : gmdate('c', $row['expires_at']),
    ];
}

$database = openDatabase();
$path = strtok($_SERVER['REQUEST_URI'], '?');

if ($_SERVER['REQUEST_METHOD'] === 'POST' && $path === '/links') {
    $body = json_decode(file_get_contents('php://input'));
    $code = $body->alias ?? bin2hex(random_bytes(4));
    $database->prepare('INSERT INTO links VALUES (?, ?, ?, ?)')
        ->execute([$code, $body->url, time(), isset($body->expiresInSeconds) ? time() + $body->expiresInSeconds : null]);
    answer(201, show($database->query("SELECT * FROM links WHERE code = {$database->quote($code)}")->fetch()), "/links/$code");
}
$link = $database->query('SELECT * FROM links WHERE code = ' . $database->quote(basename($path)))->fetch();
if ($link === false) {
    answer(404, ['status' => 404, 'title' => 'There is no such link.']);
}
str_starts_with($path, '/links/') ? answer(200, show($link)) : answer(302, null, $link['url']);
