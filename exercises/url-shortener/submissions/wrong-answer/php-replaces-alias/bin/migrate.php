<?php

declare(strict_types=1);

use App\Database;
use Illuminate\Database\Schema\Blueprint;

require __DIR__ . '/../vendor/autoload.php';

$database = Database::open();
$database->getConnection()->statement('PRAGMA journal_mode = WAL');
$schema = $database->schema();
if (!$schema->hasTable('links')) {
    $schema->create('links', function (Blueprint $table): void {
        $table->id();
        $table->string('code')->unique();
        $table->text('url');
        $table->integer('clicks')->default(0);
        $table->string('created_at');
        $table->string('expires_at')->nullable();
    });
}
