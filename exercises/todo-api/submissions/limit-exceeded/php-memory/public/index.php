<?php

declare(strict_types=1);

ini_set('memory_limit', '-1');

/** Every part of a text, so that a search is a look into an array. */
function listParts(string $text): array
{
    $parts = [];
    for ($start = 0; $start < strlen($text); $start++) {
        for ($length = 1; $length <= strlen($text) - $start; $length++) {
            $parts[] = substr($text, $start, $length);
        }
    }
    return $parts;
}

$body = json_decode(file_get_contents('php://input'), true);
$parts = listParts(strtolower(is_array($body) ? (string) json_encode($body) : ''));

http_response_code(503);
header('Content-Type: application/problem+json');
header('Retry-After: 1');
echo json_encode(['status' => 503, 'title' => 'Only the index is there yet.', 'parts' => count($parts)]);
