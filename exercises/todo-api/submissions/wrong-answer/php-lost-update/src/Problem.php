<?php

declare(strict_types=1);

namespace Todo;

use RuntimeException;
use Symfony\Component\HttpFoundation\JsonResponse;

final class Problem extends RuntimeException
{
    /**
     * @param array<string, string> $errors by field
     * @param array<string, string> $headers
     */
    public function __construct(private int $status, string $title, private array $errors = [], private array $headers = [])
    {
        parent::__construct($title);
    }

    public function toResponse(): JsonResponse
    {
        $body = ['status' => $this->status, 'title' => $this->getMessage()];
        foreach ($this->errors as $field => $message) {
            $body['errors'][] = ['field' => (string) $field, 'message' => $message];
        }
        return new JsonResponse($body, $this->status, [...$this->headers, 'Content-Type' => 'application/problem+json']);
    }
}
