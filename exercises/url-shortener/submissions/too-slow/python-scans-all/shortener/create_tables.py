from .database import connect

TABLES = """
    CREATE TABLE IF NOT EXISTS links (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        code TEXT NOT NULL UNIQUE,
        url TEXT NOT NULL,
        clicks INTEGER NOT NULL DEFAULT 0,
        created_at REAL NOT NULL,
        expires_at REAL
    )
"""


def main():
    """Runs once before the workers start, so that they do not get into each other's way."""
    connection = connect()
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(TABLES)
    connection.close()


if __name__ == "__main__":
    main()
