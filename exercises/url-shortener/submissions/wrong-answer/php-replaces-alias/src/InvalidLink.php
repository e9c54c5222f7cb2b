<?php

declare(strict_types=1);

namespace App;

use Symfony\Component\HttpKernel\Exception\UnprocessableEntityHttpException;

final class InvalidLink extends UnprocessableEntityHttpException
{
    /** @param list<string> $fields */
    public function __construct(public readonly array $fields)
    {
        parent::__construct('The link is not valid.');
    }
}
