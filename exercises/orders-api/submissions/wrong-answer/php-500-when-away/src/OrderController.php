<?php

declare(strict_types=1);

namespace Orders;

use stdClass;

final readonly class OrderController
{
    public function __construct(private OrderStore $orders)
    {
    }

    public function list(Request $request): Response
    {
        $page = new PageQuery($request->query, ['id']);
        $customer = $request->query['customer'] ?? null;
        if ($customer !== null && !(is_string($customer) && mb_check_encoding($customer, 'UTF-8'))) {
            throw new Problem(400, 'customer must be text.');
        }
        return $page->answer($this->orders->list($customer, $page->after['id'] ?? PHP_INT_MAX, $page->limit + 1));
    }

    public function create(Request $request): Response
    {
        $checks = ['customer' => Fields::text(100), 'lines' => self::checkLines(...)];
        $fields = Fields::read($request->readJson(), $checks, ['customer', 'lines']);
        $quantities = array_column($fields['lines'], 'quantity', 'productId');
        [$order, $isNew] = $this->orders->place($fields['customer'], $quantities, self::readKey($request));
        return $isNew ? new Response(201, $order, ['Location' => "/orders/{$order['id']}"]) : new Response(200, $order);
    }

    public function read(Request $request, string $id): Response
    {
        return new Response(200, $this->find(Fields::readId($id)));
    }

    public function pay(Request $request, string $id): Response
    {
        return $this->close(Fields::readId($id), 'paid');
    }

    public function cancel(Request $request, string $id): Response
    {
        return $this->close(Fields::readId($id), 'cancelled');
    }

    public function remove(Request $request, string $id): Response
    {
        $number = Fields::readId($id);
        return $this->orders->removeCancelled($number)
            ? new Response(204)
            : throw new Problem(409, "The order is {$this->find($number)['status']}.");
    }

    private function close(int $id, string $status): Response
    {
        $isClosed = $this->orders->close($id, $status);
        $order = $this->find($id);
        return $isClosed ? new Response(200, $order) : throw new Problem(409, "The order is {$order['status']}.");
    }

    private function find(int $id): array
    {
        return $this->orders->find($id) ?? throw new Problem(404, 'There is no such order.');
    }

    private static function checkLines(mixed $lines): ?string
    {
        if (!is_array($lines) || $lines === [] || count($lines) > 20) {
            return 'must be a list of 1 to 20 lines';
        }
        if (!array_all($lines, self::isLine(...))) {
            return 'must have a productId and a quantity from 1 to 1000 in each line, and nothing else';
        }
        $products = array_unique(array_column($lines, 'productId'));
        return count($products) === count($lines) ? null : 'must name each product once';
    }

    private static function isLine(mixed $line): bool
    {
        return $line instanceof stdClass
            && count(get_object_vars($line)) === 2
            && Fields::integer(1, Fields::LARGEST_ID)($line->productId ?? null) === null
            && Fields::integer(1, 1000)($line->quantity ?? null) === null;
    }

    private static function readKey(Request $request): ?string
    {
        $key = $request->idempotencyKey;
        return $key === null || preg_match('/^[!-~]{1,100}$/D', $key) === 1
            ? $key
            : throw new Problem(400, 'Idempotency-Key must be 1 to 100 visible ASCII characters.');
    }
}
