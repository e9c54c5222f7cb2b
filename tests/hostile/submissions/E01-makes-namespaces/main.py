import os

from probing import attempt, call
from service import route, serve

namespaces = {"time": 0x80, "mount": 0x20000, "cgroup": 0x2000000, "uts": 0x4000000, "ipc": 0x8000000, "user": 0x10000000, "pid": 0x20000000, "net": 0x40000000}
unshare, setns, clone, clone3, mount, umount, pivot_root, chroot = 272, 308, 56, 435, 165, 166, 155, 161
fsopen, open_tree, move_mount, mount_setattr = 430, 428, 429, 442


def enter(name):
    descriptor = os.open(f"/proc/self/ns/{name}", os.O_RDONLY)
    return lambda: call(setns, descriptor, 0)


@route("/probe")
def probe():
    deeds = {f"unshare {name}": lambda flag=flag: call(unshare, flag) for name, flag in namespaces.items()}
    deeds |= {f"clone {name}": lambda flag=flag: call(clone, flag | 17, 0, 0, 0, 0) or os._exit(0) for name, flag in namespaces.items() if name != "time"}
    deeds |= {f"enter {name}": enter(name) for name in ["net", "mnt", "user"]}
    deeds |= {
        "clone3": lambda: call(clone3, 0, 0),
        "mount": lambda: call(mount, b"proc", b"/tmp", b"proc", 0, 0),
        "umount": lambda: call(umount, b"/app", 0),
        "pivot_root": lambda: call(pivot_root, b"/tmp", b"/tmp"),
        "chroot": lambda: call(chroot, b"/tmp"),
        "fsopen": lambda: call(fsopen, b"tmpfs", 0),
        "open_tree": lambda: call(open_tree, -100, b"/", 1),
        "move_mount": lambda: call(move_mount, -100, b"/", -100, b"/tmp", 0),
        "mount_setattr": lambda: call(mount_setattr, -100, b"/app", 0, 0, 0),
    }
    return attempt(deeds)


serve()
