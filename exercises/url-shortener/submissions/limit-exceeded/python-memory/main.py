import os
from http.server import BaseHTTPRequestHandler, HTTPServer

CODES_PER_REQUEST = 400_000
MOST_CODES = 20_000_000  # So that it does no harm where memory is not limited.

codes = []


class Handler(BaseHTTPRequestHandler):
    def answer(self):
        """Makes codes "for later" with each request, and never uses one."""
        if len(codes) < MOST_CODES:
            codes.extend(f"spare-code-{len(codes) + i:012}" * 2 for i in range(CODES_PER_REQUEST))
        content = b'{"status": 404, "title": "Only spare codes here."}'
        self.send_response(404)
        self.send_header("Content-Type", "application/problem+json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_DELETE = do_PUT = answer


HTTPServer(("0.0.0.0", int(os.environ["PORT"])), Handler).serve_forever()
