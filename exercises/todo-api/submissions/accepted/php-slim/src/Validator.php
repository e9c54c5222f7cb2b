<?php

declare(strict_types=1);

namespace TodoApi;

use stdClass;

final class Validator
{
    public static function newTodo(mixed $body): array
    {
        return self::check($body, ['title']) + ['notes' => '', 'done' => false, 'dueOn' => null];
    }

    public static function changes(mixed $body): array
    {
        return self::check($body, []);
    }

    public static function minutes(mixed $body): int
    {
        $fields = self::fields($body);
        $minutes = $fields['minutes'] ?? null;
        $errors = is_int($minutes) && $minutes >= 1 && $minutes <= 1440 ? [] : ['minutes' => 'must be an integer from 1 to 1440'];
        unset($fields['minutes']);
        $errors += array_map(fn () => 'is unknown', $fields);
        return $errors === [] ? $minutes : throw new HttpError(422, 'The time is not valid.', $errors);
    }

    /** @return array{limit: int, after: int, done: ?bool, search: ?string} */
    public static function page(array $query): array
    {
        $limit = filter_var($query['limit'] ?? '20', FILTER_VALIDATE_INT, ['options' => ['min_range' => 1, 'max_range' => 100]]);
        $done = ['true' => true, 'false' => false];
        $isRight = $limit !== false
            && (!isset($query['done']) || isset($done[$query['done']]))
            && (!isset($query['cursor']) || preg_match('/^after-\d{1,9}$/D', $query['cursor']) === 1)
            && mb_check_encoding($query['search'] ?? '', 'UTF-8');
        if (!$isRight || str_contains($query['search'] ?? '', "\0")) {
            throw new HttpError(400, 'limit, cursor, done or search is not valid.');
        }
        return [
            'limit' => $limit,
            'after' => (int) substr($query['cursor'] ?? 'after-0', 6),
            'done' => isset($query['done']) ? $done[$query['done']] : null,
            'search' => $query['search'] ?? null,
        ];
    }

    private static function check(mixed $body, array $required): array
    {
        $fields = self::fields($body);
        $errors = array_fill_keys(array_diff($required, array_keys($fields)), 'is required');
        foreach ($fields as $name => $value) {
            $message = match ((string) $name) {
                'title' => self::isText($value, 200) && mb_trim($value) !== '' ? null : 'must be text of 1 to 200 characters, not only white space',
                'notes' => self::isText($value, 10_000) ? null : 'must be text of at most 10000 characters',
                'done' => is_bool($value) ? null : 'must be true or false',
                'dueOn' => $value === null || self::isDate($value) ? null : 'must be a date as YYYY-MM-DD, or null',
                default => 'is unknown',
            };
            if ($message !== null) {
                $errors[$name] = $message;
            }
        }
        return $errors === [] ? $fields : throw new HttpError(422, 'The to-do is not valid.', $errors);
    }

    private static function fields(mixed $body): array
    {
        return $body instanceof stdClass ? get_object_vars($body) : throw new HttpError(422, 'The body is not valid.', ['' => 'must be an object']);
    }

    private static function isText(mixed $value, int $longest): bool
    {
        return is_string($value) && mb_strlen($value) <= $longest && !str_contains($value, "\0");
    }

    private static function isDate(mixed $value): bool
    {
        $parts = is_string($value) && preg_match('/^\d{4}-\d\d-\d\d$/D', $value) ? array_map(intval(...), explode('-', $value)) : [0, 0, 0];
        return checkdate($parts[1], $parts[2], $parts[0]);
    }
}
