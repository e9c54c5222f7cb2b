<?php

declare(strict_types=1);

namespace Todo;

use Illuminate\Database\Capsule\Manager;

final class Database
{
    public static function open(): Manager
    {
        $manager = new Manager();
        $manager->addConnection([
            'driver' => 'pgsql',
            'url' => preg_replace('/^postgresql:/', 'pgsql:', getenv('DATABASE_URL')),
            'charset' => 'utf8',
            'options' => [\PDO::ATTR_TIMEOUT => 2],
        ]);
        $manager->setAsGlobal();
        $manager->bootEloquent();
        return $manager;
    }
}
