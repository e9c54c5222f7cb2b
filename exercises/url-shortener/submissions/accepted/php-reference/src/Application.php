<?php

declare(strict_types=1);

namespace Shortener;

use FastRoute\Dispatcher;
use FastRoute\RouteCollector;

use function FastRoute\simpleDispatcher;

final readonly class Application
{
    public function __construct(private LinkController $links)
    {
    }

    public function handle(Request $request): Response
    {
        try {
            return $this->dispatch($request);
        } catch (Problem $problem) {
            return $problem->toResponse();
        } catch (AliasInUse) {
            return new Problem(409, 'The alias is in use.')->toResponse();
        }
    }

    private function dispatch(Request $request): Response
    {
        $found = simpleDispatcher($this->addRoutes(...))->dispatch($request->method, $request->path);
        return match ($found[0]) {
            Dispatcher::FOUND => $found[1]($request, ...$found[2]),
            Dispatcher::METHOD_NOT_ALLOWED => throw new Problem(405, 'Method not allowed.', headers: ['Allow' => implode(', ', $found[1])]),
            default => throw new Problem(404, 'There is no such path.'),
        };
    }

    private function addRoutes(RouteCollector $routes): void
    {
        $routes->get('/links', $this->links->list(...));
        $routes->post('/links', $this->links->create(...));
        $routes->get('/links/{code}', $this->links->read(...));
        $routes->delete('/links/{code}', $this->links->remove(...));
        $routes->get('/{code}', $this->links->follow(...));
    }
}
