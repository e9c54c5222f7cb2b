<?php

declare(strict_types=1);

require __DIR__ . '/../vendor/autoload.php';

use Slim\App;
use TodoApi\Connection;
use TodoApi\ErrorHandler;
use TodoApi\TodoActions;
use TodoApi\Todos;

$errors = new ErrorHandler();
$app = new App([
    'todos' => fn () => new Todos(Connection::open(getenv('DATABASE_URL'))),
    'notFoundHandler' => fn () => $errors->answerNotFound(...),
    'notAllowedHandler' => fn () => $errors->answerNotAllowed(...),
    'errorHandler' => fn () => $errors->answerException(...),
]);

$app->get('/health', TodoActions::class . ':health');
$app->get('/todos', TodoActions::class . ':list');
$app->post('/todos', TodoActions::class . ':create');
$app->get('/todos/{id}', TodoActions::class . ':read');
$app->patch('/todos/{id}', TodoActions::class . ':change');
$app->delete('/todos/{id}', TodoActions::class . ':remove');
$app->post('/todos/{id}/time', TodoActions::class . ':addTime');

$app->run();
