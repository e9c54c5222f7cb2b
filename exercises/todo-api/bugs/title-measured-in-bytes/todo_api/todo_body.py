import json
import re
from datetime import date

from .problem import Problem


def read_new_todo(request):
    """The fields of a new to-do by column; raises Problem with everything that is wrong."""
    fields = read_fields(request, FIELD_CHECKS, required=["title"])
    if "dueOn" in fields:
        fields["due_on"] = fields.pop("dueOn")
    return fields


def read_changes(request):
    """The named fields of a to-do that is there already."""
    return read_fields(request, FIELD_CHECKS, required=[])


def read_minutes(request):
    return read_fields(request, {"minutes": check_minutes}, required=["minutes"])["minutes"]


def read_fields(request, checks, required):
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
    raise Problem(422, "The request is not valid.", errors)


def check_text(value, longest):
    if not isinstance(value, str):
        return "must be text"
    if "\0" in value:
        return "must not contain U+0000"
    if any("\ud800" <= character <= "\udfff" for character in value):
        return "must not contain half a surrogate pair"
    if len(value.encode()) > longest:
        return f"must have at most {longest} characters"
    return None


def check_title(value):
    return check_text(value, 200) or ("must not be blank" if value.strip() == "" else None)


def check_notes(value):
    return check_text(value, 10_000)


def check_done(value):
    return None if isinstance(value, bool) else "must be true or false"


def check_due_on(value):
    if value is None:
        return None
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return "must be a date as YYYY-MM-DD"
    try:
        date.fromisoformat(value)
    except ValueError:
        return "must be a date that exists"
    return None


def check_minutes(value):
    is_integer = isinstance(value, int) and not isinstance(value, bool)
    return None if is_integer and 1 <= value <= 1440 else "must be an integer from 1 to 1440"


FIELD_CHECKS = {"title": check_title, "notes": check_notes, "done": check_done, "dueOn": check_due_on}
