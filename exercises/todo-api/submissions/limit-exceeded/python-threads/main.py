import os
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

THREADS_PER_REQUEST = 40
MOST_THREADS = 600  # So that it does no harm where threads are not limited.


def watch_for_ever():
    time.sleep(90)


class Handler(BaseHTTPRequestHandler):
    def answer(self):
        """Starts watchers for each request, and never stops one."""
        try:
            for _ in range(THREADS_PER_REQUEST):
                if threading.active_count() < MOST_THREADS:
                    threading.Thread(target=watch_for_ever, daemon=True).start()
        except RuntimeError as error:
            print(error)
        content = b'{"status": 404, "title": "Only watchers here."}'
        time.sleep(0.05)
        self.send_response(404)
        self.send_header("Content-Type", "application/problem+json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PATCH = do_DELETE = answer


HTTPServer(("0.0.0.0", int(os.environ["PORT"])), Handler).serve_forever()
