<?php

declare(strict_types=1);

namespace Orders;

use RuntimeException;

/** An error that is the caller's to know; becomes an RFC 9457 body. */
final class Problem extends RuntimeException
{
    /**
     * @param array<string, string> $faults what is wrong, by field
     * @param array<string, string> $headers
     * @param array<string, mixed> $more further members of the body
     */
    public function __construct(
        private readonly int $status,
        private readonly string $title,
        public readonly array $faults = [],
        private readonly array $headers = [],
        private readonly array $more = [],
    ) {
        parent::__construct($title);
    }

    public function toResponse(): Response
    {
        $body = ['status' => $this->status, 'title' => $this->title, ...$this->more];
        foreach ($this->faults as $field => $message) {
            $body['errors'][] = ['field' => (string) $field, 'message' => $message];
        }
        return new Response($this->status, $body, $this->headers, 'application/problem+json');
    }
}
