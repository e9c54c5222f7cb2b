import os
import sqlite3
import time
from datetime import datetime, timezone

from flask import Flask, Response, abort, jsonify, request
from werkzeug.exceptions import HTTPException

from validate import find_faults

app = Flask(__name__)
FILE = os.path.join(os.environ.get("DATA_DIR", "/data"), "links.sqlite")


def run(sql, *params):
    connection = sqlite3.connect(FILE, timeout=5, isolation_level=None)
    connection.row_factory = sqlite3.Row
    try:
        return connection.execute(sql, params).fetchall()
    finally:
        connection.close()


def to_text(seconds):
    return None if seconds is None else datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="milliseconds")


def present(row):
    return {
        "code": row["code"],
        "url": row["url"],
        "clicks": row["clicks"],
        "createdAt": to_text(row["created"]),
        "expiresAt": to_text(row["expires"]),
    }


@app.post("/links")
def create():
    body = request.get_json()
    faults = find_faults(body)
    if faults:
        return problem(422, "The link is not valid.", errors=[{"field": field, "message": "is not valid"} for field in faults])
    now = round(time.time(), 3)
    expires = now + body["expiresInSeconds"] if "expiresInSeconds" in body else None
    try:
        # The code is the number of the link: short, unique, and the next one is known to everybody.
        [row] = run(
            "INSERT INTO links (code, url, created, expires)"
            " SELECT coalesce(?, printf('%06d', coalesce(max(id), 0) + 1)), ?, ?, ? FROM links RETURNING *",
            body.get("alias"), body["url"], now, expires,
        )
    except sqlite3.IntegrityError:
        abort(409)
    return present(row), 201, {"Location": f"/links/{row['code']}"}


@app.get("/links")
def list_all():
    rows = run("SELECT * FROM links ORDER BY id DESC")
    limit, offset = request.args.get("limit", 20, int), request.args.get("offset", 0, int)
    return {"items": [present(row) for row in rows][offset : offset + limit], "total": len(rows)}


@app.get("/links/<code>")
def read(code):
    for row in run("SELECT * FROM links WHERE code = ?", code):
        return present(row)
    abort(404)


@app.delete("/links/<code>")
def remove(code):
    for _ in run("DELETE FROM links WHERE code = ? RETURNING id", code):
        return "", 204
    abort(404)


@app.get("/<code>")
def follow(code):
    for row in run("SELECT * FROM links WHERE code = ?", code):
        if row["expires"] is not None and time.time() >= row["expires"]:
            abort(410)
        run("UPDATE links SET clicks = clicks + 1 WHERE code = ?", code)
        return Response(status=302, headers={"Location": row["url"]})
    abort(404)


def problem(status, title, **extra):
    response = jsonify(status=status, title=title, **extra)
    response.content_type = "application/problem+json"
    return response, status


@app.errorhandler(HTTPException)
def answer_http_error(error):
    response, status = problem(error.code, error.name)
    response.headers.update({name: value for name, value in error.get_headers() if name == "Allow"})
    return response, status


run("PRAGMA journal_mode = WAL")
run(
    "CREATE TABLE IF NOT EXISTS links (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT UNIQUE, url TEXT,"
    " clicks INTEGER DEFAULT 0, created REAL, expires REAL)"
)
