<?php

declare(strict_types=1);

namespace TodoApi;

use RuntimeException;

final class HttpError extends RuntimeException
{
    /** @param array<string, string> $errors by field */
    public function __construct(public readonly int $status, string $title, public readonly array $errors = [])
    {
        parent::__construct($title);
    }
}
