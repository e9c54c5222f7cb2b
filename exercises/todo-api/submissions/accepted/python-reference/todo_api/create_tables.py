import os

import psycopg

TABLES = """
    CREATE TABLE IF NOT EXISTS todos (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        title text NOT NULL,
        notes text NOT NULL,
        done boolean NOT NULL,
        due_on date,
        minutes_spent integer NOT NULL DEFAULT 0,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
    )
"""


def main():
    """Runs once before the workers start, so that they do not get into each other's way."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        connection.execute(TABLES)


if __name__ == "__main__":
    main()
