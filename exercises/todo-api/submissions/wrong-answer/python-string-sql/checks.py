from datetime import date


def find_faults(body, required):
    if not isinstance(body, dict):
        return {"": "must be an object"}
    faults = {name: "is required" for name in required if name not in body}
    for name, value in body.items():
        if name not in RULES:
            faults[name] = "is unknown"
        elif not RULES[name](value):
            faults[name] = "is not valid"
    return faults


def is_title(value):
    return isinstance(value, str) and value.strip() != "" and len(value) <= 200 and "\0" not in value


def is_notes(value):
    return isinstance(value, str) and len(value) <= 10_000 and "\0" not in value


def is_date(value):
    if value is None:
        return True
    try:
        return date.fromisoformat(value).isoformat() == value
    except (TypeError, ValueError):
        return False


RULES = {"title": is_title, "notes": is_notes, "done": lambda value: isinstance(value, bool), "dueOn": is_date}
