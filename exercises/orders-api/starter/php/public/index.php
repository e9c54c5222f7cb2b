<?php

declare(strict_types=1);

// The database is at getenv('DATABASE_URL'). PDO is there for you; name libraries in a composer.json, and require
// vendor/autoload.php here: Slim, Symfony's and Laravel's components, FastRoute, Monolog ...

header('Content-Type: application/problem+json');
http_response_code(501);

// Begin here: POST /products
echo json_encode(['status' => 501, 'title' => "$_SERVER[REQUEST_METHOD] $_SERVER[REQUEST_URI] is yours to build."], JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE);
