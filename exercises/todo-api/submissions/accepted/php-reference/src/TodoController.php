<?php

declare(strict_types=1);

namespace Todo;

final readonly class TodoController
{
    private const int LARGEST_ID = 2 ** 31 - 1;

    public function __construct(private TodoStore $todos)
    {
    }

    public function checkHealth(): Response
    {
        $this->todos->ping();
        return new Response(200, ['status' => 'ok']);
    }

    public function list(Request $request): Response
    {
        $query = ListQuery::read($request->query);
        $todos = $this->todos->list($query, $query->limit + 1);
        $items = array_slice($todos, 0, $query->limit);
        $next = count($todos) > $query->limit ? ListQuery::writeCursor(end($items)['id']) : null;
        return new Response(200, ['items' => $items, 'next' => $next]);
    }

    public function create(Request $request): Response
    {
        $todo = $this->todos->create(TodoBody::readNew($request->readJson()));
        return new Response(201, $todo, ['Location' => "/todos/{$todo['id']}", 'ETag' => "\"{$todo['version']}\""]);
    }

    public function read(Request $request, string $id): Response
    {
        return self::answer($this->todos->find(self::readId($id)));
    }

    public function change(Request $request, string $id): Response
    {
        $number = self::readId($id);
        $todo = $this->todos->change($number, TodoBody::readChanges($request->readJson()), self::readVersion($request));
        return self::answer($todo ?? $this->explainMissing($number));
    }

    public function remove(Request $request, string $id): Response
    {
        $number = self::readId($id);
        return $this->todos->remove($number, self::readVersion($request)) ? new Response(204) : $this->explainMissing($number);
    }

    public function addTime(Request $request, string $id): Response
    {
        $number = self::readId($id);
        return self::answer($this->todos->addTime($number, TodoBody::readMinutes($request->readJson())));
    }

    /** Nothing was changed: either the to-do is not there, or If-Match named another version of it. */
    private function explainMissing(int $id): never
    {
        throw $this->todos->find($id) === null
            ? new Problem(404, 'There is no such to-do.')
            : new Problem(412, 'The to-do has changed meanwhile.');
    }

    /** @param ?array<string, mixed> $todo */
    private static function answer(?array $todo): Response
    {
        return $todo === null
            ? throw new Problem(404, 'There is no such to-do.')
            : new Response(200, $todo, ['ETag' => "\"{$todo['version']}\""]);
    }

    private static function readId(string $text): int
    {
        $id = preg_match('/^[1-9]\d{0,9}$/D', $text) === 1 ? (int) $text : PHP_INT_MAX;
        return $id <= self::LARGEST_ID ? $id : throw new Problem(404, 'There is no such to-do.');
    }

    /** The version the caller has seen, or null for "whatever it is". A value we never gave out matches no version. */
    private static function readVersion(Request $request): ?int
    {
        if ($request->ifMatch === null || $request->ifMatch === '*') {
            return null;
        }
        return preg_match('/^"(\d{1,9})"$/D', $request->ifMatch, $found) === 1 ? (int) $found[1] : 0;
    }
}
