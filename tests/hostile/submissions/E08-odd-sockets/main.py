import ctypes
import os
import socket

from probing import attempt, libc
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


high_bit = 1 << 32
options = {
    "send buffer": (1, 7), "receive buffer": (1, 8), "send buffer by force": (1, 32), "receive buffer by force": (1, 33),
    # The kernel reads the lower half of each.
    "send buffer, level with a high bit": (1 | high_bit, 7), "send buffer with a high bit": (1, 7 | high_bit),
    "receive buffer with a high bit": (1, 8 | high_bit),
    "time stamps": (1, 37), "newer time stamps": (1, 65), "filter": (1, 26), "filter of reuse": (1, 51), "zero copy": (1, 60),
    "reserved memory": (1, 73), "key": (6, 14), "longer key": (6, 32), "other key": (6, 38), "protocol above": (6, 31),
}


def set_option(level, option):
    with socket.socket() as connection:
        value = ctypes.create_string_buffer(256)
        if libc.syscall(54, ctypes.c_long(connection.fileno()), ctypes.c_long(level), ctypes.c_long(option), value, ctypes.c_long(256)):
            if ctypes.get_errno() == 1:
                raise PermissionError


def move_pages():
    first, second = os.pipe(), os.pipe()
    os.write(first[1], b"x")
    os.splice(first[0], second[1], 1)


@route("/probe")
def probe():
    deeds = {name: lambda kind=kind: socket.socket(*kind) for name, kind in kinds.items()}
    deeds |= {name: lambda option=option: set_option(*option) for name, option in options.items()}
    deeds |= {"pages of a pipe": move_pages}
    return attempt(deeds)


serve()
