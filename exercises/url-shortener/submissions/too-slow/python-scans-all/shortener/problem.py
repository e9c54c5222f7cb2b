from flask import jsonify


class Problem(Exception):
    """An error that is the caller's to know; becomes an RFC 9457 body."""

    def __init__(self, status, title, errors=None, headers=None):
        super().__init__(title)
        self.status = status
        self.title = title
        self.errors = errors
        self.headers = headers or {}

    def to_response(self):
        body = {"status": self.status, "title": self.title}
        if self.errors:
            body["errors"] = self.errors
        response = jsonify(body)
        response.status_code = self.status
        response.headers.update(self.headers)
        response.content_type = "application/problem+json"
        return response
