<?php

declare(strict_types=1);

namespace Orders;

/** Lists that go on after the last row seen: what was deleted or added before it does not matter. */
final readonly class PageQuery
{
    public int $limit;

    /** @var ?array<string, int> where the page before ended; null on the first page */
    public ?array $after;

    /**
     * @param array<string, mixed> $query
     * @param list<string> $names what the place of a row is told by
     */
    public function __construct(private array $query, private array $names)
    {
        $this->limit = $this->readInteger('limit', default: 20, least: 1, most: 100);
        $this->after = isset($query['cursor']) ? $this->readCursor($query['cursor']) : null;
    }

    public function readInteger(string $name, int $default, int $least, int $most): int
    {
        $text = $this->query[$name] ?? (string) $default;
        $number = is_string($text) && preg_match('/^\d{1,9}$/D', $text) === 1 ? (int) $text : -1;
        return $number >= $least && $number <= $most
            ? $number
            : throw new Problem(400, "$name must be an integer from $least to $most.");
    }

    /** @param list<array<string, mixed>> $rows one more than the limit when it is not the last page */
    public function answer(array $rows): Response
    {
        $items = array_slice($rows, 0, $this->limit);
        $next = count($rows) > $this->limit ? $this->writeCursor(end($items)) : null;
        return new Response(200, ['items' => $items, 'next' => $next]);
    }

    private function readCursor(mixed $text): array
    {
        $place = is_string($text) ? json_decode((string) base64_decode(strtr($text, '-_', '+/')), true) : null;
        $isPlace = is_array($place) && array_keys($place) === $this->names && array_filter($place, is_int(...)) === $place;
        return $isPlace && $this->writeCursor($place) === $text
            ? $place
            : throw new Problem(400, 'cursor must be the "next" of an earlier page.');
    }

    private function writeCursor(array $row): string
    {
        $place = array_combine($this->names, array_map(static fn (string $name) => $row[$name], $this->names));
        return rtrim(strtr(base64_encode(json_encode($place)), '+/', '-_'), '=');
    }
}
