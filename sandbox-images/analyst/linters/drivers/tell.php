<?php

declare(strict_types=1);

/** What a tool says of a failure, without the stack behind it. */
const REASON_LENGTH = 250;

/**
 * Prints one line of the analyst's readers.
 *
 * @param array<string, mixed> $fields
 */
function tell(string $type, string $path, array $fields = []): void
{
    $flags = JSON_INVALID_UTF8_SUBSTITUTE | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR;
    fwrite(STDOUT, json_encode(['type' => $type, 'path' => $path, ...$fields], $flags) . "\n");
}

function describeFailure(string $tool, string $message): string
{
    return mb_substr("$tool cannot read it: " . strtok($message, "\n"), 0, REASON_LENGTH);
}
