from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

import links

app = Flask(__name__)
app.json.sort_keys = False


def problem(status, title):
    response = jsonify(status=status, title=title)
    response.content_type = "application/problem+json"
    return response, status


@app.post("/links")
def create():
    body = request.get_json()
    link = links.create(body.get("url"), body.get("alias"), body.get("expiresInSeconds"))
    if link is None:
        return problem(409, "The alias is in use.")
    return link, 201, {"Location": f"/links/{link['code']}"}


@app.get("/links")
def list_part():
    items, total = links.list_part(int(request.args.get("limit", 20)), int(request.args.get("offset", 0)))
    return {"items": items, "total": total}


@app.get("/links/<code>")
def read(code):
    return links.find(code) or problem(404, "There is no such link.")


@app.delete("/links/<code>")
def remove(code):
    return ("", 204) if links.remove(code) else problem(404, "There is no such link.")


@app.get("/<code>")
def follow(code):
    link = links.click(code)
    if link:
        return Response(status=302, headers={"Location": link["url"]})
    return problem(410, "The link is expired.") if links.find(code) else problem(404, "There is no such link.")


@app.errorhandler(HTTPException)
def answer_http_error(error):
    response, status = problem(error.code, error.name)
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response, status
