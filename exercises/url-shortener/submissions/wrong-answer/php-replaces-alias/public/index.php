<?php

declare(strict_types=1);

use App\Database;
use App\InvalidLink;
use App\LinkController;
use Illuminate\Container\Container;
use Illuminate\Events\Dispatcher;
use Illuminate\Http\JsonResponse;
use Illuminate\Http\Request;
use Illuminate\Routing\Contracts\CallableDispatcher as CallableDispatcherContract;
use Illuminate\Routing\CallableDispatcher;
use Illuminate\Routing\Router;
use Symfony\Component\HttpFoundation\Response;
use Symfony\Component\HttpKernel\Exception\HttpExceptionInterface;

require __DIR__ . '/../vendor/autoload.php';

$request = Request::capture();
$container = new Container();
$container->instance(Request::class, $request);
$container->bind(CallableDispatcherContract::class, CallableDispatcher::class);
Database::open();

$router = new Router(new Dispatcher($container), $container);
$router->get('/links', [LinkController::class, 'index']);
$router->post('/links', [LinkController::class, 'store']);
$router->get('/links/{code}', [LinkController::class, 'show']);
$router->delete('/links/{code}', [LinkController::class, 'destroy']);
$router->get('/{code}', [LinkController::class, 'follow']);

function answerProblem(HttpExceptionInterface $exception): JsonResponse
{
    $status = $exception->getStatusCode();
    $body = ['status' => $status, 'title' => $exception->getMessage() ?: Response::$statusTexts[$status]];
    if ($exception instanceof InvalidLink) {
        $body['errors'] = array_map(fn (string $field) => ['field' => $field, 'message' => 'is not valid'], $exception->fields);
    }
    return new JsonResponse($body, $status, [...$exception->getHeaders(), 'Content-Type' => 'application/problem+json']);
}

try {
    $router->dispatch($request)->send();
} catch (HttpExceptionInterface $exception) {
    answerProblem($exception)->send();
}
