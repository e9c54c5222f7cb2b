import json
import os
import re
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import todo_file


class Problem(Exception):
    def __init__(self, status, title, fields=()):
        self.status = status
        self.body = {"status": status, "title": title}
        if fields:
            self.body["errors"] = [{"field": field, "message": "is not valid"} for field in fields]


def is_date(value):
    try:
        return value is None or date.fromisoformat(value).isoformat() == value
    except (TypeError, ValueError):
        return False


RULES = {
    "title": lambda value: isinstance(value, str) and 0 < len(value.strip()) and len(value) <= 200 and "\0" not in value,
    "notes": lambda value: isinstance(value, str) and len(value) <= 10_000 and "\0" not in value,
    "done": lambda value: isinstance(value, bool),
    "dueOn": is_date,
    "minutes": lambda value: type(value) is int and 1 <= value <= 1440,
}


def check(body, allowed, required=()):
    if not isinstance(body, dict):
        raise Problem(422, "The body must be an object.", [""])
    wrong = [name for name in body if name not in allowed or not RULES[name](body[name])]
    wrong += [name for name in required if name not in body]
    if wrong:
        raise Problem(422, "The body is not valid.", wrong)
    return body


class Handler(BaseHTTPRequestHandler):
    fields = ("title", "notes", "done", "dueOn")

    def answer(self):
        try:
            self.route(urlsplit(self.path))
        except Problem as problem:
            self.send(problem.status, problem.body, "application/problem+json")

    do_GET = do_POST = do_PATCH = do_DELETE = answer

    def route(self, url):
        found = re.fullmatch(r"/todos/([^/]+)(/time)?", url.path)
        if url.path == "/health":
            self.send(200, {"status": "ok"})
        elif url.path == "/todos" and self.command == "GET":
            self.send(200, self.list_page({name: values[0] for name, values in parse_qs(url.query, True).items()}))
        elif url.path == "/todos" and self.command == "POST":
            self.send_todo(todo_file.create(check(self.read_json(), self.fields, ["title"])), 201)
        elif found and self.command != "PUT":
            with todo_file.lock:
                self.route_one(*found.groups())
        else:
            raise Problem(404, "There is no such path.")

    def route_one(self, todo_id, time):
        body = self.read_json() if self.command in ("POST", "PATCH") else None
        todo = todo_file.find(todo_id)
        if todo is None:
            raise Problem(404, "There is no such to-do.")
        if self.headers.get("If-Match", f'"{todo["version"]}"') != f'"{todo["version"]}"':
            raise Problem(412, "The to-do has changed.")
        if time:
            self.send_todo(todo_file.change(todo_id, {}, check(body, ["minutes"], ["minutes"])["minutes"]))
        elif self.command == "GET":
            self.send_todo(todo)
        elif self.command == "PATCH":
            self.send_todo(todo_file.change(todo_id, check(body, self.fields)))
        else:
            todo_file.remove(todo_id)
            self.send(204)

    def list_page(self, query):
        if not re.fullmatch("[1-9][0-9]?|100", query.get("limit", "20")) or not query.get("cursor", "0").isdecimal():
            raise Problem(400, "A parameter is not valid.")
        if query.get("done") not in (None, "true", "false"):
            raise Problem(400, "done is not valid.")
        todos = todo_file.list_after(int(query.get("cursor", "0")))
        if "done" in query:
            todos = [todo for todo in todos if todo["done"] == (query["done"] == "true")]
        todos = [todo for todo in todos if query.get("search", "").lower() in todo["title"].lower()]
        limit = int(query.get("limit", "20"))
        return {"items": todos[:limit], "next": str(todos[limit - 1]["id"]) if len(todos) > limit else None}

    def read_json(self):
        try:
            return json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        except ValueError:
            raise Problem(400, "The body is not JSON.") from None

    def send_todo(self, todo, status=200):
        self.send(status, todo, headers={"ETag": f'"{todo["version"]}"', "Location": f"/todos/{todo['id']}"})

    def send(self, status, body=None, media_type="application/json", headers=None):
        content = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": media_type, "Content-Length": len(content), **(headers or {})}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(content)


if __name__ == "__main__":
    server = ThreadingHTTPServer(("0.0.0.0", int(os.environ["PORT"])), Handler)
    server.daemon_threads = True
    server.serve_forever()
