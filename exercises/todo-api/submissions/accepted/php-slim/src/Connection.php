<?php

declare(strict_types=1);

namespace TodoApi;

use PDO;

final class Connection
{
    /** A new connection for each request, so that one to a server that no longer answers is never met again. */
    public static function open(string $url): PDO
    {
        $url = parse_url($url);
        $dsn = "pgsql:host=$url[host];port=$url[port];dbname=" . substr($url['path'], 1);
        return new PDO($dsn, $url['user'], $url['pass'], [PDO::ATTR_TIMEOUT => 2, PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC]);
    }
}
