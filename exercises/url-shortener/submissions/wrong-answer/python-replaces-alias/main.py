import json
import os
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from store import Store
from validate import find_faults

store = Store(os.path.join(os.environ.get("DATA_DIR", "/data"), "links.json"))


class Handler(BaseHTTPRequestHandler):
    def answer(self):
        url = urlsplit(self.path)
        with store.lock:
            if url.path == "/links":
                self.answer_links(dict(parse_qsl(url.query, keep_blank_values=True)))
            elif found := re.fullmatch("/links/([^/]+)", url.path):
                self.answer_link(found[1])
            elif (found := re.fullmatch("/([^/]+)", url.path)) and self.command == "GET":
                self.answer_visit(found[1])
            else:
                self.send_problem(404, "There is no such path.")

    do_GET = do_POST = do_PUT = do_DELETE = answer

    def answer_links(self, query):
        if self.command == "POST":
            self.create()
        elif self.command == "GET":
            limit, offset = query.get("limit", "20"), query.get("offset", "0")
            if not re.fullmatch("[1-9][0-9]?|100", limit) or not re.fullmatch("[0-9]{1,9}", offset):
                return self.send_problem(400, "limit or offset is not valid.")
            self.send(200, store.list_part(int(limit), int(offset)))
        else:
            self.send_problem(405, "No such method here.", headers={"Allow": "GET, POST"})

    def create(self):
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.headers.get_content_type() != "application/json":
            return self.send_problem(415, "Send JSON.")
        try:
            body = json.loads(content)
        except ValueError:
            return self.send_problem(400, "The body is not JSON.")
        faults = find_faults(body)
        if faults:
            return self.send_problem(422, "The link is not valid.", errors=[{"field": field, "message": "is not valid"} for field in faults])
        link = store.create(body["url"], body.get("alias"), body.get("expiresInSeconds"))
        self.send(201, link, {"Location": f"/links/{link['code']}"})

    def answer_link(self, code):
        if self.command not in ("GET", "DELETE"):
            return self.send_problem(405, "No such method here.", headers={"Allow": "GET, DELETE"})
        link = store.find(code)
        if link is None:
            return self.send_problem(404, "There is no such link.")
        if self.command == "GET":
            return self.send(200, link)
        store.remove(code)
        self.send(204)

    def answer_visit(self, code):
        link = store.find(code)
        if link is None:
            return self.send_problem(404, "There is no such link.")
        if store.is_expired(link):
            return self.send_problem(410, "The link is expired.")
        store.count(link)
        self.send(302, None, {"Location": link["url"]})

    def send_problem(self, status, title, headers=None, **extra):
        self.send(status, {"status": status, "title": title, **extra}, {"Content-Type": "application/problem+json", **(headers or {})})

    def send(self, status, body=None, headers=None):
        content = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": len(content), **(headers or {})}.items():
            if status != 204:
                self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


Server(("0.0.0.0", int(os.environ["PORT"])), Handler).serve_forever()
