<?php

declare(strict_types=1);

use App\KernelFactory;
use App\LinkRepository;
use Symfony\Component\HttpFoundation\Request;

require __DIR__ . '/../vendor/autoload.php';

$kernel = KernelFactory::create(new LinkRepository((getenv('DATA_DIR') ?: '/data') . '/links.sqlite'));
$request = Request::createFromGlobals();
$response = $kernel->handle($request)->send();
$kernel->terminate($request, $response);
