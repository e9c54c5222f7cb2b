<?php

/**
 * Reads files with PHPMD and prints lines of the analyst's readers.
 *
 * Stdin: one JSON object with `root`, `files` and `ruleset`, the path of a rule set. The tool is driven by its classes
 * and not by its command: that takes a comma for the end of a path, and tells of no file before it has read all.
 */

declare(strict_types=1);

use PHPMD\PHPMD;
use PHPMD\Report;
use PHPMD\RuleSetFactory;

require __DIR__ . '/tell.php';
require __DIR__ . '/older-syntax.php';
require 'PHPMD/autoload.php';

$request = json_decode((string) stream_get_contents(STDIN), true, flags: JSON_THROW_ON_ERROR);
$rules = new RuleSetFactory();
$rules->setStrict();
$copy = sys_get_temp_dir() . '/phpmd-source.php';

foreach ($request['files'] as $path) {
    tell('reading', $path);
    file_put_contents($copy, writeInOlderSyntax((string) file_get_contents($request['root'] . '/' . $path)));
    readCopy($path, $copy, $request['ruleset'], $rules);
}

function readCopy(string $path, string $copy, string $ruleset, RuleSetFactory $rules): void
{
    $report = new Report();
    (new PHPMD())->processFiles($copy, $ruleset, [], $rules, $report);
    foreach ($report->getErrors() as $error) {
        $message = preg_replace('/,? file: \S*phpmd-source\.php\.?/', '', $error->getMessage());
        tell('unread', $path, ['reason' => describeFailure('phpmd', (string) $message)]);
    }
    foreach ($report->getRuleViolations() as $violation) {
        tell('observation', $path, [
            'tool' => 'phpmd',
            'rule' => $violation->getRule()->getName(),
            'line' => max(1, $violation->getBeginLine()),
            'column' => null,
            'endLine' => max(1, $violation->getEndLine()),
            'message' => $violation->getDescription(),
        ]);
    }
}
