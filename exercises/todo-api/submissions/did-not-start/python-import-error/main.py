from flask import Flask

from todo_storage import TodoStorage  # The file is called storage.py.

app = Flask(__name__)
storage = TodoStorage()


@app.get("/todos")
def list_page():
    return {"items": storage.list(), "next": None}
