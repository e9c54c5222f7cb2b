<?php

declare(strict_types=1);

require __DIR__ . '/../vendor/autoload.php';

(new Todo\Database(getenv('DATABASE_URL')))->query(<<<'SQL'
    CREATE TABLE IF NOT EXISTS todos (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        title text NOT NULL,
        notes text NOT NULL DEFAULT '',
        done boolean NOT NULL DEFAULT false,
        due_on date,
        minutes_spent integer NOT NULL DEFAULT 0,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
    )
    SQL);
