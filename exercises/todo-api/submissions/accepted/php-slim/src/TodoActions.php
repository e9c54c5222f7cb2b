<?php

declare(strict_types=1);

namespace TodoApi;

use Psr\Container\ContainerInterface;
use Slim\Http\Request;
use Slim\Http\Response;

final class TodoActions
{
    public function __construct(private readonly ContainerInterface $container)
    {
    }

    public function health(Request $request, Response $response): Response
    {
        $this->todos()->ping();
        return $response->withJson(['status' => 'ok']);
    }

    public function list(Request $request, Response $response): Response
    {
        $page = Validator::page($request->getQueryParams());
        $todos = $this->todos()->list($page['after'], $page['done'], $page['search'], $page['limit'] + 1);
        $items = array_slice($todos, 0, $page['limit']);
        $next = count($todos) > count($items) ? 'after-' . end($items)['id'] : null;
        return $response->withJson(['items' => $items, 'next' => $next]);
    }

    public function create(Request $request, Response $response): Response
    {
        $todo = $this->todos()->add(Validator::newTodo(self::body($request)));
        return self::show($response, $todo)->withStatus(201)->withHeader('Location', "/todos/$todo[id]");
    }

    public function read(Request $request, Response $response, array $args): Response
    {
        return self::show($response, $this->todos()->find(self::id($args)));
    }

    public function change(Request $request, Response $response, array $args): Response
    {
        $id = self::id($args);
        $changes = Validator::changes(self::body($request));
        return self::show($response, $this->todos()->change($id, $changes, self::expectedVersion($request)));
    }

    public function remove(Request $request, Response $response, array $args): Response
    {
        $this->todos()->remove(self::id($args), self::expectedVersion($request));
        return $response->withStatus(204);
    }

    public function addTime(Request $request, Response $response, array $args): Response
    {
        $id = self::id($args);
        return self::show($response, $this->todos()->addTime($id, Validator::minutes(self::body($request))));
    }

    private function todos(): Todos
    {
        return $this->container->get('todos');
    }

    private static function show(Response $response, array $todo): Response
    {
        return $response->withJson($todo)->withHeader('ETag', "\"$todo[version]\"");
    }

    private static function id(array $args): int
    {
        $id = filter_var($args['id'], FILTER_VALIDATE_INT, ['options' => ['min_range' => 1, 'max_range' => 2 ** 31 - 1]]);
        return $id !== false ? $id : throw new HttpError(404, 'There is no such to-do.');
    }

    private static function body(Request $request): mixed
    {
        if ($request->getMediaType() !== 'application/json') {
            throw new HttpError(415, 'The body must be application/json.');
        }
        $body = json_decode((string) $request->getBody());
        return json_last_error() === JSON_ERROR_NONE ? $body : throw new HttpError(400, 'The body is not valid JSON.');
    }

    private static function expectedVersion(Request $request): ?int
    {
        if (!$request->hasHeader('If-Match')) {
            return null;
        }
        return preg_match('/^"(\d{1,9})"$/D', $request->getHeaderLine('If-Match'), $found) ? (int) $found[1] : 0;
    }
}
