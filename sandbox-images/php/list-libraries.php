<?php

// Writes, for every line of libraries.txt, the version that is here and the file that makes its classes known. Then
// loads them all: a library that cannot be loaded is found out now, not in a build of a learner.

declare(strict_types=1);

$libraries = [];
foreach (file('/opt/php/libraries.txt', FILE_IGNORE_NEW_LINES | FILE_SKIP_EMPTY_LINES) as $line) {
    if (str_starts_with($line, '#')) {
        continue;
    }
    [$name, $package] = explode(' ', $line);
    $version = exec('dpkg-query --show --showformat=\'${source:Upstream-Version}\' ' . escapeshellarg($package));
    exec('dpkg-query --listfiles ' . escapeshellarg($package), $files);
    $loaders = array_filter($files, static fn ($file) => preg_match('#^/usr/share/php/.*/(factory-)?autoload\.php$#', $file) === 1);
    $files = [];
    if ($loaders === []) {
        fwrite(STDERR, "$package has no autoload.php\n");
        exit(1);
    }
    usort($loaders, static fn ($one, $other) => strlen($one) <=> strlen($other));
    $libraries[$name] = ['version' => preg_replace('/[^0-9.].*$/', '', $version), 'autoload' => $loaders[0]];
}
file_put_contents('/opt/php/libraries.json', json_encode($libraries, JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR));

foreach ($libraries as $name => ['version' => $version, 'autoload' => $autoload]) {
    require_once $autoload;
    echo "$name $version $autoload\n";
}
