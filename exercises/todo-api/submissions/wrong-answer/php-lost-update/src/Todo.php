<?php

declare(strict_types=1);

namespace Todo;

use Carbon\CarbonInterface;
use Illuminate\Database\Eloquent\Model;

final class Todo extends Model
{
    public const CREATED_AT = 'createdAt';
    public const UPDATED_AT = 'updatedAt';

    protected $guarded = [];
    protected $dateFormat = 'Y-m-d H:i:s.vP';
    protected $attributes = ['notes' => '', 'done' => false, 'dueOn' => null, 'minutesSpent' => 0, 'version' => 1];
    protected $casts = ['done' => 'boolean', 'createdAt' => 'datetime', 'updatedAt' => 'datetime'];

    public function show(): array
    {
        $format = fn (CarbonInterface $time) => $time->utc()->format('Y-m-d\TH:i:s.v\Z');
        return [
            ...$this->only(['id', 'title', 'notes', 'done', 'dueOn', 'minutesSpent', 'version']),
            'createdAt' => $format($this->createdAt),
            'updatedAt' => $format($this->updatedAt),
        ];
    }
}
