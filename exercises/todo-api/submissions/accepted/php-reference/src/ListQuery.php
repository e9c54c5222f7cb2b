<?php

declare(strict_types=1);

namespace Todo;

/** What GET /todos was asked for; null means "not filtered". */
final readonly class ListQuery
{
    private function __construct(public int $limit, public int $afterId, public ?bool $isDone, public ?string $search)
    {
    }

    /** @param array<string, mixed> $query */
    public static function read(array $query): self
    {
        return new self(
            self::readLimit($query['limit'] ?? '20'),
            isset($query['cursor']) ? self::readCursor($query['cursor']) : 0,
            isset($query['done']) ? self::readBoolean($query['done']) : null,
            isset($query['search']) ? self::readSearch($query['search']) : null,
        );
    }

    /** The id of the last to-do seen: what was deleted or added before it does not matter. */
    public static function writeCursor(int $id): string
    {
        return rtrim(strtr(base64_encode(json_encode(['id' => $id])), '+/', '-_'), '=');
    }

    private static function readCursor(mixed $text): int
    {
        $decoded = is_string($text) ? json_decode((string) base64_decode(strtr($text, '-_', '+/')), true) : null;
        $id = is_array($decoded) ? $decoded['id'] ?? null : null;
        return is_int($id) && self::writeCursor($id) === $text
            ? $id
            : throw new Problem(400, 'cursor must be the "next" of an earlier page.');
    }

    private static function readLimit(mixed $text): int
    {
        $limit = is_string($text) && preg_match('/^\d{1,3}$/D', $text) === 1 ? (int) $text : 0;
        return $limit >= 1 && $limit <= 100 ? $limit : throw new Problem(400, 'limit must be an integer from 1 to 100.');
    }

    private static function readBoolean(mixed $text): bool
    {
        return match ($text) {
            'true' => true,
            'false' => false,
            default => throw new Problem(400, 'done must be true or false.'),
        };
    }

    private static function readSearch(mixed $text): string
    {
        return is_string($text) && mb_check_encoding($text, 'UTF-8') && !str_contains($text, "\0")
            ? $text
            : throw new Problem(400, 'search must be text without U+0000.');
    }
}
