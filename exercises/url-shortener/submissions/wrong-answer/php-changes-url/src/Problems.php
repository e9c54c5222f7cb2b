<?php

declare(strict_types=1);

namespace Shortener;

use Slim\Http\Request;
use Slim\Http\Response;
use stdClass;
use Throwable;

final class Problems
{
    public function answer(Response $response, int $status, string $title, array $errors = []): Response
    {
        $body = ['status' => $status, 'title' => $title];
        foreach ($errors as $field => $message) {
            $body['errors'][] = ['field' => (string) $field, 'message' => $message];
        }
        return $response->withJson($body, $status)->withHeader('Content-Type', 'application/problem+json');
    }

    public function answerError(Response $response, Throwable $error): Response
    {
        if ($error instanceof Problem) {
            return $this->answer($response, $error->status, $error->getMessage(), $error->errors);
        }
        error_log((string) $error);
        return $this->answer($response, 500, 'Something went wrong.');
    }

    public static function readBody(Request $request): stdClass
    {
        if ($request->getMediaType() !== 'application/json') {
            throw new Problem(415, 'The body must be application/json.');
        }
        $body = json_decode((string) $request->getBody());
        if (json_last_error() !== JSON_ERROR_NONE) {
            throw new Problem(400, 'The body is not valid JSON.');
        }
        return $body instanceof stdClass ? $body : throw new Problem(422, 'The link is not valid.', ['' => 'must be an object']);
    }

    public static function readInteger(Request $request, string $name, int $default, int $least, int $most): int
    {
        $value = filter_var($request->getQueryParam($name, (string) $default), FILTER_VALIDATE_INT);
        return $value !== false && $value >= $least && $value <= $most ? $value : throw new Problem(400, "$name is not valid.");
    }
}
