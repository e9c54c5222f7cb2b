import json
import secrets
import string
from datetime import datetime, timedelta, timezone
from itertools import islice
from pathlib import Path

from models import Link

ALPHABET = string.ascii_letters + string.digits


class LinkLog:
    """All links in memory, and each change as a line of a file, written before the caller is answered.

    One process, one event loop: what happens between two awaits, nobody else can come between.
    """

    def __init__(self, path):
        self._path = Path(path)
        self._links = {}
        for line in self._read_lines():
            self._apply(*line)
        self._compact()
        self._file = self._path.open("a", buffering=1)

    def __contains__(self, code):
        return code in self._links

    def __len__(self):
        return len(self._links)

    def get(self, code):
        return self._links.get(code)

    def newest(self, limit, offset):
        return list(islice(reversed(self._links.values()), offset, offset + limit))

    def add(self, new):
        now = datetime.now(timezone.utc)
        link = Link(
            code=new.alias or self._make_code(),
            url=new.url,
            createdAt=now,
            expiresAt=now + timedelta(seconds=new.expiresInSeconds) if new.expiresInSeconds else None,
        )
        self._record("add", link.model_dump(mode="json"))
        return self._links[link.code]

    def count(self, link):
        self._record("click", link.code)

    def remove(self, link):
        self._record("remove", link.code)

    def close(self):
        self._file.close()

    def _record(self, kind, value):
        self._apply(kind, value)
        self._file.write(json.dumps([kind, value]) + "\n")

    def _apply(self, kind, value):
        if kind == "add":
            self._links[value["code"]] = Link(**value)
        elif kind == "click":
            self._links[value].clicks += 1
        else:
            del self._links[value]

    def _make_code(self):
        code = "".join(secrets.choice(ALPHABET) for _ in range(8))
        return self._make_code() if code in self._links else code

    def _read_lines(self):
        lines = self._path.read_text().splitlines() if self._path.exists() else []
        for line in lines:
            try:
                yield json.loads(line)
            except ValueError:
                return  # Half a line: the process was killed while it wrote, and nobody was told yet.

    def _compact(self):
        """Begins a new file with the links as they are, in place of how they came to be."""
        new = self._path.with_suffix(".new")
        new.write_text("".join(json.dumps(["add", link.model_dump(mode="json")]) + "\n" for link in self._links.values()))
        new.replace(self._path)
