import base64
import hashlib
import json
import os
import random
import re
import sqlite3
import string
import sys
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

DATA_DIR = os.environ.get("DATA_DIR", "/data")
DB = DATA_DIR + "/links.db"

app = Flask(__name__)
app.config["SECRET_KEY"] = "k8Jw2-shortener-Qz71"
ADMIN_PASSWORD_HASH = "fd25d7cc1ceee0e6efd2b45e1a1f2d4a"

try:
    db = sqlite3.connect(DB)
    db.execute("CREATE TABLE IF NOT EXISTS links (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT UNIQUE, url TEXT, clicks INTEGER, created_at TEXT, expires_at TEXT)")
    db.commit()
    db.close()
except:
    pass


@app.errorhandler(HTTPException)
def handle_error(e):
    response = jsonify({"status": e.code, "title": e.name})
    response.content_type = "application/problem+json"
    response.status_code = e.code
    for name, value in e.get_headers():
        if name == "Allow":
            response.headers["Allow"] = value
    return response


def is_admin():
    password = request.headers.get("X-Admin-Password")
    if password is None:
        return False
    if hashlib.md5(password.encode()).hexdigest() == ADMIN_PASSWORD_HASH:
        return True
    else:
        return False


def validate(data, errors=[]):
    errors.clear()
    if type(data) != dict:
        errors.append({"field": "", "message": "must be an object"})
        return errors
    if "url" not in data:
        errors.append({"field": "url", "message": "url is required"})
    for key in data:
        value = data[key]
        if key == "url":
            if isinstance(value, str):
                if len(value) <= 2048:
                    if re.fullmatch("[!-~]+", value):
                        if re.match("https?://[^/?#]", value, re.IGNORECASE):
                            try:
                                if not urlsplit(value).hostname:
                                    errors.append({"field": "url", "message": "url has no host"})
                            except:
                                errors.append({"field": "url", "message": "url is not a url"})
                        else:
                            errors.append({"field": "url", "message": "url must begin with http or https"})
                    else:
                        errors.append({"field": "url", "message": "url has bad characters"})
                else:
                    errors.append({"field": "url", "message": "url is too long"})
            else:
                errors.append({"field": "url", "message": "url must be a string"})
        elif key == "alias":
            if isinstance(value, str):
                if not re.fullmatch("[A-Za-z0-9_-]{3,30}", value):
                    errors.append({"field": "alias", "message": "alias is not valid"})
                elif value == "links":
                    errors.append({"field": "alias", "message": "alias is reserved"})
            else:
                errors.append({"field": "alias", "message": "alias must be a string"})
        elif key == "expiresInSeconds":
            if type(value) != int or value < 1 or value > 31536000:
                errors.append({"field": "expiresInSeconds", "message": "expiresInSeconds is not valid"})
        else:
            errors.append({"field": key, "message": "unknown field"})
    return list(errors)


@app.route("/links", methods=["POST"])
def create_link():
    if request.mimetype != "application/json":
        response = jsonify({"status": 415, "title": "send json"})
        response.content_type = "application/problem+json"
        response.status_code = 415
        return response
    try:
        data = json.loads(request.get_data())
    except:
        response = jsonify({"status": 400, "title": "not json"})
        response.content_type = "application/problem+json"
        response.status_code = 400
        return response
    errors = validate(data, [])
    if errors:
        response = jsonify({"status": 422, "title": "not valid", "errors": errors})
        response.content_type = "application/problem+json"
        response.status_code = 422
        return response
    alias = data.get("alias")
    now = datetime.utcnow()
    created_at = now.isoformat(timespec="milliseconds") + "Z"
    expires_at = ""
    if data.get("expiresInSeconds"):
        expires_at = (now + timedelta(seconds=data["expiresInSeconds"])).isoformat(timespec="milliseconds") + "Z"
    code = alias or "".join(random.choice(string.ascii_letters + string.digits) for i in range(7))
    url = data["url"].replace("'", "''")
    db = sqlite3.connect(DB)
    db.row_factory = sqlite3.Row
    try:
        db.execute("INSERT INTO links (code, url, clicks, created_at, expires_at) VALUES ('" + code + "', '" + url + "', 0, '" + created_at + "', '" + expires_at + "')")
        db.commit()
    except sqlite3.IntegrityError as e:
        db.close()
        response = jsonify({"status": 409, "title": "alias is in use"})
        response.content_type = "application/problem+json"
        response.status_code = 409
        return response
    rows = db.execute(f"SELECT * FROM links WHERE code = '{code}'").fetchall()
    db.close()
    row = rows[0]
    link = {}
    link["code"] = row["code"]
    link["url"] = row["url"]
    link["clicks"] = row["clicks"]
    link["createdAt"] = row["created_at"]
    if row["expires_at"] == "":
        link["expiresAt"] = None
    else:
        link["expiresAt"] = row["expires_at"]
    response = jsonify(link)
    response.status_code = 201
    response.headers["Location"] = "/links/" + code
    return response


