import base64
import json
import re

from .problem import Problem


def read_limit(args):
    return read_integer(args, "limit", 20, least=1, most=100)


def read_integer(args, name, default, least, most):
    value = args.get(name, str(default))
    number = int(value) if re.fullmatch(r"[0-9]{1,9}", value) else -1
    if not least <= number <= most:
        raise Problem(400, f"{name} must be an integer from {least} to {most}.")
    return number


def read_cursor(args, names):
    """Where the page before ended, or None on the first page."""
    if "cursor" not in args:
        return None
    try:
        position = json.loads(base64.urlsafe_b64decode(args["cursor"]))
        if all(type(position[name]) is int for name in names) and write_cursor(position) == args["cursor"]:
            return position
    except (ValueError, TypeError, KeyError):
        pass
    raise Problem(400, 'cursor must be the "next" of an earlier page.')


def write_cursor(position):
    """Values of the last row of a page: what was deleted or added before it does not matter."""
    return base64.urlsafe_b64encode(json.dumps(position).encode()).decode()


def to_page(rows, limit, names):
    """A page of rows, of which there is one more than the limit when it is not the last page."""
    items = rows[:limit]
    position = {name: items[-1][name] for name in names} if items else {}
    return {"items": items, "next": write_cursor(position) if len(rows) > limit else None}
