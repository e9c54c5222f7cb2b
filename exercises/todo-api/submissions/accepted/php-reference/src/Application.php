<?php

declare(strict_types=1);

namespace Todo;

use FastRoute\Dispatcher;
use FastRoute\RouteCollector;

use function FastRoute\simpleDispatcher;

final readonly class Application
{
    public function __construct(private TodoController $todos)
    {
    }

    public function handle(Request $request): Response
    {
        try {
            return $this->dispatch($request);
        } catch (Problem $problem) {
            return $problem->toResponse();
        } catch (DatabaseAway) {
            return new Problem(503, 'The database does not answer.', headers: ['Retry-After' => '1'])->toResponse();
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
        $routes->get('/health', $this->todos->checkHealth(...));
        $routes->get('/todos', $this->todos->list(...));
        $routes->post('/todos', $this->todos->create(...));
        $routes->get('/todos/{id}', $this->todos->read(...));
        $routes->patch('/todos/{id}', $this->todos->change(...));
        $routes->delete('/todos/{id}', $this->todos->remove(...));
        $routes->post('/todos/{id}/time', $this->todos->addTime(...));
    }
}
