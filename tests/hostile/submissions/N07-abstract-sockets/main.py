import socket

from probing import attempt
from service import route, serve


def connect(address):
    return lambda: socket.socket(socket.AF_UNIX).connect(address)


@route("/probe")
def probe():
    with open("/proc/net/unix") as table:
        names = [row.split()[7] for row in table.read().splitlines()[1:] if len(row.split()) > 7]
    known = ["/run/service/.s.PGSQL.5432", "/run/service/redis.sock", "/var/run/docker.sock", "/run/containerd/containerd.sock"]
    seen = attempt({name: connect(name.replace("@", "\0", 1)) for name in [*known, *names]})
    seen["succeeded"] += [f"there is {name}" for name in names if name.startswith("@")]
    return seen


serve()
