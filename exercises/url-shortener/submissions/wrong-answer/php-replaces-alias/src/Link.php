<?php

declare(strict_types=1);

namespace App;

use Carbon\CarbonImmutable;
use Illuminate\Database\Eloquent\Model;

final class Link extends Model
{
    public $timestamps = false;
    protected $guarded = [];
    protected $attributes = ['clicks' => 0, 'expires_at' => null];

    public function isExpired(): bool
    {
        return $this->expires_at !== null && CarbonImmutable::parse($this->expires_at)->isPast();
    }

    public function show(): array
    {
        return [
            'code' => $this->code,
            'url' => $this->url,
            'clicks' => (int) $this->clicks,
            'createdAt' => $this->created_at,
            'expiresAt' => $this->expires_at,
        ];
    }
}
