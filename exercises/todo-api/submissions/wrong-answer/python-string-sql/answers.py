from flask import jsonify


def answer_todo(rows, status=200):
    if not rows:
        return answer_problem(404, "There is no such to-do.")
    todo = dict(rows[0])
    for name in ("createdAt", "updatedAt"):
        todo[name] = todo[name].isoformat()
    return todo, status, {"ETag": f'"{todo["version"]}"', "Location": f"/todos/{todo['id']}"}


def answer_problem(status, title, faults=None):
    errors = [{"field": field, "message": message} for field, message in (faults or {}).items()]
    response = jsonify(status=status, title=title, errors=errors)
    response.content_type = "application/problem+json"
    return response, status
