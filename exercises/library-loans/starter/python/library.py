import os

import requests

BASE = os.environ.get("BASE_URL", "http://127.0.0.1:8080")


def send(method, path, json=None, headers=None):
    """Sends a request and gives the answer, as `requests` has it."""
    return requests.request(method, BASE + path, json=json, headers=headers, timeout=5)
