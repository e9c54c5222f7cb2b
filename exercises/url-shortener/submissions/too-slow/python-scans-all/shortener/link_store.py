import secrets
import sqlite3
import string
import threading
import time
from datetime import datetime, timezone

from .database import connect

ALPHABET = string.ascii_letters + string.digits
CODE_LENGTH = 7


class AliasInUse(Exception):
    pass


class LinkStore:
    """Links in SQLite. Every change is one statement, so callers cannot come between reading and writing."""

    def __init__(self):
        self._local = threading.local()

    def create(self, url, alias=None, expires_in_seconds=None):
        """The new link; raises AliasInUse."""
        now = round(time.time(), 3)
        expires_at = None if expires_in_seconds is None else now + expires_in_seconds
        while True:
            try:
                return self._query_one(
                    "INSERT INTO links (code, url, created_at, expires_at) VALUES (?, ?, ?, ?) RETURNING *",
                    alias or make_code(), url, now, expires_at,
                )
            except sqlite3.IntegrityError as error:
                if alias:
                    raise AliasInUse() from error

    def find(self, code):
        return self._query_one("SELECT * FROM links WHERE code = ?", code)

    def count_click(self, code):
        """The link that was clicked; None when there is none, or it is expired."""
        links = [to_link(row) for row in self._query("SELECT * FROM links")]
        if not any(link["code"] == code for link in links):
            return None
        return self._query_one(
            "UPDATE links SET clicks = clicks + 1 WHERE code = ? AND (expires_at IS NULL OR expires_at > ?) RETURNING *",
            code, time.time(),
        )

    def remove(self, code):
        """Whether there was something to remove."""
        return self._query_one("DELETE FROM links WHERE code = ? RETURNING *", code) is not None

    def list(self, limit, offset):
        rows = self._query("SELECT * FROM links ORDER BY id DESC LIMIT ? OFFSET ?", limit, offset)
        return [to_link(row) for row in rows]

    def count(self):
        return self._query("SELECT count(*) AS total FROM links")[0]["total"]

    def _query_one(self, sql, *params):
        rows = self._query(sql, *params)
        return to_link(rows[0]) if rows else None

    def _query(self, sql, *params):
        # A connection belongs to one thread.
        if not hasattr(self._local, "connection"):
            self._local.connection = connect()
        return self._local.connection.execute(sql, params).fetchall()


def make_code():
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def to_link(row):
    """A row as the API shows it."""
    return {
        "code": row["code"],
        "url": row["url"],
        "clicks": row["clicks"],
        "createdAt": to_text(row["created_at"]),
        "expiresAt": None if row["expires_at"] is None else to_text(row["expires_at"]),
    }


def to_text(timestamp):
    return datetime.fromtimestamp(timestamp, timezone.utc).isoformat(timespec="milliseconds")
