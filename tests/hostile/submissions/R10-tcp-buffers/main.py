import socket

from service import route, serve

kept = []


@route("/attack")
def fill_socket_buffers():
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    filled = 0
    for _ in range(100):
        sender = socket.create_connection(listener.getsockname())
        kept.extend([sender, listener.accept()[0]])
        try:
            sender.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 26)
        except PermissionError:
            pass
        sender.setblocking(False)
        try:
            while True:
                filled += sender.send(b"x" * 65536)
        except BlockingIOError:
            pass
    print("filled", filled)
    return filled


serve()
