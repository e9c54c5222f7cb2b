import os

from service import route, serve


@route("/attack")
def print_without_end():
    while True:
        os.write(1, b"\n" * 65536)


serve()
