<?php

declare(strict_types=1);

namespace Shortener;

use JsonException;

final readonly class Request
{
    /** @param array<string, mixed> $query */
    public function __construct(
        public string $method,
        public string $path,
        public array $query,
        public string $contentType,
        private string $body,
    ) {
    }

    public static function fromGlobals(): self
    {
        return new self(
            $_SERVER['REQUEST_METHOD'],
            strtok($_SERVER['REQUEST_URI'], '?'),
            $_GET,
            $_SERVER['CONTENT_TYPE'] ?? '',
            file_get_contents('php://input'),
        );
    }

    /** The body as PHP sees it, objects as stdClass: an empty object and an empty list are told apart. */
    public function readJson(): mixed
    {
        if (strtolower(trim(explode(';', $this->contentType)[0])) !== 'application/json') {
            throw new Problem(415, 'The body must be application/json.');
        }
        try {
            return json_decode($this->body, flags: JSON_THROW_ON_ERROR);
        } catch (JsonException) {
            throw new Problem(400, 'The body is not valid JSON.');
        }
    }
}
