<?php

declare(strict_types=1);

namespace App;

use DateTimeImmutable;
use JsonSerializable;

/** Times are in milliseconds since 1970. */
final readonly class Link implements JsonSerializable
{
    public function __construct(
        public string $code,
        public string $url,
        public int $clicks,
        public int $createdMs,
        public ?int $expiresMs,
    ) {
    }

    public function jsonSerialize(): array
    {
        return [
            'code' => $this->code,
            'url' => $this->url,
            'clicks' => $this->clicks,
            'createdAt' => self::format($this->createdMs),
            'expiresAt' => $this->expiresMs === null ? null : self::format($this->expiresMs),
        ];
    }

    private static function format(int $ms): string
    {
        return DateTimeImmutable::createFromFormat('U.v', sprintf('%d.%03d', intdiv($ms, 1000), $ms % 1000))->format('Y-m-d\TH:i:s.vp');
    }
}
