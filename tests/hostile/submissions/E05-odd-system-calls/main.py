import ctypes

from probing import attempt, call
from service import route, serve

calls = {
    "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "io_setup": 206, "keyctl": 250, "add_key": 248,
    "request_key": 249, "bpf": 321, "perf_event_open": 298, "userfaultfd": 323, "ptrace": 101, "process_vm_readv": 310,
    "process_vm_writev": 311, "pidfd_getfd": 438, "kcmp": 312, "name_to_handle_at": 303, "open_by_handle_at": 304,
    "init_module": 175, "finit_module": 313, "delete_module": 176, "kexec_load": 246, "kexec_file_load": 320, "reboot": 169,
    "swapon": 167, "acct": 163, "quotactl": 179, "syslog": 103, "settimeofday": 164, "clock_settime": 227, "adjtimex": 159,
    "sethostname": 170, "iopl": 172, "ioperm": 173, "personality": 135, "fanotify_init": 300, "mbind": 237, "move_pages": 279,
    "vmsplice": 278, "mq_open": 240, "memfd_secret": 447, "lookup_dcookie": 212, "modify_ldt": 154,
}


@route("/probe")
def probe():
    structure = ctypes.create_string_buffer(256)
    return attempt({name: lambda number=number: call(number, 8, structure, 0, 0, 0, 0) for name, number in calls.items()})


serve()
