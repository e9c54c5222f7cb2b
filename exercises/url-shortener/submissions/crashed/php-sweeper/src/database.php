<?php

declare(strict_types=1);

function openDatabase(): PDO
{
    $database = new PDO('sqlite:/data/links.sqlite', options: [PDO::ATTR_TIMEOUT => 5, PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC]);
    $database->exec('CREATE TABLE IF NOT EXISTS links (code TEXT PRIMARY KEY, url TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER)');
    return $database;
}
