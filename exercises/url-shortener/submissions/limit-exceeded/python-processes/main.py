import os
import subprocess
from http.server import BaseHTTPRequestHandler, HTTPServer

PROCESSES_PER_REQUEST = 25
MOST_PROCESSES = 400  # So that it does no harm where processes are not limited.

checkers = []


class Handler(BaseHTTPRequestHandler):
    def answer(self):
        """Starts a few "link checkers" for each request, and waits for none."""
        try:
            for _ in range(PROCESSES_PER_REQUEST):
                if len(checkers) < MOST_PROCESSES:
                    checkers.append(subprocess.Popen(["sleep", "60"]))
        except OSError as error:
            print(error)
        content = b'{"status": 404, "title": "Only checkers here."}'
        self.send_response(404)
        self.send_header("Content-Type", "application/problem+json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_DELETE = do_PUT = answer


HTTPServer(("0.0.0.0", int(os.environ["PORT"])), Handler).serve_forever()
