<?php

declare(strict_types=1);

function answer(int $status, mixed $body, array $headers = [], string $type = 'application/json'): never
{
    http_response_code($status);
    header("Content-Type: $type");
    foreach ($headers as $header) {
        header($header);
    }
    echo json_encode($body, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
    exit;
}

function refuse(int $status, string $title, array $errors = [], array $headers = []): never
{
    $body = ['status' => $status, 'title' => $title];
    foreach ($errors as $field => $message) {
        $body['errors'][] = ['field' => (string) $field, 'message' => $message];
    }
    answer($status, $body, $headers, 'application/problem+json');
}

function readBody(): array
{
    if (strtolower(trim(explode(';', $_SERVER['CONTENT_TYPE'] ?? '')[0])) !== 'application/json') {
        refuse(415, 'The body must be application/json.');
    }
    $body = json_decode(file_get_contents('php://input'));
    if (json_last_error() !== JSON_ERROR_NONE) {
        refuse(400, 'The body is not valid JSON.');
    }
    return is_object($body) ? get_object_vars($body) : refuse(422, 'The body is not valid.', ['' => 'must be an object']);
}

function isText(mixed $value, int $longest): bool
{
    return is_string($value) && mb_strlen($value) <= $longest && !str_contains($value, "\0");
}

function isDate(mixed $value): bool
{
    return is_string($value) && preg_match('/^(\d{4})-(\d\d)-(\d\d)$/D', $value, $parts) && checkdate((int) $parts[2], (int) $parts[3], (int) $parts[1]);
}

/** @param list<string> $required */
function readFields(array $required): array
{
    $fields = readBody();
    $errors = array_fill_keys(array_diff($required, array_keys($fields)), 'is required');
    foreach ($fields as $name => $value) {
        $isRight = match ($name) {
            'title' => isText($value, 200) && mb_trim($value) !== '',
            'notes' => isText($value, 10_000),
            'done' => is_bool($value),
            'dueOn' => $value === null || isDate($value),
            default => false,
        };
        if (!$isRight) {
            $errors[$name] = 'is not valid';
        }
    }
    return $errors === [] ? $fields : refuse(422, 'The to-do is not valid.', $errors);
}

function readMinutes(): int
{
    $fields = readBody();
    $minutes = $fields['minutes'] ?? null;
    $isRight = count($fields) === 1 && is_int($minutes) && $minutes >= 1 && $minutes <= 1440;
    return $isRight ? $minutes : refuse(422, 'The time is not valid.', ['minutes' => 'must be an integer from 1 to 1440']);
}
