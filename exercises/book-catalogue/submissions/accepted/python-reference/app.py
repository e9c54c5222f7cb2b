from flask import Flask, jsonify, request
from werkzeug.exceptions import BadRequest, HTTPException

from catalogue import Catalogue
from problems import Problem, answer_problem
from validation import read_book, read_change, read_loan, read_number

app = Flask(__name__)
catalogue = Catalogue()


@app.get("/books")
def list_books():
    limit = read_number(request.args.get("limit", "20"), 1, 100)
    offset = read_number(request.args.get("offset", "0"), 0, 10**12)
    return jsonify(catalogue.list(request.args.get("author"), limit, offset))


@app.post("/books")
def add_book():
    book = catalogue.add(read_book(read_json()))
    return jsonify(book), 201, {"Location": f"/books/{book['isbn']}"}


@app.get("/books/<isbn>")
def read_one(isbn):
    return jsonify(catalogue.read(isbn))


@app.put("/books/<isbn>")
def change_book(isbn):
    catalogue.read(isbn)
    return jsonify(catalogue.change(isbn, read_change(read_json(), isbn)))


@app.delete("/books/<isbn>")
def remove_book(isbn):
    catalogue.remove(isbn)
    return "", 204


@app.post("/books/<isbn>/loans")
def lend_book(isbn):
    catalogue.read(isbn)
    return jsonify(catalogue.lend(isbn, read_loan(read_json())["borrower"])), 201


@app.delete("/loans/<loan_id>")
def return_book(loan_id):
    catalogue.take_back(loan_id)
    return "", 204


def read_json():
    try:
        return request.get_json(force=True)
    except BadRequest:
        raise Problem(400, "The body is not JSON.") from None


@app.errorhandler(Problem)
def answer_own_problem(problem):
    return answer_problem(problem)


@app.errorhandler(HTTPException)
def answer_http_error(error):
    return answer_problem(Problem(error.code, error.name))
