import os

from flask import Flask
from werkzeug.exceptions import HTTPException

from .database import Database, DatabaseAway
from .order_routes import create_order_routes
from .order_store import OrderStore
from .problem import Problem
from .product_routes import create_product_routes
from .product_store import ProductStore


def create_app():
    """The whole service, as gunicorn starts it: once in each worker."""
    database = Database(os.environ["DATABASE_URL"])

    app = Flask(__name__)
    app.json.sort_keys = False
    app.json.ensure_ascii = False
    app.register_blueprint(create_product_routes(ProductStore(database)))
    app.register_blueprint(create_order_routes(OrderStore(database)))
    app.register_error_handler(Problem, lambda problem: problem.to_response())
    app.register_error_handler(DatabaseAway, answer_database_away)
    app.register_error_handler(HTTPException, answer_http_error)

    @app.get("/health")
    def health():
        database.run(lambda connection: connection.exec_driver_sql("SELECT 1"))
        return {"status": "ok"}

    return app


def answer_database_away(error):
    return Problem(503, "The database does not answer.", headers={"Retry-After": "1"}).to_response()


def answer_http_error(error):
    """What Flask finds by itself (404, 405, ...) in the same form as our own problems."""
    kept = {name: value for name, value in error.get_headers() if name == "Allow"}
    return Problem(error.code, error.name, headers=kept).to_response()
