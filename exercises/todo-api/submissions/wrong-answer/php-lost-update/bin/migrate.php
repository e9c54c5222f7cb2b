<?php

declare(strict_types=1);

require __DIR__ . '/../vendor/autoload.php';

use Illuminate\Database\Schema\Blueprint;
use Todo\Database;

$schema = Database::open()->schema();
if (!$schema->hasTable('todos')) {
    $schema->create('todos', function (Blueprint $table): void {
        $table->id();
        $table->text('title');
        $table->text('notes')->default('');
        $table->boolean('done')->default(false);
        $table->date('dueOn')->nullable();
        $table->integer('minutesSpent')->default(0);
        $table->integer('version')->default(1);
        $table->timestampTz('createdAt', 3);
        $table->timestampTz('updatedAt', 3);
    });
}
