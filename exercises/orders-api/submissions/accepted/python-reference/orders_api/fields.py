import json
import re

from .problem import Problem

LARGEST_ID = 2**31 - 1


def read_fields(request, checks, required):
    """The body; raises Problem with everything that is wrong. A check answers what is wrong with a value, or None."""
    body = read_json(request)
    if not isinstance(body, dict):
        raise_invalid({"": "must be a JSON object"})
    faults = {field: "is required" for field in required if field not in body}
    for field, value in body.items():
        fault = checks[field](value) if field in checks else "is not a field that can be set"
        if fault:
            faults[field] = fault
    if faults:
        raise_invalid(faults)
    return body


def read_json(request):
    if request.mimetype != "application/json":
        raise Problem(415, "The body must be application/json.")
    try:
        return json.loads(request.get_data(), parse_constant=refuse_constant)
    except ValueError as error:
        raise Problem(400, "The body is not valid JSON.") from error


def refuse_constant(name):
    raise ValueError(f"{name} is not JSON")


def raise_invalid(faults):
    errors = [{"field": field, "message": message} for field, message in faults.items()]
    raise Problem(422, "The request is not valid.", errors=errors)


def text(longest):
    def check(value):
        if not isinstance(value, str):
            return "must be text"
        if value.strip() == "":
            return "must not be blank"
        return f"must have at most {longest} characters" if len(value) > longest else None

    return check


def integer(least, most):
    def check(value):
        is_integer = isinstance(value, int) and not isinstance(value, bool)
        return None if is_integer and least <= value <= most else f"must be an integer from {least} to {most}"

    return check


def read_id(value):
    """The id in a path; one that no row can have is not found."""
    number = int(value) if re.fullmatch(r"[1-9][0-9]{0,9}", value) else LARGEST_ID + 1
    if number > LARGEST_ID:
        raise Problem(404, "There is no such thing.")
    return number
