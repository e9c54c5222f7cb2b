<?php

declare(strict_types=1);

namespace App;

use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;
use Symfony\Component\HttpKernel\Exception\BadRequestHttpException;
use Symfony\Component\HttpKernel\Exception\ConflictHttpException;
use Symfony\Component\HttpKernel\Exception\GoneHttpException;
use Symfony\Component\HttpKernel\Exception\NotFoundHttpException;

final class LinkController
{
    public function __construct(private readonly LinkRepository $links)
    {
    }

    public function list(Request $request): Response
    {
        $limit = $this->readInteger($request, 'limit', 20, 1, 100);
        $offset = $this->readInteger($request, 'offset', 0, 0, 1_000_000);
        return new JsonResponse(['items' => $this->links->findNewest($limit, $offset), 'total' => $this->links->count()]);
    }

    public function create(Request $request): Response
    {
        $link = $this->links->add(NewLink::fromRequest($request)) ?? throw new ConflictHttpException('The alias is in use.');
        return new JsonResponse($link, 201, ['Location' => '/links/' . $link->code]);
    }

    public function read(string $code): Response
    {
        return new JsonResponse($this->find($code));
    }

    public function remove(string $code): Response
    {
        return $this->links->remove($code) ? new Response(status: 204) : throw new NotFoundHttpException('There is no such link.');
    }

    public function follow(string $code): Response
    {
        if (!$this->links->visit($code)) {
            $this->find($code);
            throw new GoneHttpException('The link is expired.');
        }
        return new Response(status: 302, headers: ['Location' => $this->find($code)->url]);
    }

    private function find(string $code): Link
    {
        return $this->links->find($code) ?? throw new NotFoundHttpException('There is no such link.');
    }

    private function readInteger(Request $request, string $name, int $default, int $least, int $most): int
    {
        $value = filter_var($request->query->get($name, (string) $default), FILTER_VALIDATE_INT);
        if ($value === false || $value < $least || $value > $most) {
            throw new BadRequestHttpException("$name must be an integer from $least to $most.");
        }
        return $value;
    }
}