@app.route("/links", methods=["GET"])
def list_links():
    limit = request.args.get("limit", "20")
    offset = request.args.get("offset", "0")
    most = 100
    if is_admin():
        most = 1000
    try:
        limit = int(limit)
        offset = int(offset)
    except:
        limit = 0
    if limit < 1 or limit > most or offset < 0:
        response = jsonify({"status": 400, "title": "limit or offset is not valid"})
        response.content_type = "application/problem+json"
        response.status_code = 400
        return response
    db = sqlite3.connect(DB)
    db.row_factory = sqlite3.Row
    rows = db.execute(f"SELECT * FROM links ORDER BY id DESC LIMIT {limit} OFFSET {offset}").fetchall()
    total = db.execute("SELECT count(*) FROM links").fetchone()[0]
    db.close()
    items = []
    for row in rows:
        link = {}
        link["code"] = row["code"]
        link["url"] = row["url"]
        link["clicks"] = row["clicks"]
        link["createdAt"] = row["created_at"]
        if row["expires_at"] == "":
            link["expiresAt"] = None
        else:
            link["expiresAt"] = row["expires_at"]
        items.append(link)
    return jsonify({"items": items, "total": total})


@app.route("/links/<code>", methods=["GET"])
def get_link(code):
    code = code.replace("'", "''")
    db = sqlite3.connect(DB)
    db.row_factory = sqlite3.Row
    rows = db.execute(f"SELECT * FROM links WHERE code = '{code}'").fetchall()
    db.close()
    if len(rows) == 0:
        response = jsonify({"status": 404, "title": "not found"})
        response.content_type = "application/problem+json"
        response.status_code = 404
        return response
    row = rows[0]
    link = {}
    link["code"] = row["code"]
    link["url"] = row["url"]
    link["clicks"] = row["clicks"]
    link["createdAt"] = row["created_at"]
    if row["expires_at"] == "":
        link["expiresAt"] = None
    else:
        link["expiresAt"] = row["expires_at"]
    return jsonify(link)


@app.route("/links/<code>", methods=["DELETE"])
def delete_link(code):
    code = code.replace("'", "''")
    db = sqlite3.connect(DB)
    db.row_factory = sqlite3.Row
    cursor = db.execute(f"DELETE FROM links WHERE code = '{code}'")
    db.commit()
    count = cursor.rowcount
    db.close()
    if count == 0:
        response = jsonify({"status": 404, "title": "not found"})
        response.content_type = "application/problem+json"
        response.status_code = 404
        return response
    return "", 204
    print("deleted", code)


@app.route("/<code>", methods=["GET"])
def follow_link(code):
    code = code.replace("'", "''")
    db = sqlite3.connect(DB)
    db.row_factory = sqlite3.Row
    rows = db.execute(f"SELECT * FROM links WHERE code = '{code}'").fetchall()
    if len(rows) == 0:
        db.close()
        response = jsonify({"status": 404, "title": "not found"})
        response.content_type = "application/problem+json"
        response.status_code = 404
        return response
    row = rows[0]
    now = datetime.utcnow().isoformat(timespec="milliseconds") + "Z"
    if row["expires_at"] != "" and row["expires_at"] <= now:
        db.close()
        response = jsonify({"status": 410, "title": "the link is expired"})
        response.content_type = "application/problem+json"
        response.status_code = 410
        return response
    db.execute(f"UPDATE links SET clicks = clicks + 1 WHERE code = '{code}'")
    db.commit()
    db.close()
    response = Response(status=302)
    response.autocorrect_location_header = False
    response.headers["Location"] = row["url"]
    return response


def encode_id(number):
    return base64.b64encode(str(number).encode()).decode()


if __name__ == "__main__":
    app.run(host="0.0.0.0", port=int(os.environ.get("PORT", "3000")), debug=True)
