<?php

declare(strict_types=1);

namespace Suite;

/** What the service answered. */
final readonly class Answer
{
    /** @param array<string, string> $headers by their names in small letters */
    public function __construct(public int $status, public array $headers, public string $text)
    {
    }

    /** The text as JSON. */
    public function body(): array
    {
        return json_decode($this->text, true, flags: JSON_THROW_ON_ERROR);
    }
}
