import os
import sqlite3
from pathlib import Path

PATH = Path(os.environ.get("DATA_DIR", "/data")) / "links.db"


def connect():
    """A connection to the one file that all workers share. Each statement is a transaction of its own."""
    connection = sqlite3.connect(PATH, timeout=5, isolation_level=None)
    connection.row_factory = sqlite3.Row
    # A commit that SQLite has handed to the system outlives this process; only a power cut could lose it.
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection
