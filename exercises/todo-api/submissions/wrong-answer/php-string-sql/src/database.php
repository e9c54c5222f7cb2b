<?php

declare(strict_types=1);

function connect(): PDO
{
    static $database = null;
    if ($database === null) {
        $url = parse_url(getenv('DATABASE_URL'));
        $dsn = "pgsql:host=$url[host];port=$url[port];dbname=" . ltrim($url['path'], '/');
        $database = new PDO($dsn, $url['user'], $url['pass'], [PDO::ATTR_TIMEOUT => 2, PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC]);
        $database->exec(<<<'SQL'
            CREATE TABLE IF NOT EXISTS todos (
                id serial PRIMARY KEY,
                title text NOT NULL,
                notes text NOT NULL DEFAULT '',
                done boolean NOT NULL DEFAULT false,
                due_on date,
                minutes_spent integer NOT NULL DEFAULT 0,
                version integer NOT NULL DEFAULT 1,
                created_at timestamptz NOT NULL DEFAULT now(),
                updated_at timestamptz NOT NULL DEFAULT now()
            )
            SQL);
    }
    return $database;
}

/** All rows of a statement. */
function query(string $sql): array
{
    return connect()->query($sql)->fetchAll();
}

/** A value as it is written in SQL. */
function literal(mixed $value): string
{
    return match (true) {
        $value === null => 'NULL',
        is_bool($value) => $value ? 'true' : 'false',
        default => "'$value'",
    };
}
