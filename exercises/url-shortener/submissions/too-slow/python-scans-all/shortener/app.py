from flask import Flask
from werkzeug.exceptions import HTTPException

from .link_store import LinkStore
from .problem import Problem
from .routes import create_link_routes


def create_app():
    """The whole service, as gunicorn starts it: once in each worker."""
    app = Flask(__name__)
    app.json.sort_keys = False
    app.register_blueprint(create_link_routes(LinkStore()))
    app.register_error_handler(Problem, lambda problem: problem.to_response())
    app.register_error_handler(HTTPException, answer_http_error)
    return app


def answer_http_error(error):
    """What Flask finds by itself (404, 405, ...) in the same form as our own problems."""
    kept = {name: value for name, value in error.get_headers() if name == "Allow"}
    return Problem(error.code, error.name, headers=kept).to_response()
