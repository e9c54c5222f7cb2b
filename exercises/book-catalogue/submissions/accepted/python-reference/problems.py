from flask import jsonify


class Problem(Exception):
    """An error that a caller is told about, as RFC 9457 has it."""

    def __init__(self, status, title, errors=None):
        super().__init__(title)
        self.status = status
        self.title = title
        self.errors = errors


def answer_problem(problem):
    body = {"status": problem.status, "title": problem.title}
    if problem.errors is not None:
        body["errors"] = problem.errors
    response = jsonify(body)
    response.content_type = "application/problem+json"
    return response, problem.status
