import json
import os
from datetime import datetime, timezone
from pathlib import Path
from threading import RLock

lock = RLock()
path = Path(os.environ.get("DATA_DIR", "/data")) / "todos.json"


def load():
    return json.loads(path.read_text()) if path.exists() else {"last": 0, "todos": {}}


def save(state):
    new = path.with_suffix(".new")
    new.write_text(json.dumps(state))
    new.replace(path)


def now():
    return datetime.now(timezone.utc).isoformat()


def create(fields):
    with lock:
        state = load()
        state["last"] += 1
        todo = {"id": state["last"], "title": "", "notes": "", "done": False, "dueOn": None, "minutesSpent": 0}
        todo |= {"version": 1, "createdAt": now(), "updatedAt": now()} | fields
        state["todos"][str(todo["id"])] = todo
        save(state)
        return todo


def find(todo_id):
    return load()["todos"].get(todo_id)


def change(todo_id, fields, minutes=0):
    with lock:
        state = load()
        todo = state["todos"][todo_id]
        todo |= fields | {"version": todo["version"] + 1, "updatedAt": now()}
        todo["minutesSpent"] += minutes
        save(state)
        return todo


def remove(todo_id):
    with lock:
        state = load()
        del state["todos"][todo_id]
        save(state)


def list_after(last_id):
    return [todo for todo in load()["todos"].values() if todo["id"] > last_id]
