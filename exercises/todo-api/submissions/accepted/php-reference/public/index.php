<?php

declare(strict_types=1);

use Todo\Application;
use Todo\Database;
use Todo\Request;
use Todo\TodoController;
use Todo\TodoStore;

require __DIR__ . '/../vendor/autoload.php';

$database = new Database(getenv('DATABASE_URL'));
$application = new Application(new TodoController(new TodoStore($database)));
$application->handle(Request::fromGlobals())->send();
