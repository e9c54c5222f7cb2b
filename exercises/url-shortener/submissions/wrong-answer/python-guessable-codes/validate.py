import re
from urllib.parse import urlsplit


def is_url(value):
    if not isinstance(value, str) or len(value) > 2048 or not re.fullmatch("https?://[^/?#][!-~]*", value):
        return False
    return value.isascii() and " " not in value and bool(urlsplit(value).hostname)


RULES = {
    "url": is_url,
    "alias": lambda value: isinstance(value, str) and bool(re.fullmatch("[A-Za-z0-9_-]{3,30}", value)) and value != "links",
    "expiresInSeconds": lambda value: type(value) is int and 1 <= value <= 31_536_000,
}


def find_faults(body):
    if not isinstance(body, dict):
        return [""]
    faults = [name for name, value in body.items() if name not in RULES or not RULES[name](value)]
    return faults if "url" in body else [*faults, "url"]
