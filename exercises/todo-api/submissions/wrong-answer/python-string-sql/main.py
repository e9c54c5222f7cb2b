import os

import psycopg2.extras
from flask import Flask, request

from answers import answer_problem, answer_todo
from checks import find_faults

app = Flask(__name__)
app.json.sort_keys = False
COLUMNS = 'id, title, notes, done, "dueOn", "minutesSpent", version, "createdAt", "updatedAt"'


def run(sql):
    connection = psycopg2.connect(os.environ["DATABASE_URL"], connect_timeout=2)
    try:
        with connection, connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
            cursor.execute(sql)
            return [dict(row) for row in cursor.fetchall()] if cursor.description else []
    finally:
        connection.close()


def quote(value):
    if value is None:
        return "NULL"
    return f"'{value}'"


@app.get("/health")
def health():
    run("SELECT 1")
    return {"status": "ok"}


@app.post("/todos")
def create():
    body = request.get_json()
    faults = find_faults(body, required=["title"])
    if faults:
        return answer_problem(422, "The to-do is not valid.", faults)
    values = ", ".join(quote(value) for value in [body["title"], body.get("notes", ""), body.get("done", False), body.get("dueOn")])
    rows = run(f'INSERT INTO todos (title, notes, done, "dueOn") VALUES ({values}) RETURNING {COLUMNS}')
    return answer_todo(rows, 201)


@app.get("/todos")
def list_page():
    limit = int(request.args.get("limit", 20))
    where = f"id > {request.args.get('cursor', 0)}"
    if "done" in request.args:
        where += f" AND done = {request.args['done']}"
    if "search" in request.args:
        where += f" AND title ILIKE '%{request.args['search']}%'"
    rows = run(f"SELECT {COLUMNS} FROM todos WHERE {where} ORDER BY id LIMIT {limit + 1}")
    return {"items": rows[:limit], "next": str(rows[limit - 1]["id"]) if len(rows) > limit else None}


@app.get("/todos/<todo_id>")
def read(todo_id):
    return answer_todo(run(f"SELECT {COLUMNS} FROM todos WHERE id = {todo_id}"))


@app.patch("/todos/<todo_id>")
def change(todo_id):
    changes = request.get_json()
    faults = find_faults(changes, required=[])
    if faults:
        return answer_problem(422, "The to-do is not valid.", faults)
    sets = "".join(f'"{name}" = {quote(value)}, ' for name, value in changes.items())
    return answer_todo(run(
        f'UPDATE todos SET {sets} version = version + 1, "updatedAt" = now() WHERE id = {todo_id} RETURNING {COLUMNS}'
    ))


@app.delete("/todos/<todo_id>")
def remove(todo_id):
    rows = run(f"DELETE FROM todos WHERE id = {todo_id} RETURNING id")
    return ("", 204) if rows else answer_problem(404, "There is no such to-do.")


@app.post("/todos/<todo_id>/time")
def add_time(todo_id):
    minutes = request.get_json().get("minutes")
    if not isinstance(minutes, int) or not 1 <= minutes <= 1440:
        return answer_problem(422, "The time is not valid.", {"minutes": "must be an integer from 1 to 1440"})
    return answer_todo(run(
        f'UPDATE todos SET "minutesSpent" = "minutesSpent" + {minutes}, version = version + 1, "updatedAt" = now()'
        f" WHERE id = {todo_id} RETURNING {COLUMNS}"
    ))


run("""
    CREATE TABLE IF NOT EXISTS todos (
        id serial PRIMARY KEY, title text, notes text, done boolean, "dueOn" text, "minutesSpent" integer DEFAULT 0,
        version integer DEFAULT 1, "createdAt" timestamptz DEFAULT now(), "updatedAt" timestamptz DEFAULT now()
    )
""")
