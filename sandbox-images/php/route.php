<?php

// For the built-in server: a file in the folder is sent, everything else is a matter of index.php, as behind nginx.
// By itself the server would answer 404 for a path with a dot in it, and tell index.php to be the path asked for.
$path = rawurldecode(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH) ?: '/');
$file = realpath($_SERVER['DOCUMENT_ROOT'] . $path);
if ($file !== false && is_file($file) && !str_contains($path, '..') && !str_ends_with($file, '.php')) {
    return false;
}
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = '/index.php';
$_SERVER['SCRIPT_FILENAME'] = $_SERVER['DOCUMENT_ROOT'] . '/index.php';
unset($_SERVER['PATH_INFO'], $path, $file);
// As with FPM and Apache: relative paths such as ../vendor/autoload.php start at the folder that is served.
chdir($_SERVER['DOCUMENT_ROOT']);
require $_SERVER['SCRIPT_FILENAME'];
