<?php

declare(strict_types=1);

use Laminas\Diactoros\Response\JsonResponse;
use Laminas\Diactoros\ServerRequestFactory;
use Laminas\HttpHandlerRunner\Emitter\SapiEmitter;
use League\Route\Router;

require __DIR__ . '/../vendor/autoload.php';

$router = new Router();
$router->map('GET', '/links', fn () => new JsonResponse(['items' => [], 'total' => 0]));
(new SapiEmitter())->emit($router->dispatch(ServerRequestFactory::fromGlobals()));
