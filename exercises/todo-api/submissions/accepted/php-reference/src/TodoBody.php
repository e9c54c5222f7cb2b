<?php

declare(strict_types=1);

namespace Todo;

use stdClass;

/** What callers may send, checked field by field. */
final class TodoBody
{
    /**
     * The fields of a new to-do, by name.
     *
     * @return array<string, mixed>
     * @throws Problem with everything that is wrong
     */
    public static function readNew(mixed $body): array
    {
        return self::read($body, self::checkField(...), required: 'title');
    }

    /**
     * The named fields of a to-do that is there already.
     *
     * @return array<string, mixed>
     */
    public static function readChanges(mixed $body): array
    {
        return self::read($body, self::checkField(...));
    }

    public static function readMinutes(mixed $body): int
    {
        return self::read($body, self::checkMinutes(...), required: 'minutes')['minutes'];
    }

    /**
     * @param callable(string, mixed): ?string $check answers what is wrong with a field, if anything
     * @return array<string, mixed>
     */
    private static function read(mixed $body, callable $check, ?string $required = null): array
    {
        if (!$body instanceof stdClass) {
            throw new Problem(422, 'The body is not valid.', ['' => 'must be a JSON object']);
        }
        $fields = get_object_vars($body);
        $faults = $required === null || array_key_exists($required, $fields) ? [] : [$required => 'is required'];
        foreach ($fields as $name => $value) {
            $fault = $check((string) $name, $value);
            if ($fault !== null) {
                $faults[$name] = $fault;
            }
        }
        return $faults === [] ? $fields : throw new Problem(422, 'The body is not valid.', $faults);
    }

    private static function checkField(string $name, mixed $value): ?string
    {
        return match ($name) {
            'title' => self::checkText($value, 200) ?? (mb_trim($value) === '' ? 'must not be blank' : null),
            'notes' => self::checkText($value, 10_000),
            'done' => is_bool($value) ? null : 'must be true or false',
            'dueOn' => $value === null || self::isDate($value) ? null : 'must be a date that exists, as YYYY-MM-DD',
            default => 'is not a field that can be set',
        };
    }

    private static function checkMinutes(string $name, mixed $value): ?string
    {
        if ($name !== 'minutes') {
            return 'is not a field that can be set';
        }
        return is_int($value) && $value >= 1 && $value <= 1440 ? null : 'must be an integer from 1 to 1440';
    }

    private static function checkText(mixed $value, int $longest): ?string
    {
        return match (true) {
            !is_string($value) => 'must be text',
            str_contains($value, "\0") => 'must not contain U+0000',
            mb_strlen($value) > $longest => "must have at most $longest characters",
            default => null,
        };
    }

    private static function isDate(mixed $value): bool
    {
        return is_string($value)
            && preg_match('/^(\d{4})-(\d{2})-(\d{2})$/D', $value, $parts) === 1
            && checkdate((int) $parts[2], (int) $parts[3], (int) $parts[1]);
    }
}
