<?php

declare(strict_types=1);

namespace Orders;

use PDOException;

final readonly class OrderStore
{
    private const string SELECT = 'SELECT id, customer, status, total_cents AS totalCents FROM orders';

    public function __construct(private Database $database)
    {
    }

    /** @return ?array<string, mixed> */
    public function find(int $id): ?array
    {
        return $this->read(self::SELECT . ' WHERE id = ?', [$id])[0] ?? null;
    }

    /** @return list<array<string, mixed>> the newest first; `$before` is the last id of the page before */
    public function list(?string $customer, int $before, int $count): array
    {
        return $customer === null
            ? $this->read(self::SELECT . ' WHERE id < ? ORDER BY id DESC LIMIT ?', [$before, $count])
            : $this->read(self::SELECT . ' WHERE customer = ? AND id < ? ORDER BY id DESC LIMIT ?', [$customer, $before, $count]);
    }

    /**
     * @param array<int, int> $quantities by product
     * @return array{array<string, mixed>, bool} the order, and whether it is new: a key that was used leads to its order
     */
    public function place(string $customer, array $quantities, ?string $key): array
    {
        return $this->database->transact(function () use ($customer, $quantities, $key): array {
            // The key is written first: whoever comes second with it waits here until the first is done.
            $id = $this->insert($customer, $key);
            if ($id === null) {
                return [$this->read(self::SELECT . ' WHERE idempotency_key = ?', [$key])[0], false];
            }
            $lines = $this->takeFromStock($quantities);
            $this->insertLines($id, $lines);
            $total = array_sum(array_map(static fn (array $line) => $line['quantity'] * $line['priceCents'], $lines));
            $this->database->execute('UPDATE orders SET total_cents = ? WHERE id = ?', [$total, $id]);
            return [['id' => $id, 'customer' => $customer, 'status' => 'open', 'totalCents' => $total, 'lines' => $lines], true];
        });
    }

    /** Makes an open order `paid` or `cancelled`; whether it was open. */
    public function close(int $id, string $status): bool
    {
        return $this->database->transact(function () use ($id, $status): bool {
            $isClosed = $this->database->execute("UPDATE orders SET status = ? WHERE id = ? AND status = 'open'", [$status, $id]) === 1;
            if ($isClosed && $status === 'cancelled') {
                $this->database->execute(
                    'UPDATE products p JOIN order_lines l ON l.product_id = p.id SET p.stock = p.stock + l.quantity WHERE l.order_id = ?',
                    [$id],
                );
            }
            return $isClosed;
        });
    }

    /** Whether there was a cancelled order to remove. */
    public function removeCancelled(int $id): bool
    {
        return $this->database->execute("DELETE FROM orders WHERE id = ? AND status = 'cancelled'", [$id]) === 1;
    }

    /** The new order's id, or null when there is an order with this key. */
    private function insert(string $customer, ?string $key): ?int
    {
        try {
            $sql = "INSERT INTO orders (customer, status, total_cents, idempotency_key) VALUES (?, 'open', 0, ?)";
            return $this->database->insert($sql, [$customer, $key]);
        } catch (PDOException $exception) {
            return Database::errorOf($exception) === Database::DUPLICATE_KEY ? null : throw $exception;
        }
    }

    /**
     * Lines with the prices of this moment.
     *
     * @param array<int, int> $quantities by product
     * @return list<array{productId: int, quantity: int, priceCents: int}>
     */
    private function takeFromStock(array $quantities): array
    {
        $products = $this->database->query(
            'SELECT id, price_cents, stock FROM products WHERE id IN (' . self::placeholders($quantities) . ') ORDER BY id',
            array_keys($quantities),
        );
        if (count($products) < count($quantities)) {
            throw Fields::invalid(['lines' => 'must name products that exist']);
        }
        $short = array_filter($products, static fn (array $product) => $product['stock'] < $quantities[$product['id']]);
        if ($short !== []) {
            $shortages = array_map(static fn (array $product) => ['productId' => $product['id'], 'available' => $product['stock']], array_values($short));
            throw new Problem(409, 'Not enough in stock.', more: ['shortages' => $shortages]);
        }
        usleep(100_000); // The gap is there without it too; with it, every run of the tests finds it.
        $lines = [];
        foreach ($products as ['id' => $id, 'price_cents' => $priceCents, 'stock' => $stock]) {
            $this->database->execute('UPDATE products SET stock = ? WHERE id = ?', [$stock - $quantities[$id], $id]);
            $lines[] = ['productId' => $id, 'quantity' => $quantities[$id], 'priceCents' => $priceCents];
        }
        return $lines;
    }

    private function insertLines(int $orderId, array $lines): void
    {
        $rows = implode(', ', array_fill(0, count($lines), '(?, ?, ?, ?)'));
        $values = array_merge(...array_map(static fn (array $line) => [$orderId, ...array_values($line)], $lines));
        $this->database->execute("INSERT INTO order_lines (order_id, product_id, quantity, price_cents) VALUES $rows", $values);
    }

    /** Orders with the lines of all of them, read at once. */
    private function read(string $sql, array $values): array
    {
        $orders = [];
        foreach ($this->database->query($sql, $values) as $row) {
            $orders[$row['id']] = [...$row, 'lines' => []];
        }
        if ($orders === []) {
            return [];
        }
        $lines = $this->database->query(
            'SELECT order_id, product_id AS productId, quantity, price_cents AS priceCents FROM order_lines'
            . ' WHERE order_id IN (' . self::placeholders($orders) . ') ORDER BY order_id, product_id',
            array_keys($orders),
        );
        foreach ($lines as $line) {
            $orders[$line['order_id']]['lines'][] = array_diff_key($line, ['order_id' => true]);
        }
        return array_values($orders);
    }

    private static function placeholders(array $values): string
    {
        return implode(', ', array_fill(0, count($values), '?'));
    }
}
