import os
import time

from service import route, serve


@route("/attack")
def leave_a_daemon():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(3600)
        os._exit(0)
    os._exit(0)


serve()
