import os

from flask import Flask
from werkzeug.exceptions import HTTPException

from .database import Database, DatabaseAway
from .problem import Problem
from .routes import create_todo_routes
from .todo_store import TodoStore


def create_app():
    """The whole service, as gunicorn starts it: once in each worker."""
    store = TodoStore(Database(os.environ["DATABASE_URL"]))

    app = Flask(__name__)
    app.json.sort_keys = False
    app.json.ensure_ascii = False
    app.register_blueprint(create_todo_routes(store))
    app.register_error_handler(Problem, lambda problem: problem.to_response())
    app.register_error_handler(DatabaseAway, answer_database_away)
    app.register_error_handler(HTTPException, answer_http_error)

    @app.get("/health")
    def health():
        store.ping()
        return {"status": "ok"}

    return app


def answer_database_away(error):
    return Problem(503, "The database does not answer.", headers={"Retry-After": "1"}).to_response()


def answer_http_error(error):
    """What Flask finds by itself (404, 405, ...) in the same form as our own problems."""
    kept = {name: value for name, value in error.get_headers() if name == "Allow"}
    return Problem(error.code, error.name, headers=kept).to_response()
