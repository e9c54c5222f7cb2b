<?php

declare(strict_types=1);

namespace Todo;

use Symfony\Component\HttpFoundation\Request;

final readonly class Input
{
    public function __construct(private Request $request)
    {
    }

    /** @param list<string> $required */
    public function readFields(array $required): array
    {
        return $this->read($required, fn (string $name, mixed $value) => match ($name) {
            'title' => $this->isText($value, 200) && mb_trim($value) !== '',
            'notes' => $this->isText($value, 10_000),
            'done' => is_bool($value),
            'dueOn' => $value === null || $this->isDate($value),
            default => false,
        });
    }

    public function readMinutes(): int
    {
        $isRight = fn (string $name, mixed $value) => $name === 'minutes' && is_int($value) && $value >= 1 && $value <= 1440;
        return $this->read(['minutes'], $isRight)['minutes'];
    }

    public function readLimit(): int
    {
        $limit = filter_var($this->request->query->get('limit', '20'), FILTER_VALIDATE_INT);
        return $limit !== false && $limit >= 1 && $limit <= 100 ? $limit : throw new Problem(400, 'limit is not valid.');
    }

    public function readAfter(): int
    {
        $cursor = $this->request->query->get('cursor');
        if ($cursor === null) {
            return 0;
        }
        $isCursor = preg_match('/^id:(\d{1,9})$/D', (string) base64_decode($cursor, true), $found) === 1;
        return $isCursor ? (int) $found[1] : throw new Problem(400, 'cursor is not valid.');
    }

    public function readDone(): ?string
    {
        $done = $this->request->query->get('done');
        return in_array($done, [null, 'true', 'false'], true) ? $done : throw new Problem(400, 'done is not valid.');
    }

    private function read(array $required, callable $isRight): array
    {
        if ($this->request->getContentTypeFormat() !== 'json') {
            throw new Problem(415, 'The body must be application/json.');
        }
        $body = json_decode($this->request->getContent());
        if (json_last_error() !== JSON_ERROR_NONE) {
            throw new Problem(400, 'The body is not valid JSON.');
        }
        if (!is_object($body)) {
            throw new Problem(422, 'The body is not valid.', ['' => 'must be an object']);
        }
        $fields = get_object_vars($body);
        $errors = array_fill_keys(array_diff($required, array_keys($fields)), 'is required');
        foreach ($fields as $name => $value) {
            if (!$isRight((string) $name, $value)) {
                $errors[$name] = 'is not valid';
            }
        }
        return $errors === [] ? $fields : throw new Problem(422, 'The body is not valid.', $errors);
    }

    private function isText(mixed $value, int $longest): bool
    {
        return is_string($value) && mb_strlen($value) <= $longest && !str_contains($value, "\0");
    }

    private function isDate(mixed $value): bool
    {
        return is_string($value) && preg_match('/^(\d{4})-(\d\d)-(\d\d)$/D', $value, $parts) && checkdate((int) $parts[2], (int) $parts[3], (int) $parts[1]);
    }
}
