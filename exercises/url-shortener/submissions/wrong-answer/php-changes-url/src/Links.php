<?php

declare(strict_types=1);

namespace Shortener;

use GuzzleHttp\Psr7\Exception\MalformedUriException;
use GuzzleHttp\Psr7\Uri;
use GuzzleHttp\Psr7\UriNormalizer;
use PDO;
use PDOException;
use stdClass;

final class Links
{
    private const NORMALIZATIONS = UriNormalizer::PRESERVING_NORMALIZATIONS | UriNormalizer::SORT_QUERY_PARAMETERS;

    private readonly PDO $database;

    public function __construct(string $path)
    {
        $this->database = new PDO("sqlite:$path", options: [PDO::ATTR_TIMEOUT => 10, PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC]);
        $this->database->exec(
            'CREATE TABLE IF NOT EXISTS links (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT NOT NULL UNIQUE, url TEXT NOT NULL,'
            . ' clicks INTEGER NOT NULL DEFAULT 0, createdAt TEXT NOT NULL, expiresAt TEXT)',
        );
    }

    public function create(stdClass $body): array
    {
        [$url, $alias, $seconds] = $this->check($body);
        $now = time();
        $expires = $seconds === null ? null : gmdate('Y-m-d\TH:i:s\Z', $now + $seconds);
        $code = $alias ?? substr(strtr(base64_encode(random_bytes(12)), '+/', 'aZ'), 0, 8);
        try {
            $this->run('INSERT INTO links (code, url, createdAt, expiresAt) VALUES (?, ?, ?, ?)', $code, $url, gmdate('Y-m-d\TH:i:s\Z', $now), $expires);
        } catch (PDOException $exception) {
            throw $exception->getCode() === '23000' ? new Problem(409, 'The alias is in use.') : $exception;
        }
        return $this->find($code);
    }

    public function find(string $code): array
    {
        $sql = 'SELECT code, url, clicks, createdAt, expiresAt FROM links WHERE code = ?';
        return $this->run($sql, $code)[0] ?? throw new Problem(404, 'There is no such link.');
    }

    public function list(int $limit, int $offset): array
    {
        return $this->run('SELECT code, url, clicks, createdAt, expiresAt FROM links ORDER BY id DESC LIMIT ? OFFSET ?', $limit, $offset);
    }

    public function count(): int
    {
        return $this->run('SELECT count(*) AS total FROM links')[0]['total'];
    }

    public function visit(string $code): string
    {
        $link = $this->find($code);
        if ($link['expiresAt'] !== null && strtotime($link['expiresAt']) <= time()) {
            throw new Problem(410, 'The link is expired.');
        }
        $this->run('UPDATE links SET clicks = clicks + 1 WHERE code = ?', $code);
        return $link['url'];
    }

    public function remove(string $code): void
    {
        $this->run('DELETE FROM links WHERE code = ? RETURNING id', $code) ?: throw new Problem(404, 'There is no such link.');
    }

    private function run(string $sql, mixed ...$values): array
    {
        $statement = $this->database->prepare($sql);
        $statement->execute($values);
        return $statement->fetchAll();
    }

    private function check(stdClass $body): array
    {
        $errors = [];
        foreach (array_diff(array_keys(get_object_vars($body)), ['url', 'alias', 'expiresInSeconds']) as $unknown) {
            $errors[$unknown] = 'is unknown';
        }
        $url = is_string($body->url ?? null) ? $this->normalize($body->url) : null;
        if ($url === null) {
            $errors['url'] = 'must be an http or https URL of at most 2048 characters';
        }
        $alias = $body->alias ?? null;
        if (property_exists($body, 'alias') && (!is_string($alias) || !preg_match('/^[\w-]{3,30}$/D', $alias) || $alias === 'links')) {
            $errors['alias'] = 'must be 3 to 30 letters, digits, dashes and underscores';
        }
        $seconds = $body->expiresInSeconds ?? null;
        if (property_exists($body, 'expiresInSeconds') && (!is_int($seconds) || $seconds < 1 || $seconds > 31_536_000)) {
            $errors['expiresInSeconds'] = 'must be an integer from 1 to 31536000';
        }
        return $errors === [] ? [$url, $alias, $seconds] : throw new Problem(422, 'The link is not valid.', $errors);
    }

    /** One way to write each address, so that statistics can be joined by it; null for what is none. */
    private function normalize(string $text): ?string
    {
        try {
            $uri = UriNormalizer::normalize(new Uri(trim($text)), self::NORMALIZATIONS);
        } catch (MalformedUriException) {
            return null;
        }
        $url = (string) $uri;
        return in_array($uri->getScheme(), ['http', 'https'], true) && $uri->getHost() !== '' && strlen($url) <= 2048 ? $url : null;
    }
}
