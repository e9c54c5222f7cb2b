import base64
import re
from typing import Annotated

from fastapi import APIRouter, Depends, Header, HTTPException, Query, Request, Response
from psycopg import sql

from database import Database
from todo_models import Flag, NewTodo, TimeEntry, TodoChange

LARGEST_ID = 2**31 - 1
PAGE = sql.SQL(
    'SELECT * FROM todos WHERE id > %s AND done = coalesce(%s, done)'
    " AND strpos(lower(title), lower(coalesce(%s, ''))) > 0 ORDER BY id LIMIT %s"
)


def require_json(request: Request):
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise HTTPException(415, "The body must be application/json.")


def get_database(request: Request) -> Database:
    return request.app.state.database


def read_id(todo_id: str) -> int:
    if re.fullmatch(r"[1-9][0-9]{0,9}", todo_id) and int(todo_id) <= LARGEST_ID:
        return int(todo_id)
    raise HTTPException(404, "There is no such to-do.")


def read_version(if_match: Annotated[str | None, Header()] = None) -> int | None:
    if if_match is None or if_match == "*":
        return None
    found = re.fullmatch(r'"([0-9]{1,9})"', if_match)
    return int(found[1]) if found else 0


router = APIRouter()
Db = Annotated[Database, Depends(get_database)]
Id = Annotated[int, Depends(read_id)]
Version = Annotated[int | None, Depends(read_version)]
JSON_ONLY = [Depends(require_json)]


@router.post("/todos", status_code=201, dependencies=JSON_ONLY)
async def create(todo: NewTodo, response: Response, db: Db):
    row = await db.fetch_one(
        'INSERT INTO todos (title, notes, done, "dueOn") VALUES (%s, %s, %s, %s) RETURNING *',
        [todo.title, todo.notes, todo.done, todo.dueOn],
    )
    response.headers["Location"] = f"/todos/{row['id']}"
    return present(row, response)


@router.get("/todos")
async def list_page(
    db: Db,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: str | None = None,
    done: Flag | None = None,
    search: Annotated[str | None, Query(pattern="^[^\x00]*$")] = None,
):
    after = read_cursor(cursor) if cursor is not None else 0
    is_done = None if done is None else done == "true"
    rows = await db.fetch_all(PAGE, [after, is_done, search, limit + 1])
    items = rows[:limit]
    return {"items": items, "next": write_cursor(items[-1]["id"]) if len(rows) > limit else None}


@router.get("/todos/{todo_id}")
async def read(todo_id: Id, response: Response, db: Db):
    return present(await db.fetch_one("SELECT * FROM todos WHERE id = %s", [todo_id]), response)


@router.patch("/todos/{todo_id}", dependencies=JSON_ONLY)
async def change(todo_id: Id, todo: TodoChange, version: Version, response: Response, db: Db):
    changes = todo.model_dump(exclude_unset=True)
    sets = sql.SQL("").join(sql.SQL("{} = %s, ").format(sql.Identifier(name)) for name in changes)
    statement = sql.SQL(
        'UPDATE todos SET {} version = version + 1, "updatedAt" = now()'
        " WHERE id = %s AND version = coalesce(%s, version) RETURNING *"
    ).format(sets)
    row = await db.fetch_one(statement, [*changes.values(), todo_id, version])
    return present(row or await explain_missing(db, todo_id), response)


@router.delete("/todos/{todo_id}", status_code=204)
async def remove(todo_id: Id, version: Version, db: Db):
    statement = "DELETE FROM todos WHERE id = %s AND version = coalesce(%s, version) RETURNING id"
    if not await db.fetch_one(statement, [todo_id, version]):
        await explain_missing(db, todo_id)


@router.post("/todos/{todo_id}/time", dependencies=JSON_ONLY)
async def add_time(todo_id: Id, entry: TimeEntry, response: Response, db: Db):
    row = await db.fetch_one(
        'UPDATE todos SET "minutesSpent" = "minutesSpent" + %s, version = version + 1, "updatedAt" = now()'
        " WHERE id = %s RETURNING *",
        [entry.minutes, todo_id],
    )
    return present(row, response)


def present(row, response):
    if row is None:
        raise HTTPException(404, "There is no such to-do.")
    response.headers["ETag"] = f'"{row["version"]}"'
    return row


async def explain_missing(db, todo_id):
    """Nothing was changed: either the to-do is not there, or If-Match named another version of it."""
    if await db.fetch_one("SELECT id FROM todos WHERE id = %s", [todo_id]):
        raise HTTPException(412, "The to-do has changed meanwhile.")
    raise HTTPException(404, "There is no such to-do.")


def write_cursor(todo_id):
    return base64.urlsafe_b64encode(f"after {todo_id}".encode()).decode()


def read_cursor(text):
    try:
        found = re.fullmatch("after ([0-9]{1,9})", base64.urlsafe_b64decode(text).decode())
    except ValueError:
        found = None
    if not found:
        raise HTTPException(400, 'cursor must be the "next" of an earlier page.')
    return int(found[1])
