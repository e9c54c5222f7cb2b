import socket

from probing import attempt
from service import route, serve

addresses = """
1.1.1.1:53 8.8.8.8:53 169.254.169.254:80 172.17.0.1:22 172.17.0.1:2375 172.18.0.1:80 192.168.0.1:80 10.0.0.1:80 224.0.0.1:80 255.255.255.255:80
""".split()


def connect(host, port, family=socket.AF_INET):
    def open_connection():
        with socket.socket(family) as connection:
            connection.settimeout(1)
            connection.connect((host, port))
    return open_connection


@route("/probe")
def probe():
    deeds = {address: connect(address.split(":")[0], int(address.split(":")[1])) for address in addresses}
    deeds |= {f"[{host}]": connect(host, 80, socket.AF_INET6) for host in ["::1", "2606:4700:4700::1111", "fe80::1", "ff02::1"]}
    deeds |= {name: lambda name=name: socket.getaddrinfo(name, 80) for name in ["example.com", "host.docker.internal"]}
    deeds["udp"] = lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("8.8.8.8", 53))
    return attempt(deeds)


serve()
