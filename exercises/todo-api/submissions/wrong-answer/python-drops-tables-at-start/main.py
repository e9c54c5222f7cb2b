from typing import Annotated

from fastapi import FastAPI, Header, HTTPException, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError, TimeoutError
from starlette.exceptions import HTTPException as StarletteHTTPException

from models import Session, Todo, prepare_database
from schemas import Change, NewTodo, TimeEntry

prepare_database()
app = FastAPI()


def answer_todo(todo, response):
    response.headers["ETag"] = f'"{todo.version}"'
    return todo.to_json()


def lock_todo(session, todo_id, if_match=None):
    known = todo_id.isdecimal() and len(todo_id) < 10
    todo = session.get(Todo, int(todo_id), with_for_update=True) if known else None
    if todo is None:
        raise HTTPException(404, "There is no such to-do.")
    if if_match is not None and if_match != f'"{todo.version}"':
        raise HTTPException(412, "The to-do has changed.")
    return todo


@app.get("/health")
def health():
    with Session() as session:
        session.execute(text("SELECT 1"))
    return {"status": "ok"}


@app.post("/todos", status_code=201)
def create(body: NewTodo, response: Response):
    with Session.begin() as session:
        todo = Todo(**body.named_fields())
        session.add(todo)
        session.flush()
        response.headers["Location"] = f"/todos/{todo.id}"
        return answer_todo(todo, response)


@app.get("/todos")
def list_page(
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[int, Query(ge=0)] = 0,
    done: bool | None = None,
    search: str | None = None,
):
    query = select(Todo).where(Todo.id > cursor).order_by(Todo.id).limit(limit + 1)
    if done is not None:
        query = query.where(Todo.done == done)
    if search is not None:
        query = query.where(func.strpos(func.lower(Todo.title), search.lower()) > 0)
    with Session() as session:
        todos = session.scalars(query).all()
    items = [todo.to_json() for todo in todos[:limit]]
    return {"items": items, "next": str(items[-1]["id"]) if len(todos) > limit else None}


@app.get("/todos/{todo_id}")
def read(todo_id: str, response: Response):
    with Session() as session:
        return answer_todo(lock_todo(session, todo_id), response)


@app.patch("/todos/{todo_id}")
def change(todo_id: str, body: Change, response: Response, if_match: Annotated[str | None, Header()] = None):
    with Session.begin() as session:
        todo = lock_todo(session, todo_id, if_match)
        for name, value in body.named_fields().items():
            setattr(todo, name, value)
        todo.touch()
        return answer_todo(todo, response)


@app.delete("/todos/{todo_id}", status_code=204)
def remove(todo_id: str, if_match: Annotated[str | None, Header()] = None):
    with Session.begin() as session:
        session.delete(lock_todo(session, todo_id, if_match))


@app.post("/todos/{todo_id}/time")
def add_time(todo_id: str, body: TimeEntry, response: Response):
    with Session.begin() as session:
        todo = lock_todo(session, todo_id)
        todo.minutes_spent += body.minutes
        todo.touch()
        return answer_todo(todo, response)


def answer_problem(status, title, **extra):
    headers = {"Retry-After": "1"} if status == 503 else None
    return JSONResponse({"status": status, "title": title, **extra}, status, headers, "application/problem+json")


@app.exception_handler(StarletteHTTPException)
def answer_http_error(request: Request, error):
    return answer_problem(error.status_code, error.detail)


@app.exception_handler(RequestValidationError)
def answer_invalid(request: Request, error):
    faults = error.errors()
    if any(fault["loc"][0] == "query" or fault["type"] == "json_invalid" for fault in faults):
        return answer_problem(400, "The request is not valid.")
    errors = [{"field": ".".join(map(str, fault["loc"][1:2])), "message": fault["msg"]} for fault in faults]
    return answer_problem(422, "The body is not valid.", errors=errors)


@app.exception_handler(OperationalError)
@app.exception_handler(TimeoutError)
def answer_away(request: Request, error):
    return answer_problem(503, "The database is away.")
