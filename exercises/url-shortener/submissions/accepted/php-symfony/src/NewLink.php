<?php

declare(strict_types=1);

namespace App;

use stdClass;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpKernel\Exception\BadRequestHttpException;
use Symfony\Component\HttpKernel\Exception\UnsupportedMediaTypeHttpException;

final readonly class NewLink
{
    private function __construct(public string $url, public ?string $alias, public ?int $expiresInSeconds)
    {
    }

    public static function fromRequest(Request $request): self
    {
        if ($request->getContentTypeFormat() !== 'json') {
            throw new UnsupportedMediaTypeHttpException('The body must be application/json.');
        }
        $body = json_decode($request->getContent());
        if (json_last_error() !== JSON_ERROR_NONE) {
            throw new BadRequestHttpException('The body is not valid JSON.');
        }
        if (!$body instanceof stdClass) {
            throw new InvalidLink([['field' => '', 'message' => 'must be an object']]);
        }
        $errors = self::findErrors($body);
        return $errors === []
            ? new self($body->url, $body->alias ?? null, $body->expiresInSeconds ?? null)
            : throw new InvalidLink($errors);
    }

    /** @return list<array{field: string, message: string}> */
    private static function findErrors(stdClass $body): array
    {
        $errors = property_exists($body, 'url') ? [] : [['field' => 'url', 'message' => 'is required']];
        foreach (get_object_vars($body) as $name => $value) {
            $message = match ((string) $name) {
                'url' => self::isUrl($value) ? null : 'must be an absolute http or https URL in visible ASCII of at most 2048 characters',
                'alias' => self::isAlias($value) ? null : 'must be 3 to 30 letters, digits, dashes and underscores, and not "links"',
                'expiresInSeconds' => is_int($value) && $value > 0 && $value <= 31_536_000 ? null : 'must be an integer from 1 to 31536000',
                default => 'is unknown',
            };
            if ($message !== null) {
                $errors[] = ['field' => (string) $name, 'message' => $message];
            }
        }
        return $errors;
    }

    private static function isUrl(mixed $value): bool
    {
        return is_string($value) && strlen($value) <= 2048 && preg_match('~^https?://[^/?#][!-\~]*$~iD', $value) === 1
            && preg_match('~^[!-\~]+$~D', $value) === 1;
    }

    private static function isAlias(mixed $value): bool
    {
        return is_string($value) && preg_match('/^[\w-]{3,30}$/D', $value) === 1 && $value !== 'links';
    }
}
