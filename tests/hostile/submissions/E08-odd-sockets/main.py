import socket

from probing import attempt
from service import route, serve

stream, datagram, raw, seqpacket = 1, 2, 3, 5
kinds = {
    "vsock": (40, stream, 0), "alg": (38, seqpacket, 0), "xdp": (44, raw, 0), "packet": (17, raw, 0), "key": (15, raw, 2),
    "bluetooth": (31, raw, 0), "can": (29, raw, 1), "tipc": (30, datagram, 0), "rds": (21, seqpacket, 0), "smc": (43, stream, 0),
    "qipcrtr": (42, datagram, 0), "rxrpc": (33, datagram, 2), "nfc": (39, seqpacket, 0), "pppox": (24, datagram, 0),
    "llc": (26, datagram, 0), "phonet": (35, datagram, 0), "ieee802154": (36, datagram, 0), "kcm": (41, seqpacket, 0),
    "udp": (2, datagram, 17), "udp 6": (10, datagram, 17), "udplite": (2, datagram, 136), "sctp": (2, stream, 132),
    "mptcp": (2, stream, 262), "mptcp 6": (10, stream, 262), "dccp": (2, 6, 33), "audit": (16, raw, 9), "connector": (16, raw, 11),
    "uevents": (16, datagram, 15), "netfilter": (16, raw, 12), "generic netlink": (16, raw, 16), "xfrm": (16, raw, 6),
}


def set_buffer(option):
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, option, 1 << 26)


@route("/probe")
def probe():
    deeds = {name: lambda kind=kind: socket.socket(*kind) for name, kind in kinds.items()}
    deeds |= {"send buffer": lambda: set_buffer(socket.SO_SNDBUF), "receive buffer": lambda: set_buffer(socket.SO_RCVBUF)}
    return attempt(deeds)


serve()
