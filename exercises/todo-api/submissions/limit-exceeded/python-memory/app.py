import os

from flask import Flask

CHUNK_BYTES = 64 * 1024 * 1024
MOST_CHUNKS = 40  # So that it does no harm where memory is not limited.

app = Flask(__name__)
cache = []


@app.errorhandler(404)
@app.errorhandler(405)
def remember(error):
    """A cache without an end: every request adds to it."""
    if len(cache) < MOST_CHUNKS:
        cache.append(b"x" * CHUNK_BYTES)
    return {"status": 404, "title": "Only a cache here.", "chunks": len(cache)}, 404, {"Content-Type": "application/problem+json"}


app.run("0.0.0.0", int(os.environ["PORT"]))
