<?php

declare(strict_types=1);

require __DIR__ . '/../vendor/autoload.php';

use FastRoute\Dispatcher;
use FastRoute\RouteCollector;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;
use Todo\Database;
use Todo\Input;
use Todo\Problem;
use Todo\Todo;
use Todo\TodoService;

$request = Request::createFromGlobals();
$input = new Input($request);
$service = new TodoService();

$show = fn (Todo $todo, int $status = 200, array $headers = []) =>
    new JsonResponse($todo->show(), $status, ['ETag' => "\"$todo->version\"", ...$headers]);
$readId = fn (string $id) => preg_match('/^[1-9]\d{0,8}$/D', $id) ? (int) $id : throw new Problem(404, 'There is no such to-do.');
$ifMatch = $request->headers->get('If-Match');

$dispatcher = FastRoute\simpleDispatcher(function (RouteCollector $routes) use ($input, $service, $show, $readId, $ifMatch, $request): void {
    $routes->get('/health', fn () => Todo::query()->getConnection()->select('SELECT 1') ? new JsonResponse(['status' => 'ok']) : null);
    $routes->get('/todos', fn () => new JsonResponse(
        $service->list($input->readLimit(), $input->readAfter(), $input->readDone(), $request->query->get('search')),
    ));
    $routes->post('/todos', function () use ($input, $show) {
        $todo = Todo::query()->create($input->readFields(['title']));
        return $show($todo, 201, ['Location' => "/todos/$todo->id"]);
    });
    $routes->get('/todos/{id}', fn (string $id) => $show($service->find($readId($id))));
    $routes->patch('/todos/{id}', fn (string $id) => $show($service->change($readId($id), $input->readFields([]), $ifMatch)));
    $routes->delete('/todos/{id}', function (string $id) use ($service, $readId, $ifMatch) {
        $service->remove($readId($id), $ifMatch);
        return new Response(status: 204);
    });
    $routes->post('/todos/{id}/time', fn (string $id) => $show($service->addTime($readId($id), $input->readMinutes())));
});

try {
    Database::open();
    $found = $dispatcher->dispatch($request->getMethod(), $request->getPathInfo());
    $response = match ($found[0]) {
        Dispatcher::FOUND => $found[1](...$found[2]),
        Dispatcher::METHOD_NOT_ALLOWED => throw new Problem(405, 'Method not allowed.', [], ['Allow' => implode(', ', $found[1])]),
        default => throw new Problem(404, 'There is no such path.'),
    };
} catch (Problem $problem) {
    $response = $problem->toResponse();
} catch (PDOException $exception) {
    error_log($exception->getMessage());
    $response = (new Problem(503, 'The database is away.', [], ['Retry-After' => '1']))->toResponse();
}
$response->send();
