<?php

declare(strict_types=1);

namespace Todo;

use PDO;
use PDOException;

/** A connection that lives as long as a request: one to a server that is gone or frozen is never used again. */
final class Database
{
    private const int ANSWER_SECONDS = 2;

    /** Classes of SQLSTATE: no connection, too many of them, server going down or coming up, connection lost. */
    private const array AWAY = ['08', '53', '57', 'HY'];

    private ?PDO $connection = null;

    public function __construct(private readonly string $url)
    {
    }

    /**
     * All rows of one statement.
     *
     * @param list<string|int|bool|null> $values
     * @return list<array<string, mixed>>
     * @throws DatabaseAway
     */
    public function query(string $sql, array $values = []): array
    {
        try {
            $this->connection ??= $this->connect();
            $statement = $this->connection->prepare($sql);
            foreach ($values as $index => $value) {
                $statement->bindValue($index + 1, $value, self::typeOf($value));
            }
            $statement->execute();
            return $statement->fetchAll();
        } catch (PDOException $exception) {
            throw in_array(substr((string) $exception->getCode(), 0, 2), self::AWAY, true) || $exception->getCode() === 7
                ? new DatabaseAway($exception->getMessage(), previous: $exception)
                : $exception;
        }
    }

    private function connect(): PDO
    {
        $parts = parse_url($this->url);
        $dsn = sprintf('pgsql:host=%s;port=%d;dbname=%s', $parts['host'], $parts['port'] ?? 5432, ltrim($parts['path'], '/'));
        return new PDO($dsn, rawurldecode($parts['user']), rawurldecode($parts['pass'] ?? ''), [
            PDO::ATTR_TIMEOUT => self::ANSWER_SECONDS,
            PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC,
            // Values are sent beside the statement all the same; to prepare it for one use would cost a round trip.
            PDO::PGSQL_ATTR_DISABLE_PREPARES => true,
        ]);
    }

    private static function typeOf(string|int|bool|null $value): int
    {
        return match (true) {
            is_int($value) => PDO::PARAM_INT,
            is_bool($value) => PDO::PARAM_BOOL,
            $value === null => PDO::PARAM_NULL,
            default => PDO::PARAM_STR,
        };
    }
}
