<?php

declare(strict_types=1);

namespace TodoApi;

use PDOException;
use Slim\Http\Request;
use Slim\Http\Response;
use Throwable;

final class ErrorHandler
{
    public function answerNotFound(Request $request, Response $response): Response
    {
        return $this->answer($response, new HttpError(404, 'There is no such path.'));
    }

    /** @param list<string> $methods */
    public function answerNotAllowed(Request $request, Response $response, array $methods): Response
    {
        return $this->answer($response, new HttpError(405, 'Method not allowed.'))->withHeader('Allow', implode(', ', $methods));
    }

    public function answerException(Request $request, Response $response, Throwable $error): Response
    {
        if ($error instanceof HttpError) {
            return $this->answer($response, $error);
        }
        error_log((string) $error);
        return $error instanceof PDOException
            ? $this->answer($response, new HttpError(503, 'The database is not available.'))->withHeader('Retry-After', '2')
            : $this->answer($response, new HttpError(500, 'Something went wrong.'));
    }

    private function answer(Response $response, HttpError $error): Response
    {
        $body = ['status' => $error->status, 'title' => $error->getMessage()];
        foreach ($error->errors as $field => $message) {
            $body['errors'][] = ['field' => (string) $field, 'message' => $message];
        }
        return $response->withJson($body, $error->status)->withHeader('Content-Type', 'application/problem+json');
    }
}
