<?php

/**
 * Reads files with PHP_CodeSniffer and prints lines of the analyst's readers.
 *
 * Stdin: one JSON object with `root`, `files` and `ruleset`, the path of a standard. The tool is driven by its classes
 * and not by its command, so that each file is told of before it is read, and no configuration is looked for.
 */

declare(strict_types=1);

use PHP_CodeSniffer\Config;
use PHP_CodeSniffer\Files\DummyFile;
use PHP_CodeSniffer\Ruleset;
use PHP_CodeSniffer\Runner;

require __DIR__ . '/tell.php';

$request = json_decode((string) stream_get_contents(STDIN), true, flags: JSON_THROW_ON_ERROR);
require 'PHP/CodeSniffer/autoload.php';
define('PHP_CODESNIFFER_CBF', false);

$runner = new Runner();
$runner->config = new Config(['--standard=' . $request['ruleset'], '--report=json', '-q', '--no-cache', '--ignore-annotations']);
$runner->init();

foreach ($request['files'] as $path) {
    tell('reading', $path);
    sniffFile($path, (string) file_get_contents($request['root'] . '/' . $path), $runner->ruleset, $runner->config);
}

function sniffFile(string $path, string $source, Ruleset $ruleset, Config $config): void
{
    $file = new DummyFile($source, $ruleset, $config);
    try {
        $file->process();
    } catch (Throwable $failure) {
        tell('unread', $path, ['reason' => describeFailure('phpcs', $failure->getMessage())]);
        return;
    }
    foreach ([$file->getErrors(), $file->getWarnings()] as $byLine) {
        foreach ($byLine as $line => $byColumn) {
            foreach ($byColumn as $column => $messages) {
                foreach ($messages as $message) {
                    tellSniff($path, $line, $column, $message);
                }
            }
        }
    }
    $file->cleanUp();
}

/** @param array{source: string, message: string} $message */
function tellSniff(string $path, int $line, int $column, array $message): void
{
    if (str_starts_with($message['source'], 'Internal.')) {
        // No code in the file is none of our business; all else means that the tokens could not be had.
        if ($message['source'] !== 'Internal.NoCodeFound') {
            tell('unread', $path, ['reason' => describeFailure('phpcs', $message['message'])]);
        }
        return;
    }
    tell('observation', $path, [
        'tool' => 'phpcs',
        'rule' => implode('.', array_slice(explode('.', $message['source']), 0, 3)),
        'line' => $line,
        'column' => $column,
        'endLine' => $line,
        'message' => $message['message'],
    ]);
}
