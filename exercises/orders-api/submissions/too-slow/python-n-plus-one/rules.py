import json
import re

from flask import jsonify, request


class Problem(Exception):
    def __init__(self, status, title, **members):
        super().__init__(title)
        self.status = status
        self.members = members


def answer_problem(status, title, **members):
    response = jsonify(status=status, title=title, **members)
    response.status_code = status
    response.content_type = "application/problem+json"
    return response


def is_integer(value, least, most):
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def is_text(value, longest):
    return isinstance(value, str) and value.strip() != "" and len(value) <= longest


def is_lines(lines):
    if not isinstance(lines, list) or not 1 <= len(lines) <= 20:
        return False
    for line in lines:
        if not isinstance(line, dict) or set(line) != {"productId", "quantity"}:
            return False
        if not is_integer(line["productId"], 1, 2**31 - 1) or not is_integer(line["quantity"], 1, 1000):
            return False
    return len({line["productId"] for line in lines}) == len(lines)


RULES = {
    "sku": lambda value: isinstance(value, str) and re.fullmatch(r"[A-Z0-9-]{1,40}", value),
    "name": lambda value: is_text(value, 200),
    "priceCents": lambda value: is_integer(value, 0, 10_000_000),
    "stock": lambda value: is_integer(value, 0, 1_000_000),
    "quantity": lambda value: is_integer(value, 1, 1000),
    "customer": lambda value: is_text(value, 100),
    "lines": is_lines,
}


def validate(request, allowed, required=()):
    if request.mimetype != "application/json":
        raise Problem(415, "JSON, please.")
    try:
        body = json.loads(request.get_data())
    except ValueError:
        raise Problem(400, "The body is not JSON.")
    if not isinstance(body, dict):
        raise invalid([""])
    wrong = [name for name, value in body.items() if name not in allowed or not RULES[name](value)]
    missing = [name for name in required if name not in body]
    if wrong or missing:
        raise invalid(wrong + missing)
    return body


def invalid(names):
    return Problem(422, "The body is not valid.", errors=[{"field": name, "message": "is not valid"} for name in names])


def read_integer(name, default, least, most):
    text = request.args.get(name, str(default))
    if not re.fullmatch(r"[0-9]{1,10}", text) or not least <= int(text) <= most:
        raise Problem(400, f"{name} is not valid.")
    return int(text)


def read_key():
    key = request.headers.get("Idempotency-Key")
    if key is not None and not re.fullmatch(r"[!-~]{1,100}", key):
        raise Problem(400, "Idempotency-Key is not valid.")
    return key
