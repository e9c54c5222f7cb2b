import socket

from probing import attempt
from service import route, serve


def share(host, port):
    def bind():
        with socket.socket() as thief:
            thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            thief.bind((host, port))
            thief.listen()
    return bind


@route("/probe")
def probe():
    hosts = ["127.0.0.1", "0.0.0.0", ""]
    return attempt({f"{host} {port}": share(host, port) for host in hosts for port in [5432, 6379]})


serve()
