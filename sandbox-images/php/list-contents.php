<?php

// Prints what learners find in this image: a line an item, kind, name and version between tabs.

declare(strict_types=1);

$print = static fn (string $kind, string $name, string $version) => print("$kind\t$name\t$version\n");
$packageVersion = static fn (string $package): string => preg_replace('/[^0-9.].*$/', '', (string) exec("dpkg-query --show --showformat='\${source:Upstream-Version}' $package"));

$print('runtime', 'PHP', PHP_VERSION);
foreach (['Composer' => 'composer', 'nginx' => 'nginx', 'PCOV' => 'php8.4-pcov', 'PHPUnit' => 'phpunit'] as $name => $package) {
    $print('tool', $name, $packageVersion($package));
}
// By the names that composer.json asks for them.
foreach (array_diff(get_loaded_extensions(), ['Core', 'standard']) as $extension) {
    $version = (string) phpversion($extension);
    $print('package', 'ext-' . strtolower(str_replace(' ', '-', $extension)), preg_match('/^\d+\.\d/', $version) ? $version : PHP_VERSION);
}
foreach (json_decode((string) file_get_contents('/opt/php/libraries.json'), true, flags: JSON_THROW_ON_ERROR) as $name => $library) {
    $print('package', $name, $library['version']);
}
