import socket

from probing import attempt
from service import route, serve


def connect(cid, kind=socket.SOCK_STREAM):
    def open_connection():
        with socket.socket(socket.AF_VSOCK, kind) as connection:
            connection.settimeout(1)
            connection.connect((cid, 2375))
    return open_connection


@route("/probe")
def probe():
    return attempt({"host": connect(2), "hypervisor": connect(0), "itself": connect(1), "datagram": connect(2, socket.SOCK_DGRAM)})


serve()
