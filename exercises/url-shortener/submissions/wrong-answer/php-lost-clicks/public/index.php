<?php

declare(strict_types=1);

const FILE = '/data/links.json';

/** Every link by its code, in the order in which they were made. */
function load(): array
{
    return is_file(FILE) ? json_decode(file_get_contents(FILE), true) ?? [] : [];
}

function save(array $links): void
{
    usleep(20_000); // The gap is there without it too; with it, every run of the tests finds it.
    file_put_contents(FILE, json_encode((object) $links));
}

function answer(int $status, mixed $body, array $headers = [], string $type = 'application/json'): never
{
    http_response_code($status);
    header("Content-Type: $type");
    foreach ($headers as $name => $value) {
        header("$name: $value");
    }
    echo $body === null ? '' : json_encode($body, JSON_UNESCAPED_SLASHES);
    exit;
}

function refuse(int $status, string $title, array $extra = [], array $headers = []): never
{
    answer($status, ['status' => $status, 'title' => $title, ...$extra], $headers, 'application/problem+json');
}

function readBody(): object
{
    if (trim(explode(';', $_SERVER['CONTENT_TYPE'] ?? '')[0]) !== 'application/json') {
        refuse(415, 'The body must be application/json.');
    }
    $body = json_decode(file_get_contents('php://input'));
    if (json_last_error() !== JSON_ERROR_NONE) {
        refuse(400, 'The body is not valid JSON.');
    }
    return is_object($body) ? $body : refuse(422, 'The link is not valid.', ['errors' => [['field' => '', 'message' => 'must be an object']]]);
}

function findErrors(object $body): array
{
    $isUrl = is_string($body->url ?? null) && strlen($body->url) <= 2048
        && preg_match('~^https?://[^/?#]~i', $body->url) && preg_match('/^[!-~]+$/D', $body->url);
    $errors = $isUrl ? [] : [['field' => 'url', 'message' => 'must be an absolute http or https URL']];
    foreach (get_object_vars($body) as $name => $value) {
        $isRight = match ($name) {
            'url' => true,
            'alias' => is_string($value) && preg_match('/^[\w-]{3,30}$/D', $value) && $value !== 'links',
            'expiresInSeconds' => is_int($value) && $value >= 1 && $value <= 31_536_000,
            default => false,
        };
        if (!$isRight) {
            $errors[] = ['field' => $name, 'message' => 'is not valid'];
        }
    }
    return $errors;
}

function create(): never
{
    $body = readBody();
    $errors = findErrors($body);
    if ($errors !== []) {
        refuse(422, 'The link is not valid.', ['errors' => $errors]);
    }
    $links = load();
    $code = $body->alias ?? bin2hex(random_bytes(4));
    if (isset($links[$code])) {
        refuse(409, 'The alias is in use.');
    }
    $now = new DateTimeImmutable('now', new DateTimeZone('UTC'));
    $links[$code] = [
        'code' => $code,
        'url' => $body->url,
        'clicks' => 0,
        'createdAt' => $now->format('Y-m-d\TH:i:s.v\Z'),
        'expiresAt' => isset($body->expiresInSeconds) ? $now->modify("+$body->expiresInSeconds seconds")->format('Y-m-d\TH:i:s.v\Z') : null,
    ];
    save($links);
    answer(201, $links[$code], ['Location' => "/links/$code"]);
}

function listLinks(): never
{
    foreach (['limit' => [20, 1, 100], 'offset' => [0, 0, PHP_INT_MAX]] as $name => [$default, $least, $most]) {
        $values[$name] = filter_var($_GET[$name] ?? (string) $default, FILTER_VALIDATE_INT, ['options' => ['min_range' => $least, 'max_range' => $most]]);
        if ($values[$name] === false) {
            refuse(400, "$name is not valid.");
        }
    }
    $links = array_reverse(array_values(load()));
    answer(200, ['items' => array_slice($links, $values['offset'], $values['limit']), 'total' => count($links)]);
}

function follow(string $code): never
{
    $links = load();
    $link = $links[$code] ?? refuse(404, 'There is no such link.');
    if ($link['expiresAt'] !== null && new DateTimeImmutable($link['expiresAt']) <= new DateTimeImmutable()) {
        refuse(410, 'The link is expired.');
    }
    $links[$code]['clicks'] += 1;
    save($links);
    answer(302, null, ['Location' => $link['url']]);
}

function remove(string $code): never
{
    $links = load();
    if (!isset($links[$code])) {
        refuse(404, 'There is no such link.');
    }
    unset($links[$code]);
    save($links);
    http_response_code(204);
    exit;
}

$method = $_SERVER['REQUEST_METHOD'];
$path = rawurldecode(strtok($_SERVER['REQUEST_URI'], '?'));

if ($path === '/links') {
    match ($method) {
        'GET' => listLinks(),
        'POST' => create(),
        default => refuse(405, 'Method not allowed.', headers: ['Allow' => 'GET, POST']),
    };
}
if (preg_match('~^/links/([^/]+)$~D', $path, $found)) {
    match ($method) {
        'GET' => answer(200, load()[$found[1]] ?? refuse(404, 'There is no such link.')),
        'DELETE' => remove($found[1]),
        default => refuse(405, 'Method not allowed.', headers: ['Allow' => 'GET, DELETE']),
    };
}
if ($method === 'GET' && preg_match('~^/([^/]+)$~D', $path, $found)) {
    follow($found[1]);
}
refuse(404, 'There is no such path.');
