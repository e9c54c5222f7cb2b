import ctypes
import os
import subprocess

from probing import attempt, call
from service import route, serve

programs = ["/bin/su", "/bin/mount", "/bin/umount", "/usr/bin/newgrp", "/usr/bin/passwd", "/usr/bin/chsh", "/usr/bin/gpasswd"]
capset, prctl, setuid_calls = 126, 157, {"setuid": 105, "setgid": 106, "setfsuid": 122, "chown to root": 92}


def run(program):
    """A setuid program shows by its effective UID whether it got more than its caller."""
    child = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with open(f"/proc/{child.pid}/status") as status:
            uids = next(line.split()[1:] for line in status if line.startswith("Uid:"))
    finally:
        child.kill()
        child.wait()
    if set(uids) == {str(os.getuid())}:
        raise PermissionError


def plant_setuid():
    with open("/data/shell", "wb") as copy, open("/bin/sh", "rb") as shell:
        copy.write(shell.read())
    os.chmod("/data/shell", 0o6755)
    run("/data/shell")


@route("/probe")
def probe():
    deeds = {program: lambda program=program: run(program) for program in programs}
    deeds |= {"setuid": lambda: os.setuid(0), "setgid": lambda: os.setgid(0), "setgroups": lambda: os.setgroups([0])}
    deeds |= {"become the examiner": lambda: os.setuid(os.getuid() + 8), "plant": plant_setuid, "chown": lambda: os.chown("/data", 0, 0)}
    header = ctypes.create_string_buffer((0x20080522).to_bytes(4, "little") + bytes(4))
    deeds["capset"] = lambda: call(capset, header, b"\xff" * 24)
    deeds["device"] = lambda: os.mknod("/data/disk", 0o60666, os.makedev(8, 0))
    deeds["raise priority"] = lambda: os.setpriority(os.PRIO_PROCESS, 0, -20)
    return attempt(deeds)


serve()
