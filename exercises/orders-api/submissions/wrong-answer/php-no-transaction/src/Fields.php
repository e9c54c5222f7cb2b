<?php

declare(strict_types=1);

namespace Orders;

use stdClass;

/** Checks of what callers send. A check answers what is wrong with a value, or null. */
final class Fields
{
    public const int LARGEST_ID = 2 ** 31 - 1;

    /**
     * @param array<string, callable(mixed): ?string> $checks by field
     * @param list<string> $required
     * @return array<string, mixed>
     * @throws Problem with everything that is wrong
     */
    public static function read(mixed $body, array $checks, array $required = []): array
    {
        if (!$body instanceof stdClass) {
            throw self::invalid(['' => 'must be a JSON object']);
        }
        $fields = get_object_vars($body);
        $faults = array_fill_keys(array_diff($required, array_keys($fields)), 'is required');
        foreach ($fields as $name => $value) {
            $fault = isset($checks[$name]) ? $checks[$name]($value) : 'is not a field that can be set';
            if ($fault !== null) {
                $faults[$name] = $fault;
            }
        }
        return $faults === [] ? $fields : throw self::invalid($faults);
    }

    /** @param array<string, string> $faults */
    public static function invalid(array $faults): Problem
    {
        return new Problem(422, 'The request is not valid.', $faults);
    }

    public static function text(int $longest): callable
    {
        return static fn (mixed $value): ?string => match (true) {
            !is_string($value) => 'must be text',
            mb_trim($value) === '' => 'must not be blank',
            mb_strlen($value) > $longest => "must have at most $longest characters",
            default => null,
        };
    }

    public static function integer(int $least, int $most): callable
    {
        return static fn (mixed $value): ?string =>
            is_int($value) && $value >= $least && $value <= $most ? null : "must be an integer from $least to $most";
    }

    /** The id in a path; one that no row can have is not found. */
    public static function readId(string $text): int
    {
        $id = preg_match('/^[1-9]\d{0,9}$/D', $text) === 1 ? (int) $text : PHP_INT_MAX;
        return $id <= self::LARGEST_ID ? $id : throw new Problem(404, 'There is no such thing.');
    }
}
