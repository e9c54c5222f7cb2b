<?php

declare(strict_types=1);

namespace App;

use Symfony\Component\HttpKernel\Exception\UnprocessableEntityHttpException;

final class InvalidLink extends UnprocessableEntityHttpException
{
    /** @param list<array{field: string, message: string}> $errors */
    public function __construct(public readonly array $errors)
    {
        parent::__construct('The link is not valid.');
    }
}
