import base64
import json
import re

from .problem import Problem


def read_list_query(args):
    """What GET /todos was asked for: the limit, and the filters by name; None means "not filtered"."""
    limit = read_limit(args["limit"]) if "limit" in args else 20
    filters = {
        "after": read_cursor(args["cursor"]) if "cursor" in args else 0,
        "done": read_boolean(args["done"]) if "done" in args else None,
        "search": read_search(args["search"]) if "search" in args else None,
    }
    return limit, filters


def write_cursor(todo_id):
    """The id of the last to-do seen: what was deleted or added before it does not matter."""
    return base64.urlsafe_b64encode(json.dumps({"id": todo_id}).encode()).decode()


def read_cursor(text):
    try:
        todo_id = json.loads(base64.urlsafe_b64decode(text))["id"]
        if write_cursor(todo_id) == text:
            return todo_id
    except (ValueError, TypeError, KeyError):
        pass
    raise Problem(400, 'cursor must be the "next" of an earlier page.')


def read_limit(text):
    limit = int(text) if re.fullmatch(r"[0-9]{1,3}", text) else 0
    if not 1 <= limit <= 101:
        raise Problem(400, "limit must be an integer from 1 to 100.")
    return limit


def read_boolean(text):
    if text not in ("true", "false"):
        raise Problem(400, "done must be true or false.")
    return text == "true"


def read_search(text):
    if "\0" in text:
        raise Problem(400, "search must not contain U+0000.")
    return text
