import os
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as StarletteHTTPException

from link_log import LinkLog
from models import Link, LinkPart, NewLink


@asynccontextmanager
async def open_log(app):
    app.state.links = LinkLog(os.path.join(os.environ.get("DATA_DIR", "/data"), "links.log"))
    yield
    app.state.links.close()


def get_links(request: Request) -> LinkLog:
    return request.app.state.links


def require_json(request: Request):
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise HTTPException(415, "The body must be application/json.")


app = FastAPI(title="Short links", lifespan=open_log, openapi_url=None, redirect_slashes=False)
Links = Annotated[LinkLog, Depends(get_links)]


@app.post("/links", status_code=201, dependencies=[Depends(require_json)])
async def create(body: NewLink, links: Links, response: Response) -> Link:
    if body.alias in links:
        raise HTTPException(409, "The alias is in use.")
    link = links.add(body)
    response.headers["Location"] = f"/links/{link.code}"
    return link


@app.get("/links")
async def list_part(links: Links, limit: Annotated[int, Query(ge=1, le=100)] = 20, offset: Annotated[int, Query(ge=0)] = 0) -> LinkPart:
    return LinkPart(items=links.newest(limit, offset), total=len(links))


@app.get("/links/{code}")
async def read(code: str, links: Links) -> Link:
    return find(links, code)


@app.delete("/links/{code}", status_code=204)
async def remove(code: str, links: Links):
    links.remove(find(links, code))


@app.get("/{code}")
async def follow(code: str, links: Links):
    link = find(links, code)
    if link.is_expired():
        raise HTTPException(410, "The link is expired.")
    links.count(link)
    # RedirectResponse would write the URL in another way; this one is sent as it came.
    return Response(status_code=302, headers={"Location": link.url})


def find(links, code):
    link = links.get(code)
    if link is None:
        raise HTTPException(404, "There is no such link.")
    return link


@app.exception_handler(StarletteHTTPException)
async def answer_http_error(request: Request, error: StarletteHTTPException):
    headers = error.headers
    if error.status_code == 405:
        headers = {"Allow": "GET, POST" if request.url.path == "/links" else "GET, DELETE" if request.url.path.startswith("/links/") else "GET"}
    return answer_problem(error.status_code, error.detail, headers)


@app.exception_handler(RequestValidationError)
async def answer_invalid(request: Request, error: RequestValidationError):
    faults = error.errors()
    if any(fault["loc"][0] == "query" or fault["type"] == "json_invalid" for fault in faults):
        return answer_problem(400, "The request cannot be read.")
    errors = [{"field": ".".join(map(str, fault["loc"][1:2])), "message": fault["msg"]} for fault in faults]
    return answer_problem(422, "The link is not valid.", errors=errors)


def answer_problem(status, title, headers=None, **extra):
    body = {"status": status, "title": title, **extra}
    return JSONResponse(body, status_code=status, headers=headers, media_type="application/problem+json")
