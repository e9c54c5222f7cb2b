import base64
import os

from flask import Flask, jsonify, request
from psycopg import Error, OperationalError, connect
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool
from werkzeug.exceptions import HTTPException

URL = os.environ["DATABASE_URL"]
TABLE = """
    CREATE TABLE IF NOT EXISTS todos (
        id serial PRIMARY KEY, title text, notes text, done boolean, "dueOn" text, "minutesSpent" integer DEFAULT 0,
        version integer DEFAULT 1, "createdAt" timestamptz DEFAULT now(), "updatedAt" timestamptz DEFAULT now()
    )
"""
SETTABLE = ["title", "notes", "done", "dueOn"]

with connect(URL) as connection:
    connection.execute(TABLE)

pool = ConnectionPool(URL, max_size=10, timeout=2, open=True, kwargs={"row_factory": dict_row, "connect_timeout": 2})
app = Flask(__name__)
app.json.sort_keys = False


def query(sql, params=()):
    with pool.connection() as connection:
        cursor = connection.execute(sql, params)
        return [present(row) for row in cursor.fetchall()] if cursor.description else []


def present(row):
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}


def problem(status, title, **headers):
    response = jsonify(status=status, title=title)
    response.headers.update(headers)
    response.content_type = "application/problem+json"
    return response, status


def one(rows, status=200, **headers):
    if not rows:
        return problem(404, "There is no such to-do.")
    return rows[0], status, {"ETag": f'"{rows[0]["version"]}"', **headers}


def expected_version():
    return int(request.headers["If-Match"].strip('"')) if "If-Match" in request.headers else None


def explain(todo_id):
    if query("SELECT id FROM todos WHERE id = %s", [todo_id]):
        return problem(412, "The to-do has changed.")
    return problem(404, "There is no such to-do.")


@app.get("/health")
def health():
    query("SELECT 1")
    return {"status": "ok"}


@app.post("/todos")
def create():
    todo = request.get_json()
    rows = query(
        'INSERT INTO todos (title, notes, done, "dueOn") VALUES (%s, %s, %s, %s) RETURNING *',
        [todo.get("title"), todo.get("notes", ""), todo.get("done", False), todo.get("dueOn")],
    )
    return one(rows, 201, Location=f"/todos/{rows[0]['id']}")


@app.get("/todos")
def list_page():
    limit = request.args.get("limit", 20, type=int)
    after = int(base64.urlsafe_b64decode(request.args.get("cursor", "MA==")))
    rows = query(
        "SELECT * FROM todos WHERE id > %s AND done = coalesce(%s, done) AND strpos(lower(title), lower(%s)) > 0"
        " ORDER BY id LIMIT %s",
        [after, request.args.get("done"), request.args.get("search", ""), limit + 1],
    )
    more = len(rows) > limit
    return {
        "items": rows[:limit],
        "next": base64.urlsafe_b64encode(str(rows[limit - 1]["id"]).encode()).decode() if more else None,
    }


@app.get("/todos/<int:todo_id>")
def read(todo_id):
    return one(query("SELECT * FROM todos WHERE id = %s", [todo_id]))


@app.patch("/todos/<int:todo_id>")
def change(todo_id):
    changes = {name: value for name, value in request.get_json().items() if name in SETTABLE}
    sets = "".join(f'"{name}" = %s, ' for name in changes)
    rows = query(
        f'UPDATE todos SET {sets} version = version + 1, "updatedAt" = now()'
        " WHERE id = %s AND version = coalesce(%s, version) RETURNING *",
        [*changes.values(), todo_id, expected_version()],
    )
    return one(rows) if rows else explain(todo_id)


@app.delete("/todos/<int:todo_id>")
def remove(todo_id):
    rows = query(
        "DELETE FROM todos WHERE id = %s AND version = coalesce(%s, version) RETURNING id", [todo_id, expected_version()]
    )
    return ("", 204) if rows else explain(todo_id)


@app.post("/todos/<int:todo_id>/time")
def add_time(todo_id):
    return one(query(
        'UPDATE todos SET "minutesSpent" = "minutesSpent" + %s, version = version + 1, "updatedAt" = now()'
        " WHERE id = %s RETURNING *",
        [request.get_json()["minutes"], todo_id],
    ))


@app.errorhandler(HTTPException)
def answer_http_error(error):
    return problem(error.code, error.name, **{name: value for name, value in error.get_headers() if name == "Allow"})


@app.errorhandler(OperationalError)
def answer_away(error):
    return problem(503, "The database is away.", **{"Retry-After": "1"})


@app.errorhandler(Error)
def answer_database_error(error):
    return problem(500, "The database did not like that.")
