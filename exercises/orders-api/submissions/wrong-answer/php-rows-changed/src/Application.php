<?php

declare(strict_types=1);

namespace Orders;

use FastRoute\Dispatcher;
use FastRoute\RouteCollector;

use function FastRoute\simpleDispatcher;

final readonly class Application
{
    public function __construct(private Database $database)
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
        $routes->get('/health', $this->checkHealth(...));

        $products = new ProductController(new ProductStore($this->database));
        $routes->get('/products', $products->list(...));
        $routes->post('/products', $products->create(...));
        $routes->get('/products/{id}', $products->read(...));
        $routes->patch('/products/{id}', $products->change(...));
        $routes->delete('/products/{id}', $products->remove(...));
        $routes->post('/products/{id}/restock', $products->restock(...));

        $orders = new OrderController(new OrderStore($this->database));
        $routes->get('/orders', $orders->list(...));
        $routes->post('/orders', $orders->create(...));
        $routes->get('/orders/{id}', $orders->read(...));
        $routes->delete('/orders/{id}', $orders->remove(...));
        $routes->post('/orders/{id}/pay', $orders->pay(...));
        $routes->post('/orders/{id}/cancel', $orders->cancel(...));
    }

    private function checkHealth(): Response
    {
        $this->database->query('SELECT 1');
        return new Response(200, ['status' => 'ok']);
    }
}
