<?php

declare(strict_types=1);

require __DIR__ . '/vendor/autoload.php';

use GuzzleHttp\Psr7\Message;
use GuzzleHttp\Psr7\Response;
use Psr\Http\Message\RequestInterface;

$todos = [];

function readRequest(mixed $client): RequestInterface
{
    $head = '';
    while (!str_ends_with($head, "\r\n\r\n") && ($line = fgets($client)) !== false) {
        $head .= $line;
    }
    $request = Message::parseRequest($head);
    $length = (int) $request->getHeaderLine('Content-Length');
    return Message::parseRequest($head . ($length > 0 ? stream_get_contents($client, $length) : ''));
}

function answer(int $status, array $body, array $headers = []): Response
{
    $type = $status >= 400 ? 'application/problem+json' : 'application/json';
    $text = json_encode($body, JSON_UNESCAPED_SLASHES);
    return new Response($status, ['Content-Type' => $type, 'Content-Length' => (string) strlen($text), 'Connection' => 'close', ...$headers], $text);
}

function handle(RequestInterface $request, array &$todos): Response
{
    $path = $request->getUri()->getPath();
    if ($path === '/todos' && $request->getMethod() === 'POST') {
        $fields = json_decode((string) $request->getBody(), true, flags: JSON_THROW_ON_ERROR);
        $id = count($todos) + 1;
        $now = gmdate(DATE_RFC3339);
        $todos[$id] = ['id' => $id, 'title' => $fields['title'], 'notes' => '', 'done' => false, 'dueOn' => null,
            'minutesSpent' => 0, 'version' => 1, 'createdAt' => $now, 'updatedAt' => $now, ...$fields];
        return answer(201, $todos[$id], ['Location' => "/todos/$id", 'ETag' => '"1"']);
    }
    $todo = $todos[(int) basename($path)] ?? null;
    return $todo === null ? answer(404, ['status' => 404, 'title' => 'Not found.']) : answer(200, $todo, ['ETag' => '"1"']);
}

$server = stream_socket_server('tcp://0.0.0.0:' . getenv('PORT'), $code, $message) ?: exit($message);
while (true) {
    $client = stream_socket_accept($server, -1);
    fwrite($client, Message::toString(handle(readRequest($client), $todos)));
    fclose($client);
}
