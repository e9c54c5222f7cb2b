<?php

declare(strict_types=1);

namespace App;

use PDO;
use PDOException;

/** Links in a file of SQLite. */
final class LinkRepository
{
    private const COLUMNS = 'code, url, clicks, created_ms AS createdMs, expires_ms AS expiresMs';
    private const CONSTRAINT_FAILED = '23000';

    private readonly PDO $database;

    public function __construct(string $path)
    {
        $isNew = !is_file($path);
        $this->database = new PDO("sqlite:$path");
        $this->database->setAttribute(PDO::ATTR_TIMEOUT, 10);
        $this->database->exec('PRAGMA synchronous = NORMAL');
        if ($isNew) {
            $this->database->exec('PRAGMA journal_mode = WAL');
        }
        $this->database->exec(
            'CREATE TABLE IF NOT EXISTS links (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT NOT NULL UNIQUE, url TEXT NOT NULL,'
            . ' clicks INTEGER NOT NULL DEFAULT 0, created_ms INTEGER NOT NULL, expires_ms INTEGER)',
        );
    }

    /** The link with its code; null when its alias is in use. */
    public function add(NewLink $new): ?Link
    {
        $now = self::now();
        $expires = $new->expiresInSeconds === null ? null : $now + 1000 * $new->expiresInSeconds;
        $statement = $this->database->prepare('INSERT INTO links (code, url, created_ms, expires_ms) VALUES (?, ?, ?, ?)');
        for (;;) {
            $code = $new->alias ?? bin2hex(random_bytes(5));
            try {
                $statement->execute([$code, $new->url, $now, $expires]);
                return new Link($code, $new->url, 0, $now, $expires);
            } catch (PDOException $exception) {
                if ($exception->getCode() !== self::CONSTRAINT_FAILED) {
                    throw $exception;
                }
                if ($new->alias !== null) {
                    return null;
                }
            }
        }
    }

    public function find(string $code): ?Link
    {
        return $this->fetch('SELECT ' . self::COLUMNS . ' FROM links WHERE code = ?', [$code])[0] ?? null;
    }

    /** @return list<Link> */
    public function findNewest(int $limit, int $offset): array
    {
        return $this->fetch('SELECT ' . self::COLUMNS . ' FROM links ORDER BY id DESC LIMIT ? OFFSET ?', [$limit, $offset]);
    }

    public function count(): int
    {
        return $this->database->query('SELECT count(*) FROM links')->fetchColumn();
    }

    /** Counts a click; whether there is such a link, and it is not expired. */
    public function visit(string $code): bool
    {
        $statement = $this->database->prepare('UPDATE links SET clicks = clicks + 1 WHERE code = ? AND (expires_ms IS NULL OR expires_ms > ?)');
        $statement->execute([$code, self::now()]);
        return $statement->rowCount() === 1;
    }

    public function remove(string $code): bool
    {
        $statement = $this->database->prepare('DELETE FROM links WHERE code = ?');
        $statement->execute([$code]);
        return $statement->rowCount() === 1;
    }

    /** @return list<Link> */
    private function fetch(string $sql, array $values): array
    {
        $statement = $this->database->prepare($sql);
        $statement->execute($values);
        return $statement->fetchAll(PDO::FETCH_FUNC, static fn (mixed ...$columns) => new Link(...$columns));
    }

    private static function now(): int
    {
        return (int) (microtime(true) * 1000);
    }
}
