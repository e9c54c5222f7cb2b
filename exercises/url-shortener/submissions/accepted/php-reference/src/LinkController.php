<?php

declare(strict_types=1);

namespace Shortener;

final readonly class LinkController
{
    public function __construct(private LinkStore $links)
    {
    }

    public function list(Request $request): Response
    {
        $limit = self::readInteger($request, 'limit', default: 20, least: 1, most: 100);
        $offset = self::readInteger($request, 'offset', default: 0, least: 0, most: 999_999_999);
        return new Response(200, ['items' => $this->links->list($limit, $offset), 'total' => $this->links->count()]);
    }

    public function create(Request $request): Response
    {
        $link = $this->links->create(LinkBody::read($request->readJson()));
        return new Response(201, $link, ['Location' => "/links/{$link['code']}"]);
    }

    public function read(Request $request, string $code): Response
    {
        return new Response(200, $this->links->find($code) ?? self::refuse());
    }

    public function remove(Request $request, string $code): Response
    {
        return $this->links->remove($code) ? new Response(204) : self::refuse();
    }

    public function follow(Request $request, string $code): Response
    {
        $url = $this->links->countClick($code);
        if ($url === null) {
            throw $this->links->find($code) === null ? self::refuse() : new Problem(410, 'The link is expired.');
        }
        return new Response(302, headers: ['Location' => $url]);
    }

    private static function refuse(): never
    {
        throw new Problem(404, 'There is no such link.');
    }

    private static function readInteger(Request $request, string $name, int $default, int $least, int $most): int
    {
        $text = $request->query[$name] ?? (string) $default;
        $number = is_string($text) && preg_match('/^\d{1,9}$/D', $text) === 1 ? (int) $text : -1;
        return $number >= $least && $number <= $most
            ? $number
            : throw new Problem(400, "$name must be an integer from $least to $most.");
    }
}
