import ctypes
import os

from service import route, serve

libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
libc.shmat.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_int]
megabyte = 1 << 20
kept = []


@route("/attack")
def hoard_shared_memory():
    for _ in range(40):
        segment = libc.shmget(0, 4 * megabyte, 0o1600)
        address = libc.shmat(segment, None, 0)
        ctypes.memset(address, 1, 4 * megabyte)
        kept.append(os.memfd_create("hoard"))
        os.write(kept[-1], b"x" * (4 * megabyte))
    return len(kept)


serve()
