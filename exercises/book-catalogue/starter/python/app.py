from flask import Flask, jsonify, request
from werkzeug.exceptions import HTTPException

app = Flask(__name__)


@app.errorhandler(HTTPException)
def answer_http_error(error):
    if error.code == 404:
        return answer_problem(501, f"{request.method} {request.path} is yours to build.")
    return answer_problem(error.code, error.name)


def answer_problem(status, title):
    response = jsonify(status=status, title=title)
    response.content_type = "application/problem+json"
    return response, status


# Begin here: @app.post("/books") ...
