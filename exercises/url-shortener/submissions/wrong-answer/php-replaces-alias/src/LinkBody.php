<?php

declare(strict_types=1);

namespace App;

use Illuminate\Http\Request;
use Symfony\Component\HttpKernel\Exception\BadRequestHttpException;
use Symfony\Component\HttpKernel\Exception\UnsupportedMediaTypeHttpException;

final readonly class LinkBody
{
    private function __construct(public string $url, public ?string $alias, public ?int $expiresInSeconds)
    {
    }

    public static function read(Request $request): self
    {
        if (!$request->isJson()) {
            throw new UnsupportedMediaTypeHttpException('The body must be application/json.');
        }
        $body = json_decode($request->getContent());
        if (json_last_error() !== JSON_ERROR_NONE) {
            throw new BadRequestHttpException('The body is not valid JSON.');
        }
        $faults = is_object($body) ? self::findFaults(get_object_vars($body)) : [''];
        return $faults === [] ? new self($body->url, $body->alias ?? null, $body->expiresInSeconds ?? null) : throw new InvalidLink($faults);
    }

    /** @return list<string> the fields at fault */
    private static function findFaults(array $fields): array
    {
        $checks = [
            'url' => fn (mixed $value) => is_string($value) && strlen($value) <= 2048
                && preg_match('~^https?://[^/?#]~i', $value) && preg_match('/^[!-~]+$/D', $value),
            'alias' => fn (mixed $value) => is_string($value) && preg_match('/^[\w-]{3,30}$/D', $value) && $value !== 'links',
            'expiresInSeconds' => fn (mixed $value) => is_int($value) && $value >= 1 && $value <= 31_536_000,
        ];
        $fields += ['url' => null];
        return array_values(array_filter(
            array_map(strval(...), array_keys($fields)),
            fn (string $name) => !isset($checks[$name]) || !$checks[$name]($fields[$name]),
        ));
    }
}
