<?php

declare(strict_types=1);

require __DIR__ . '/../src/database.php';

$database = openDatabase();

/** Deletes what is expired, and sleeps until the next link expires. */
while (true) {
    $links = $database->query('SELECT expires_at FROM links')->fetchAll();
    if ($links === []) {
        usleep(200_000);
        continue;
    }
    $next = min(array_filter(array_column($links, 'expires_at')));
    usleep(1_000_000 * max(0, min(1, $next - time())));
    $database->exec('DELETE FROM links WHERE expires_at < ' . (time() - 86_400));
}
