<?php

declare(strict_types=1);

use Orders\Application;
use Orders\Database;
use Orders\Request;

require __DIR__ . '/../vendor/autoload.php';

$application = new Application(new Database(getenv('DATABASE_URL')));
$application->handle(Request::fromGlobals())->send();
