<?php

declare(strict_types=1);

namespace Shortener;

use PDO;
use PDOException;
use Random\Randomizer;

/** Links in SQLite. Every change is one statement, so no caller can come between reading and writing. */
final readonly class LinkStore
{
    private const string ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
    private const int CODE_LENGTH = 7;
    private const string NOT_UNIQUE = '23000';

    private function __construct(private PDO $database)
    {
    }

    public static function open(string $path): self
    {
        $database = new PDO("sqlite:$path", options: [
            PDO::ATTR_TIMEOUT => 5,
            PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC,
        ]);
        $store = new self($database);
        if ($database->query('PRAGMA user_version')->fetchColumn() === 0) {
            $store->createTable();
        }
        // A commit that SQLite has handed to the system outlives this process; only a power cut could lose it.
        $database->exec('PRAGMA synchronous = NORMAL');
        return $store;
    }

    /**
     * @return array<string, mixed> the new link
     * @throws AliasInUse
     */
    public function create(LinkBody $link): array
    {
        $now = round(microtime(true), 3);
        $expiresAt = $link->expiresInSeconds === null ? null : $now + $link->expiresInSeconds;
        while (true) {
            $code = $link->alias ?? new Randomizer()->getBytesFromString(self::ALPHABET, self::CODE_LENGTH);
            try {
                $sql = 'INSERT INTO links (code, url, created_at, expires_at) VALUES (?, ?, ?, ?) RETURNING *';
                return self::toLink($this->query($sql, $code, $link->url, $now, $expiresAt)[0]);
            } catch (PDOException $exception) {
                if ($exception->getCode() !== self::NOT_UNIQUE) {
                    throw $exception;
                }
                if ($link->alias !== null) {
                    throw new AliasInUse(previous: $exception);
                }
            }
        }
    }

    /** @return ?array<string, mixed> */
    public function find(string $code): ?array
    {
        return array_map(self::toLink(...), $this->query('SELECT * FROM links WHERE code = ?', $code))[0] ?? null;
    }

    /** The address of a link that is not expired, and one click more; null when there is none. */
    public function countClick(string $code): ?string
    {
        $sql = 'UPDATE links SET clicks = clicks + 1 WHERE code = ? AND (expires_at IS NULL OR expires_at > ?) RETURNING url';
        return $this->query($sql, $code, microtime(true))[0]['url'] ?? null;
    }

    /** Whether there was something to remove. */
    public function remove(string $code): bool
    {
        return $this->query('DELETE FROM links WHERE code = ? RETURNING id', $code) !== [];
    }

    /** @return list<array<string, mixed>> the newest first */
    public function list(int $limit, int $offset): array
    {
        return array_map(self::toLink(...), $this->query('SELECT * FROM links ORDER BY id DESC LIMIT ? OFFSET ?', $limit, $offset));
    }

    public function count(): int
    {
        return $this->query('SELECT count(*) AS total FROM links')[0]['total'];
    }

    private function createTable(): void
    {
        $this->database->exec('PRAGMA journal_mode = WAL');
        $this->database->exec(<<<'SQL'
            CREATE TABLE IF NOT EXISTS links (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                code TEXT NOT NULL UNIQUE,
                url TEXT NOT NULL,
                clicks INTEGER NOT NULL DEFAULT 0,
                created_at REAL NOT NULL,
                expires_at REAL
            )
            SQL);
        $this->database->exec('PRAGMA user_version = 1');
    }

    /** @return list<array<string, mixed>> */
    private function query(string $sql, string|int|float|null ...$values): array
    {
        $statement = $this->database->prepare($sql);
        foreach ($values as $index => $value) {
            // A float has no type of its own: SQLite makes a number of the text, by the type of the column.
            $statement->bindValue($index + 1, $value, match (true) {
                is_int($value) => PDO::PARAM_INT,
                $value === null => PDO::PARAM_NULL,
                default => PDO::PARAM_STR,
            });
        }
        $statement->execute();
        return $statement->fetchAll();
    }

    /** A row as the API shows it. */
    private static function toLink(array $row): array
    {
        return [
            'code' => $row['code'],
            'url' => $row['url'],
            'clicks' => $row['clicks'],
            'createdAt' => self::toText($row['created_at']),
            'expiresAt' => $row['expires_at'] === null ? null : self::toText($row['expires_at']),
        ];
    }

    private static function toText(float $seconds): string
    {
        $milliseconds = (int) round($seconds * 1000);
        return gmdate('Y-m-d\TH:i:s', intdiv($milliseconds, 1000)) . sprintf('.%03dZ', $milliseconds % 1000);
    }
}
