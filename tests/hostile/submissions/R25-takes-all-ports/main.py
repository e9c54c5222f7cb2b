import os
import socket
import time

from service import route, serve

processes = 40


def hold_ports(share):
    held = []
    for port in range(32768 + share, 61000, processes):
        try:
            held.append(socket.socket())
            held[-1].bind(("0.0.0.0", port))
        except OSError:
            pass
    time.sleep(3600)


@route("/attack")
def take_all_ports():
    for share in range(processes):
        if os.fork() == 0:
            hold_ports(share)
    time.sleep(2)
    return "taken"


serve()
