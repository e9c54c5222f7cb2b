import json
import re
from urllib.parse import urlsplit

from .problem import Problem


def read_new_link(request):
    """What the caller asked for, by parameter of the store; raises Problem with everything that is wrong."""
    body = read_json(request)
    if not isinstance(body, dict):
        raise_invalid({"": "must be a JSON object"})
    faults = {} if "url" in body else {"url": "is required"}
    for field, value in body.items():
        fault = CHECKS[field](value) if field in CHECKS else "is not a field that can be set"
        if fault:
            faults[field] = fault
    if faults:
        raise_invalid(faults)
    return {"url": body["url"], "alias": body.get("alias"), "expires_in_seconds": body.get("expiresInSeconds")}


def read_json(request):
    if request.mimetype != "application/json":
        raise Problem(415, "The body must be application/json.")
    try:
        return json.loads(request.get_data())
    except ValueError as error:
        raise Problem(400, "The body is not valid JSON.") from error


def raise_invalid(faults):
    errors = [{"field": field, "message": message} for field, message in faults.items()]
    raise Problem(422, "The link is not valid.", errors)


def check_url(value):
    if not isinstance(value, str):
        return "must be text"
    if len(value) > 2048:
        return "must have at most 2048 characters"
    if not re.fullmatch("[!-~]+", value):
        return "must be percent-encoded: visible ASCII only"
    if not re.match(r"https?://[^/?#]", value, re.IGNORECASE) or not has_host(value):
        return "must begin with http:// or https:// and a host"
    return None


def has_host(url):
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:
        return False


def check_alias(value):
    if not isinstance(value, str) or not re.fullmatch("[A-Za-z0-9_-]{3,30}", value):
        return "must be 3 to 30 letters, digits, dashes and underscores"
    return "is taken by the service itself" if value == "links" else None


def check_expiry(value):
    is_integer = isinstance(value, int) and not isinstance(value, bool)
    return None if is_integer and 1 <= value <= 31_536_000 else "must be an integer from 1 to 31536000"


CHECKS = {"url": check_url, "alias": check_alias, "expiresInSeconds": check_expiry}
