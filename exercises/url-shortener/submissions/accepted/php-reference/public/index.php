<?php

declare(strict_types=1);

use Shortener\Application;
use Shortener\LinkController;
use Shortener\LinkStore;
use Shortener\Request;

require __DIR__ . '/../vendor/autoload.php';

$links = LinkStore::open((getenv('DATA_DIR') ?: '/data') . '/links.db');
$application = new Application(new LinkController($links));
$application->handle(Request::fromGlobals())->send();
