<?php

declare(strict_types=1);

require __DIR__ . '/../vendor/autoload.php';

use Shortener\Links;
use Shortener\Problems;
use Slim\App;
use Slim\Http\Request;
use Slim\Http\Response;

$problems = new Problems();
$app = new App([
    'links' => fn () => new Links('/data/links.sqlite'),
    'notFoundHandler' => fn () => fn ($request, $response) => $problems->answer($response, 404, 'Not found.'),
    'notAllowedHandler' => fn () => fn ($request, $response, $methods) =>
        $problems->answer($response, 405, 'Method not allowed.')->withHeader('Allow', implode(', ', $methods)),
    'errorHandler' => fn () => fn ($request, $response, $error) => $problems->answerError($response, $error),
]);

$app->post('/links', function (Request $request, Response $response) {
    $link = $this->links->create(Problems::readBody($request));
    return $response->withJson($link, 201)->withHeader('Location', "/links/$link[code]");
});

$app->get('/links', function (Request $request, Response $response) {
    $limit = Problems::readInteger($request, 'limit', 20, 1, 100);
    $offset = Problems::readInteger($request, 'offset', 0, 0, PHP_INT_MAX);
    return $response->withJson(['items' => $this->links->list($limit, $offset), 'total' => $this->links->count()]);
});

$app->get('/links/{code}', fn (Request $request, Response $response, array $args) =>
    $response->withJson($this->links->find($args['code'])));

$app->delete('/links/{code}', function (Request $request, Response $response, array $args) {
    $this->links->remove($args['code']);
    return $response->withStatus(204);
});

$app->get('/{code}', fn (Request $request, Response $response, array $args) =>
    $response->withStatus(302)->withHeader('Location', $this->links->visit($args['code'])));

$app->run();
