import re

from flask import Blueprint, request

from .list_query import read_list_query, write_cursor
from .problem import Problem
from .todo_body import read_changes, read_minutes, read_new_todo

LARGEST_ID = 2**31 - 1


def create_todo_routes(store):
    routes = Blueprint("todos", __name__)

    @routes.post("/todos")
    def create():
        todo = store.create(**read_new_todo(request))
        return todo, 201, {"Location": f"/todos/{todo['id']}", "ETag": etag_of(todo)}

    @routes.get("/todos")
    def list_page():
        limit, filters = read_list_query(request.args)
        todos = store.list(limit=limit + 1, **filters)
        items = todos[:limit]
        return {"items": items, "next": write_cursor(items[-1]["id"]) if len(todos) > limit else None}

    @routes.get("/todos/<todo_id>")
    def read(todo_id):
        return answer_todo(store.find(read_id(todo_id)))

    @routes.patch("/todos/<todo_id>")
    def change(todo_id):
        number = read_id(todo_id)
        todo = store.change(number, read_changes(request), read_if_match())
        return answer_todo(todo or explain_missing(number))

    @routes.delete("/todos/<todo_id>")
    def remove(todo_id):
        number = read_id(todo_id)
        if not store.remove(number, read_if_match()):
            explain_missing(number)
        return "", 204

    @routes.post("/todos/<todo_id>/time")
    def add_time(todo_id):
        number = read_id(todo_id)
        return answer_todo(store.add_time(number, read_minutes(request)))

    def explain_missing(number):
        """Nothing was changed: either the to-do is not there, or If-Match named another version of it."""
        if store.find(number):
            raise Problem(412, "The to-do has changed meanwhile.")
        raise Problem(404, "There is no such to-do.")

    return routes


def answer_todo(todo):
    if todo is None:
        raise Problem(404, "There is no such to-do.")
    return todo, 200, {"ETag": etag_of(todo)}


def etag_of(todo):
    return f'"{todo["version"]}"'


def read_id(text):
    number = int(text) if re.fullmatch(r"[1-9][0-9]{0,9}", text) else LARGEST_ID + 1
    if number > LARGEST_ID:
        raise Problem(404, "There is no such to-do.")
    return number


def read_if_match():
    """The version the caller has seen, or None for "whatever it is". A value we never gave out matches no version."""
    value = request.headers.get("If-Match")
    if value is None or value == "*":
        return None
    found = re.fullmatch(r'"([0-9]{1,9})"', value)
    return int(found.group(1)) if found else 0
