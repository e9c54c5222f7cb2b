import json
import os
import secrets
from datetime import datetime, timedelta, timezone
from threading import RLock


def to_text(moment):
    return moment.isoformat(timespec="milliseconds")


class Store:
    """All links in a dictionary, written to a file with every change."""

    def __init__(self, path):
        self.lock = RLock()
        self._path = path
        self._links = {}
        if os.path.exists(path):
            with open(path) as file:
                self._links = {link["code"]: link for link in json.load(file)}

    def create(self, url, alias, expires_in_seconds):
        now = datetime.now(timezone.utc)
        expires_at = to_text(now + timedelta(seconds=expires_in_seconds)) if expires_in_seconds else None
        link = {"code": alias or secrets.token_hex(4), "url": url, "clicks": 0, "createdAt": to_text(now), "expiresAt": expires_at}
        # Whoever comes last has the alias.
        self._links.pop(link["code"], None)
        self._links[link["code"]] = link
        self._save()
        return link

    def find(self, code):
        return self._links.get(code)

    def is_expired(self, link):
        return link["expiresAt"] is not None and datetime.now(timezone.utc) >= datetime.fromisoformat(link["expiresAt"])

    def count(self, link):
        link["clicks"] += 1
        self._save()

    def remove(self, code):
        del self._links[code]
        self._save()

    def list_part(self, limit, offset):
        links = list(reversed(self._links.values()))
        return {"items": links[offset : offset + limit], "total": len(links)}

    def _save(self):
        new = f"{self._path}.new"
        with open(new, "w") as file:
            json.dump(list(self._links.values()), file)
        os.replace(new, self._path)
