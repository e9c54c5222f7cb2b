import os
import signal

from service import route, serve


@route("/attack")
def look_killed_for_memory():
    os.kill(os.getpid(), signal.SIGKILL)


serve()
