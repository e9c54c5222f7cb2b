<?php

declare(strict_types=1);

namespace Orders;

final readonly class Response
{
    /** @param array<string, string> $headers */
    public function __construct(
        private int $status,
        private mixed $body = null,
        private array $headers = [],
        private string $type = 'application/json',
    ) {
    }

    public function send(): void
    {
        http_response_code($this->status);
        foreach ($this->headers as $name => $value) {
            header("$name: $value");
        }
        if ($this->body !== null) {
            header("Content-Type: $this->type");
            echo json_encode($this->body, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR);
        }
    }
}
