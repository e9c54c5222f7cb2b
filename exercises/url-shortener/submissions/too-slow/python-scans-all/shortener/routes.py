import re

from flask import Blueprint, Response, request

from .link_body import read_new_link
from .link_store import AliasInUse
from .problem import Problem


def create_link_routes(store):
    routes = Blueprint("links", __name__)

    @routes.post("/links")
    def create():
        try:
            link = store.create(**read_new_link(request))
        except AliasInUse:
            raise Problem(409, "The alias is in use.") from None
        return link, 201, {"Location": f"/links/{link['code']}"}

    @routes.get("/links")
    def list_part():
        limit = read_integer("limit", fallback=20, least=1, most=100)
        offset = read_integer("offset", fallback=0, least=0, most=999_999_999)
        return {"items": store.list(limit, offset), "total": store.count()}

    @routes.get("/links/<code>")
    def read(code):
        return found(store.find(code))

    @routes.delete("/links/<code>")
    def remove(code):
        if not store.remove(code):
            raise not_found()
        return "", 204

    @routes.get("/<code>")
    def follow(code):
        link = store.count_click(code)
        if not link:
            found(store.find(code))
            raise Problem(410, "The link is expired.")
        response = Response(status=302)
        # Flask's redirect() would write the URL in another way; this one is sent as it came.
        response.autocorrect_location_header = False
        response.headers["Location"] = link["url"]
        return response

    return routes


def found(link):
    if link is None:
        raise not_found()
    return link


def not_found():
    return Problem(404, "There is no such link.")


def read_integer(name, fallback, least, most):
    text = request.args.get(name)
    if text is None:
        return fallback
    if not re.fullmatch("[0-9]{1,9}", text) or not least <= int(text) <= most:
        raise Problem(400, f"{name} must be an integer from {least} to {most}.")
    return int(text)
