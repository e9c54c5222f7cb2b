<?php

declare(strict_types=1);

// What is in the folder getenv('DATA_DIR') ?: '/data' is still there after a restart. PDO with SQLite is there for you; name
// libraries in a composer.json, and require vendor/autoload.php here: Slim, Symfony's and Laravel's components, FastRoute ...

header('Content-Type: application/problem+json');
http_response_code(501);

// Begin here: POST /links
echo json_encode(['status' => 501, 'title' => "$_SERVER[REQUEST_METHOD] $_SERVER[REQUEST_URI] is yours to build."], JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE);
