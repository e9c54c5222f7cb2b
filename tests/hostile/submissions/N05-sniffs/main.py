import socket

from probing import attempt
from service import route, serve


@route("/probe")
def probe():
    every_protocol = socket.htons(3)
    kinds = {
        "packets": (socket.AF_PACKET, socket.SOCK_RAW, every_protocol),
        "packets without header": (socket.AF_PACKET, socket.SOCK_DGRAM, every_protocol),
        "raw tcp": (socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP),
        "raw icmp": (socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP),
        "ping": (socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP),
        "raw tcp 6": (socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_TCP),
        "socket diagnosis": (socket.AF_NETLINK, socket.SOCK_RAW, 4),
    }
    return attempt({name: lambda kind=kind: socket.socket(*kind) for name, kind in kinds.items()})


serve()
