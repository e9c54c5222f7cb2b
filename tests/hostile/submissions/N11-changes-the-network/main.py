import socket
import struct

from probing import attempt
from service import route, serve

paths = """
/etc/hosts /etc/resolv.conf /etc/hostname /etc/passwd /proc/sys/net/ipv4/tcp_rmem /proc/sys/net/ipv4/ip_forward
/proc/sys/net/ipv4/ip_local_port_range /proc/sys/net/core/somaxconn /proc/sys/kernel/core_pattern /proc/sysrq-trigger
/proc/sys/vm/drop_caches /sys/fs/cgroup/pids/pids.max /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max
""".split()


def add_address():
    """RTM_NEWADDR of 127.0.0.9 on the loopback."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as netlink:
        body = struct.pack("=BBBBi", socket.AF_INET, 8, 0, 0, 1) + struct.pack("=HH4s", 8, 2, bytes([127, 0, 0, 9]))
        netlink.send(struct.pack("=IHHII", 16 + len(body), 20, 0x405, 1, 0) + body)
        error = struct.unpack("=i", netlink.recv(4096)[16:20])[0]
        if error:
            raise OSError(-error, "refused")


@route("/probe")
def probe():
    return attempt({**{path: lambda path=path: open(path, "r+b") for path in paths}, "address": add_address})


serve()
