import re

from problems import Problem


def read_book(body):
    return check({"year": None, **as_object(body)}, BOOK_RULES)


def read_change(body, isbn):
    """The body of a PUT may leave out the ISBN, and may not name another."""
    rules = {**BOOK_RULES, "isbn": (lambda value: value == isbn, "must be the ISBN of the path")}
    return check({"year": None, "isbn": isbn, **as_object(body)}, rules)


def read_loan(body):
    return check(as_object(body), LOAN_RULES)


def read_number(text, lowest, highest):
    if not re.fullmatch(r"[0-9]{1,15}", text) or not lowest <= int(text) <= highest:
        raise Problem(400, "limit or offset is not valid.")
    return int(text)


def check(body, rules):
    errors = [{"field": field, "message": message} for field, (holds, message) in rules.items() if not holds(body.get(field))]
    errors += [{"field": field, "message": "is not known"} for field in body if field not in rules]
    if errors:
        raise Problem(422, "The body is not valid.", errors)
    return body


def as_object(body):
    if not isinstance(body, dict):
        raise Problem(422, "The body must be an object.", [{"field": "", "message": "must be an object"}])
    return body


def is_isbn(value):
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{13}", value):
        return False
    return sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(value)) % 10 == 0


def is_text(value):
    return isinstance(value, str) and value.strip() != "" and len(value) <= 200


def is_integer(value, lowest, highest):
    return isinstance(value, int) and not isinstance(value, bool) and lowest <= value <= highest


BOOK_RULES = {
    "isbn": (is_isbn, "must be 13 digits with a right check digit"),
    "title": (is_text, "must be a text of 1 to 200 characters"),
    "author": (is_text, "must be a text of 1 to 200 characters"),
    "year": (lambda value: value is None or is_integer(value, 1450, 2100), "must be an integer from 1450 to 2100, or null"),
    "copies": (lambda value: is_integer(value, 1, 1000), "must be an integer from 1 to 1000"),
}
LOAN_RULES = {
    "borrower": (lambda value: isinstance(value, str) and "@" in value[1:-1], "must be an address"),
}
