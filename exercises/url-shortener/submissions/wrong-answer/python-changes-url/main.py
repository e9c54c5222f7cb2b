import os
import secrets
import sqlite3
from datetime import datetime, timedelta, timezone
from typing import Annotated

from fastapi import FastAPI, HTTPException, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import BaseModel, ConfigDict, Field, HttpUrl
from starlette.exceptions import HTTPException as StarletteHTTPException

app = FastAPI()
db = sqlite3.connect(os.path.join(os.environ.get("DATA_DIR", "/data"), "links.sqlite"), isolation_level=None, check_same_thread=False)
db.row_factory = sqlite3.Row
db.execute("PRAGMA journal_mode = WAL")
db.execute(
    "CREATE TABLE IF NOT EXISTS links"
    " (id INTEGER PRIMARY KEY, code TEXT UNIQUE, url TEXT, clicks INTEGER DEFAULT 0, createdAt TEXT, expiresAt TEXT)"
)


class NewLink(BaseModel):
    model_config = ConfigDict(extra="forbid")

    # Reads a URL and prints it in a form of its own.
    url: HttpUrl
    alias: Annotated[str, Field(pattern="^[A-Za-z0-9_-]{3,30}$")] | None = None
    expiresInSeconds: Annotated[int, Field(ge=1, le=31_536_000, strict=True)] | None = None


def find(code):
    link = db.execute("SELECT code, url, clicks, createdAt, expiresAt FROM links WHERE code = ?", [code]).fetchone()
    if link is None:
        raise HTTPException(404, "There is no such link.")
    return dict(link)


@app.post("/links", status_code=201)
async def create(body: NewLink, response: Response):
    now = datetime.now(timezone.utc)
    expires_at = (now + timedelta(seconds=body.expiresInSeconds)).isoformat() if body.expiresInSeconds else None
    code = body.alias or secrets.token_hex(4)
    try:
        db.execute(
            "INSERT INTO links (code, url, createdAt, expiresAt) VALUES (?, ?, ?, ?)",
            [code, str(body.url), now.isoformat(), expires_at],
        )
    except sqlite3.IntegrityError:
        raise HTTPException(409, "The alias is in use.") from None
    response.headers["Location"] = f"/links/{code}"
    return find(code)


@app.get("/links")
async def list_part(limit: Annotated[int, Query(ge=1, le=100)] = 20, offset: Annotated[int, Query(ge=0)] = 0):
    rows = db.execute(
        "SELECT code, url, clicks, createdAt, expiresAt FROM links ORDER BY id DESC LIMIT ? OFFSET ?", [limit, offset]
    )
    return {"items": [dict(row) for row in rows], "total": db.execute("SELECT count(*) FROM links").fetchone()[0]}


@app.get("/links/{code}")
async def read(code: str):
    return find(code)


@app.delete("/links/{code}", status_code=204)
async def remove(code: str):
    find(code)
    db.execute("DELETE FROM links WHERE code = ?", [code])


@app.get("/{code}")
async def follow(code: str):
    link = find(code)
    if link["expiresAt"] and datetime.now(timezone.utc) >= datetime.fromisoformat(link["expiresAt"]):
        raise HTTPException(410, "The link is expired.")
    db.execute("UPDATE links SET clicks = clicks + 1 WHERE code = ?", [code])
    return RedirectResponse(link["url"], status_code=302)


@app.exception_handler(StarletteHTTPException)
async def answer_http_error(request: Request, error):
    return answer_problem(error.status_code, error.detail)


@app.exception_handler(RequestValidationError)
async def answer_invalid(request: Request, error):
    faults = error.errors()
    if any(fault["loc"][0] == "query" or fault["type"] == "json_invalid" for fault in faults):
        return answer_problem(400, "The request cannot be read.")
    errors = [{"field": ".".join(map(str, fault["loc"][1:2])), "message": fault["msg"]} for fault in faults]
    return answer_problem(422, "The link is not valid.", errors=errors)


def answer_problem(status, title, **extra):
    return JSONResponse({"status": status, "title": title, **extra}, status, media_type="application/problem+json")
