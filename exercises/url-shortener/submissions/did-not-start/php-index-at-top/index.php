<?php

require __DIR__ . '/links.php';

header('Content-Type: application/json');
if ($_SERVER['REQUEST_METHOD'] === 'GET' && strtok($_SERVER['REQUEST_URI'], '?') === '/links') {
    echo json_encode(['items' => array_slice(array_reverse(readLinks()), 0, 20), 'total' => count(readLinks())]);
}
