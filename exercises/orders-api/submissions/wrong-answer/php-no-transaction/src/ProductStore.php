<?php

declare(strict_types=1);

namespace Orders;

use PDOException;

final readonly class ProductStore
{
    private const string COLUMNS = 'id, sku, name, price_cents AS priceCents, stock';
    private const array COLUMN_OF = ['name' => 'name', 'priceCents' => 'price_cents'];

    public function __construct(private Database $database)
    {
    }

    /** @return ?array<string, mixed> */
    public function find(int $id): ?array
    {
        return $this->database->query('SELECT ' . self::COLUMNS . ' FROM products WHERE id = ?', [$id])[0] ?? null;
    }

    /**
     * @param array<string, mixed> $fields
     * @return array<string, mixed>
     */
    public function create(array $fields): array
    {
        try {
            $id = $this->database->insert(
                'INSERT INTO products (sku, name, price_cents, stock) VALUES (?, ?, ?, ?)',
                [$fields['sku'], $fields['name'], $fields['priceCents'], $fields['stock']],
            );
            return ['id' => $id, ...$fields];
        } catch (PDOException $exception) {
            throw Database::errorOf($exception) === Database::DUPLICATE_KEY ? new Problem(409, 'The sku is taken.') : $exception;
        }
    }

    /**
     * Writes only the named fields.
     *
     * @param array<string, mixed> $changes
     * @return ?array<string, mixed> null when there is no such product
     */
    public function change(int $id, array $changes): ?array
    {
        $assignments = implode(', ', array_map(static fn (string $name) => self::COLUMN_OF[$name] . ' = ?', array_keys($changes)));
        if ($assignments !== '') {
            $this->database->execute("UPDATE products SET $assignments WHERE id = ?", [...array_values($changes), $id]);
        }
        return $this->find($id);
    }

    /** @return ?array<string, mixed> */
    public function restock(int $id, int $quantity): ?array
    {
        return $this->database->repeat(function () use ($id, $quantity): ?array {
            $this->database->execute('UPDATE products SET stock = stock + ? WHERE id = ?', [$quantity, $id]);
            return $this->find($id);
        });
    }

    /** Whether there was something to remove. */
    public function remove(int $id): bool
    {
        try {
            return $this->database->execute('DELETE FROM products WHERE id = ?', [$id]) === 1;
        } catch (PDOException $exception) {
            throw Database::errorOf($exception) === Database::ROW_IS_REFERENCED
                ? new Problem(409, 'The product was ordered.')
                : $exception;
        }
    }

    /**
     * By price and id.
     *
     * @param ?array{priceCents: int, id: int} $after where the page before ended
     * @return list<array<string, mixed>>
     */
    public function list(int $fromCents, int $toCents, ?array $after, int $count): array
    {
        $after ??= ['priceCents' => -1, 'id' => 0];
        return $this->database->query(
            'SELECT ' . self::COLUMNS . ' FROM products'
            . ' WHERE price_cents BETWEEN ? AND ? AND (price_cents > ? OR id > ?) ORDER BY price_cents, id LIMIT ?',
            [max($fromCents, $after['priceCents']), $toCents, $after['priceCents'], $after['id'], $count],
        );
    }
}
