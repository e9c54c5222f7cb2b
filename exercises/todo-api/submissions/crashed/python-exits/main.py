import json
import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

todos = []


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        try:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        except ValueError as error:
            # Ends the whole service, and not only this request.
            sys.exit(f"bad request: {error}")
        todos.append(body)
        self.answer(201, {"id": len(todos), **body})

    def do_GET(self):
        self.answer(200, {"items": todos, "next": None})

    def answer(self, status, body):
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


HTTPServer(("0.0.0.0", int(os.environ["PORT"])), Handler).serve_forever()
