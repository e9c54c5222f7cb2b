from flask import jsonify


class Problem(Exception):
    """An error that is the caller's to know; becomes an RFC 9457 body."""

    def __init__(self, status, title, headers=None, **members):
        super().__init__(title)
        self.status = status
        self.title = title
        self.headers = headers or {}
        self.members = members

    def to_response(self):
        response = jsonify({"status": self.status, "title": self.title, **self.members})
        response.status_code = self.status
        response.headers.update(self.headers)
        response.content_type = "application/problem+json"
        return response
