<?php

declare(strict_types=1);

namespace Shortener;

use stdClass;

/** What a caller asks for. */
final readonly class LinkBody
{
    private function __construct(public string $url, public ?string $alias, public ?int $expiresInSeconds)
    {
    }

    /** @throws Problem with everything that is wrong */
    public static function read(mixed $body): self
    {
        if (!$body instanceof stdClass) {
            throw new Problem(422, 'The link is not valid.', ['' => 'must be a JSON object']);
        }
        $fields = get_object_vars($body);
        $faults = array_key_exists('url', $fields) ? [] : ['url' => 'is required'];
        foreach ($fields as $name => $value) {
            $fault = self::check((string) $name, $value);
            if ($fault !== null) {
                $faults[$name] = $fault;
            }
        }
        return $faults === []
            ? new self($fields['url'], $fields['alias'] ?? null, $fields['expiresInSeconds'] ?? null)
            : throw new Problem(422, 'The link is not valid.', $faults);
    }

    /** What is wrong with a field, if anything. */
    private static function check(string $name, mixed $value): ?string
    {
        return match ($name) {
            'url' => self::checkUrl($value),
            'alias' => self::checkAlias($value),
            'expiresInSeconds' => is_int($value) && $value >= 1 && $value <= 31_536_000 ? null : 'must be an integer from 1 to 31536000',
            default => 'is not a field that can be set',
        };
    }

    private static function checkUrl(mixed $value): ?string
    {
        return match (true) {
            !is_string($value) => 'must be text',
            strlen($value) > 2048 => 'must have at most 2048 characters',
            preg_match('/^[!-~]+$/D', $value) !== 1 => 'must be percent-encoded: visible ASCII only',
            preg_match('#^https?://[^/?\#]#i', $value) !== 1 => 'must begin with http:// or https:// and a host',
            default => null,
        };
    }

    private static function checkAlias(mixed $value): ?string
    {
        if (!is_string($value) || preg_match('/^[A-Za-z0-9_-]{3,30}$/D', $value) !== 1) {
            return 'must be 3 to 30 letters, digits, dashes and underscores';
        }
        return $value === 'links' ? 'is taken by the service itself' : null;
    }
}
