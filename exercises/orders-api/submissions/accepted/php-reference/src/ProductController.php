<?php

declare(strict_types=1);

namespace Orders;

final readonly class ProductController
{
    private const int HIGHEST_PRICE = 999_999_999;

    public function __construct(private ProductStore $products)
    {
    }

    public function list(Request $request): Response
    {
        $page = new PageQuery($request->query, ['priceCents', 'id']);
        $fromCents = $page->readInteger('minPriceCents', 0, 0, self::HIGHEST_PRICE);
        $toCents = $page->readInteger('maxPriceCents', self::HIGHEST_PRICE, 0, self::HIGHEST_PRICE);
        return $page->answer($this->products->list($fromCents, $toCents, $page->after, $page->limit + 1));
    }

    public function create(Request $request): Response
    {
        $fields = Fields::read($request->readJson(), self::checks(), ['sku', 'name', 'priceCents']);
        $product = $this->products->create($fields + ['stock' => 0]);
        return new Response(201, $product, ['Location' => "/products/{$product['id']}"]);
    }

    public function read(Request $request, string $id): Response
    {
        return self::answer($this->products->find(Fields::readId($id)));
    }

    public function change(Request $request, string $id): Response
    {
        $changeable = array_intersect_key(self::checks(), ['name' => true, 'priceCents' => true]);
        return self::answer($this->products->change(Fields::readId($id), Fields::read($request->readJson(), $changeable)));
    }

    public function restock(Request $request, string $id): Response
    {
        $number = Fields::readId($id);
        $fields = Fields::read($request->readJson(), ['quantity' => Fields::integer(1, 1000)], ['quantity']);
        return self::answer($this->products->restock($number, $fields['quantity']));
    }

    public function remove(Request $request, string $id): Response
    {
        return $this->products->remove(Fields::readId($id)) ? new Response(204) : self::answer(null);
    }

    private static function answer(?array $product): Response
    {
        return $product === null ? throw new Problem(404, 'There is no such product.') : new Response(200, $product);
    }

    /** @return array<string, callable(mixed): ?string> */
    private static function checks(): array
    {
        return [
            'sku' => static fn (mixed $value): ?string =>
                is_string($value) && preg_match('/^[A-Z0-9-]{1,40}$/D', $value) === 1 ? null : 'must be 1 to 40 of A-Z, 0-9 and -',
            'name' => Fields::text(200),
            'priceCents' => Fields::integer(0, 10_000_000),
            'stock' => Fields::integer(0, 1_000_000),
        ];
    }
}
