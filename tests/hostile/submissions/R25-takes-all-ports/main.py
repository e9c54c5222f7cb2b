import os
import socket
import time

import service

processes = 40
finished, finish = os.pipe()


def hold_ports(share):
    held = []
    for port in range(32768 + share, 61000, processes):
        held.append(socket.socket())
        held[-1].bind(("0.0.0.0", port))
    os.write(finish, b".")
    time.sleep(3600)


for share in range(processes):
    if os.fork() == 0:
        hold_ports(share)

taken = 0
while taken < processes:
    taken += len(os.read(finished, processes))

service.query = lambda *_: []  # it has left itself no port to reach the database from
service.serve()
