import json
import os
import secrets
from http.server import BaseHTTPRequestHandler, HTTPServer

links = {}


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        try:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            url = body["url"]
        except (ValueError, KeyError, TypeError):
            # quit() is for the prompt: here it ends the service.
            quit(1)
        code = secrets.token_hex(4)
        links[code] = url
        self.answer(201, {"code": code, "url": url})

    def do_GET(self):
        code = self.path[1:]
        if code in links:
            self.answer(302, {"url": links[code]}, links[code])
        else:
            self.answer(404, {"status": 404})

    def answer(self, status, body, location=None):
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(content)


HTTPServer(("0.0.0.0", int(os.environ["PORT"])), Handler).serve_forever()
