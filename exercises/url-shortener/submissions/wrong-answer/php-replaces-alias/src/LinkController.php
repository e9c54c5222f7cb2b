<?php

declare(strict_types=1);

namespace App;

use Carbon\CarbonImmutable;
use Illuminate\Http\JsonResponse;
use Illuminate\Http\Request;
use Illuminate\Http\Response;
use Symfony\Component\HttpKernel\Exception\BadRequestHttpException;
use Symfony\Component\HttpKernel\Exception\GoneHttpException;
use Symfony\Component\HttpKernel\Exception\NotFoundHttpException;

final class LinkController
{
    public function index(Request $request): JsonResponse
    {
        $limit = $this->readInteger($request, 'limit', 20, 1, 100);
        $offset = $this->readInteger($request, 'offset', 0, 0, PHP_INT_MAX);
        $links = Link::query()->orderByDesc('id')->offset($offset)->limit($limit)->get();
        return new JsonResponse(['items' => $links->map->show()->all(), 'total' => Link::query()->count()]);
    }

    public function store(Request $request): JsonResponse
    {
        $body = LinkBody::read($request);
        $now = CarbonImmutable::now('UTC');
        $code = $body->alias ?? bin2hex(random_bytes(5));
        $link = Link::query()->updateOrCreate(['code' => $code], [
            'url' => $body->url,
            'clicks' => 0,
            'created_at' => $now->format('Y-m-d\TH:i:s.v\Z'),
            'expires_at' => isset($body->expiresInSeconds) ? $now->addSeconds($body->expiresInSeconds)->format('Y-m-d\TH:i:s.v\Z') : null,
        ]);
        return new JsonResponse($link->show(), 201, ['Location' => "/links/$code"]);
    }

    public function show(string $code): JsonResponse
    {
        return new JsonResponse($this->find($code)->show());
    }

    public function destroy(string $code): Response
    {
        return Link::query()->where('code', $code)->delete() === 1 ? new Response(status: 204) : throw new NotFoundHttpException('There is no such link.');
    }

    public function follow(string $code): Response
    {
        $link = $this->find($code);
        if ($link->isExpired()) {
            throw new GoneHttpException('The link is expired.');
        }
        Link::query()->whereKey($link->id)->increment('clicks');
        return new Response(status: 302, headers: ['Location' => $link->url]);
    }

    private function find(string $code): Link
    {
        return Link::query()->where('code', $code)->first() ?? throw new NotFoundHttpException('There is no such link.');
    }

    private function readInteger(Request $request, string $name, int $default, int $least, int $most): int
    {
        $value = filter_var($request->query($name, (string) $default), FILTER_VALIDATE_INT);
        return $value !== false && $value >= $least && $value <= $most ? $value : throw new BadRequestHttpException("$name is not valid.");
    }
}
