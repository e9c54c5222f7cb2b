import os
import socket
import time

from service import route, serve

CHILDREN = 4
CONNECTIONS = 900


def fill(address):
    """Fills what a connection holds on both sides, without a call that sizes it, and stays."""
    kept = []
    for _ in range(CONNECTIONS):
        sender = socket.socket()
        sender.setblocking(False)
        sender.connect_ex(address)
        kept.append(sender)
    while True:
        moved = 0
        for sender in kept:
            try:
                moved += sender.send(b"x" * 65536)
            except OSError:
                pass
        if not moved:
            time.sleep(0.1)


@route("/attack")
def hoard_connections():
    listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
    for _ in range(CHILDREN):
        if os.fork() == 0:
            fill(listener.getsockname())
    time.sleep(20)
    return "held"


serve()
