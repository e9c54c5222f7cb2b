import os

from service import route, serve


@route("/attack")
def let_a_child_take_a_gigabyte():
    if os.fork() == 0:
        with open("/proc/self/oom_score_adj", "w") as adjustment:
            adjustment.write("1000")
        hoard = bytearray(b"x") * (1 << 30)
        os._exit(len(hoard) % 2)
    return os.wait()[1]


serve()
