from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from database import Database, DatabaseAway
from problems import answer_problem
from todo_routes import router

TITLES = {404: "There is nothing here.", 405: "This path has no such method."}


@asynccontextmanager
async def open_database(app: FastAPI):
    async with Database.connect() as database:
        app.state.database = database
        yield


app = FastAPI(title="To-dos", lifespan=open_database, openapi_url=None, redirect_slashes=False)
app.include_router(router)


@app.get("/health")
async def health(request: Request):
    await request.app.state.database.fetch_one("SELECT 1 AS one")
    return {"status": "ok"}


@app.exception_handler(HTTPException)
async def answer_http_error(request: Request, error: HTTPException):
    title = error.detail if error.status_code != 405 else TITLES[405]
    return answer_problem(error.status_code, title or TITLES[404], headers=allow_header(request, error))


def allow_header(request, error):
    """Starlette names the methods of one route only; a path may have several."""
    if error.status_code != 405:
        return error.headers
    path = request.url.path.rstrip("/")
    if path.endswith("/time"):
        return {"Allow": "POST"}
    return {"Allow": "GET, POST" if path == "/todos" else "GET" if path == "/health" else "GET, PATCH, DELETE"}


@app.exception_handler(RequestValidationError)
async def answer_invalid(request: Request, error: RequestValidationError):
    faults = error.errors()
    if any(fault["loc"][0] == "query" for fault in faults):
        return answer_problem(400, "A query parameter is not valid.")
    if any(fault["type"] == "json_invalid" for fault in faults):
        return answer_problem(400, "The body is not valid JSON.")
    errors = [{"field": ".".join(map(str, fault["loc"][1:2])), "message": fault["msg"]} for fault in faults]
    return answer_problem(422, "The request is not valid.", errors=errors)


@app.exception_handler(DatabaseAway)
async def answer_database_away(request: Request, error: DatabaseAway):
    return answer_problem(503, "The database does not answer.", headers={"Retry-After": "1"})
