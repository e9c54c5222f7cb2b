<?php

declare(strict_types=1);

namespace App;

use Illuminate\Database\Capsule\Manager;

final class Database
{
    public static function open(): Manager
    {
        $file = (getenv('DATA_DIR') ?: '/data') . '/links.sqlite';
        touch($file);
        $manager = new Manager();
        $manager->addConnection(['driver' => 'sqlite', 'database' => $file, 'options' => [\PDO::ATTR_TIMEOUT => 10]]);
        $manager->setAsGlobal();
        $manager->bootEloquent();
        return $manager;
    }
}
