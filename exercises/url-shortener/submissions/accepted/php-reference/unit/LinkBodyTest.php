<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\TestWith;
use PHPUnit\Framework\TestCase;
use Shortener\LinkBody;
use Shortener\Problem;

final class LinkBodyTest extends TestCase
{
    public function testKeepsTheUrlAsItCame(): void
    {
        self::assertSame('HTTPS://example.com?a=%7e', LinkBody::read((object) ['url' => 'HTTPS://example.com?a=%7e'])->url);
    }

    #[TestWith(['javascript:alert(1)'])]
    #[TestWith(['https:///path'])]
    #[TestWith(["https://example.com/\n"])]
    #[TestWith(['https://example.com/é'])]
    #[TestWith([null])]
    public function testRefusesUrls(mixed $url): void
    {
        $this->expectException(Problem::class);
        LinkBody::read((object) ['url' => $url]);
    }
}
