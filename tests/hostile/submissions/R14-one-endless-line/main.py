import os

from service import route, serve


@route("/attack")
def print_one_line():
    while True:
        os.write(2, b"\0\x1b[2J\xff" * 16384)


serve()
