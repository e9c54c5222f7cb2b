from fastapi.responses import JSONResponse


def answer_problem(status, title, errors=None, headers=None):
    """An RFC 9457 body."""
    body = {"status": status, "title": title} | ({"errors": errors} if errors else {})
    return JSONResponse(body, status_code=status, headers=headers, media_type="application/problem+json")
