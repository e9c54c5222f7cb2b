<?php

declare(strict_types=1);

namespace Orders;

use PDO;
use PDOException;
use PDOStatement;
use Throwable;

/** A connection that lives as long as a request. Every wait for the server is limited. */
final class Database
{
    // Errors of the server that callers of a statement look at.
    public const int DUPLICATE_KEY = 1062;
    public const int ROW_IS_REFERENCED = 1451;

    private const int ANSWER_SECONDS = 2;
    private const int ATTEMPTS = 8;

    /** Ended to let others go on: a deadlock, or a row that has changed since it was read. */
    private const array ENDED_FOR_OTHERS = [1213, 1020];

    /** Too many connections, the server going down, no server, and a connection that was lost or does not answer. */
    private const array AWAY = [1040, 1053, 1203, 1226, 1927, 2002, 2003, 2006, 2013, 4031];

    private ?PDO $connection = null;

    public function __construct(private readonly string $url)
    {
    }

    /**
     * @param list<string|int|null> $values
     * @return list<array<string, mixed>> all rows of one statement
     * @throws DatabaseAway
     */
    public function query(string $sql, array $values = []): array
    {
        return $this->run($sql, $values)->fetchAll();
    }

    /** How many rows a statement met, changed or not. */
    public function execute(string $sql, array $values): int
    {
        return $this->run($sql, $values)->rowCount();
    }

    /** The id of a new row. */
    public function insert(string $sql, array $values): int
    {
        $this->run($sql, $values);
        return (int) $this->connection->lastInsertId();
    }

    /**
     * All that `$work` does, or nothing of it; begun anew when the server ended it for others.
     *
     * @template T
     * @param callable(): T $work
     * @return T
     */
    public function transact(callable $work): mixed
    {
        for ($attempt = 1; ; $attempt++) {
            $this->query('START TRANSACTION');
            try {
                $result = $work();
                $this->query('COMMIT');
                return $result;
            } catch (PDOException $exception) {
                $this->rollBack();
                if (!in_array(self::errorOf($exception), self::ENDED_FOR_OTHERS, true) || $attempt === self::ATTEMPTS) {
                    throw $exception;
                }
            } catch (Throwable $exception) {
                $this->rollBack();
                throw $exception;
            }
        }
    }

    /** The server's number of an error. */
    public static function errorOf(PDOException $exception): int
    {
        return (int) ($exception->errorInfo[1] ?? 0);
    }

    private function run(string $sql, array $values): PDOStatement
    {
        try {
            $this->connection ??= $this->connect();
            $statement = $this->connection->prepare($sql);
            foreach ($values as $index => $value) {
                $statement->bindValue($index + 1, $value, is_int($value) ? PDO::PARAM_INT : PDO::PARAM_STR);
            }
            $statement->execute();
            return $statement;
        } catch (PDOException $exception) {
            if (!in_array(self::errorOf($exception), self::AWAY, true)) {
                throw $exception;
            }
            $this->connection = null;
            throw new DatabaseAway($exception->getMessage(), previous: $exception);
        }
    }

    /** What a lost connection had begun is undone by the server. */
    private function rollBack(): void
    {
        try {
            $this->connection?->exec('ROLLBACK');
        } catch (PDOException) {
            $this->connection = null;
        }
    }

    private function connect(): PDO
    {
        ini_set('mysqlnd.net_read_timeout', (string) self::ANSWER_SECONDS);
        $parts = parse_url($this->url);
        $dsn = sprintf('mysql:host=%s;port=%d;dbname=%s;charset=utf8mb4', $parts['host'], $parts['port'] ?? 3306, ltrim($parts['path'], '/'));
        return new PDO($dsn, rawurldecode($parts['user']), rawurldecode($parts['pass'] ?? ''), [
            PDO::ATTR_TIMEOUT => self::ANSWER_SECONDS,
            PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC,
            PDO::MYSQL_ATTR_FOUND_ROWS => true,
        ]);
    }
}
