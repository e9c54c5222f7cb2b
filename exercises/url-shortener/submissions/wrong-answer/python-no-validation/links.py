import os
import secrets
import sqlite3
import time
from datetime import datetime, timezone

FILE = os.path.join(os.environ.get("DATA_DIR", "/data"), "links.sqlite")


def run(sql, *params):
    connection = sqlite3.connect(FILE, timeout=5, isolation_level=None)
    connection.row_factory = sqlite3.Row
    try:
        return [to_link(row) if "code" in row.keys() else row[0] for row in connection.execute(sql, params).fetchall()]
    finally:
        connection.close()


def to_link(row):
    return {
        "code": row["code"],
        "url": row["url"],
        "clicks": row["clicks"],
        "createdAt": to_text(row["created"]),
        "expiresAt": to_text(row["expires"]) if row["expires"] else None,
    }


def to_text(seconds):
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="milliseconds")


def create(url, alias, expires_in_seconds):
    now = round(time.time(), 3)
    expires = now + float(expires_in_seconds) if expires_in_seconds else None
    try:
        sql = "INSERT INTO links (code, url, created, expires) VALUES (?, ?, ?, ?) RETURNING *"
        return run(sql, alias or secrets.token_hex(4), url, now, expires)[0]
    except sqlite3.IntegrityError:
        return None


def find(code):
    return next(iter(run("SELECT * FROM links WHERE code = ?", code)), None)


def click(code):
    sql = "UPDATE links SET clicks = clicks + 1 WHERE code = ? AND coalesce(expires > ?, true) RETURNING *"
    return next(iter(run(sql, code, time.time())), None)


def remove(code):
    return run("DELETE FROM links WHERE code = ? RETURNING *", code)


def list_part(limit, offset):
    return run("SELECT * FROM links ORDER BY id DESC LIMIT ? OFFSET ?", limit, offset), run("SELECT count(*) FROM links")[0]


run("PRAGMA journal_mode = WAL")
run("CREATE TABLE IF NOT EXISTS links (id INTEGER PRIMARY KEY, code UNIQUE, url, clicks INTEGER DEFAULT 0, created REAL, expires REAL)")
