import socket

from probing import attempt
from service import route, serve


def take(host, port):
    return lambda: socket.socket().bind((host, port))


outcome = attempt({f"{host} {port}": take(host, port) for host in ["127.0.0.1", "0.0.0.0"] for port in [5432, 6379]})


@route("/probe")
def probe():
    return outcome


serve()
