<?php

declare(strict_types=1);

require __DIR__ . '/../vendor/autoload.php';

TodoApi\Connection::open(getenv('DATABASE_URL'))->exec(<<<'SQL'
    CREATE TABLE IF NOT EXISTS todos (
        id serial PRIMARY KEY,
        title text NOT NULL,
        notes text NOT NULL,
        done boolean NOT NULL,
        due_on date,
        minutes_spent integer NOT NULL DEFAULT 0,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_at timestamptz(3) NOT NULL DEFAULT now()
    )
    SQL);
