/**
 * The system calls a container of a pod may make; every other one fails with EPERM.
 *
 * Own list, because the engine's default differs by version and lets through io_uring, AF_VSOCK (which is not
 * confined by a network namespace), AIO (one container can use up the host's share), UDP (whose buffers
 * no memory limit counts on cgroup v1) and splice (which moves pages of socket buffers into pipes, where nothing counts
 * them). Node, Python, Java, PHP, .NET, PostgreSQL, MariaDB and Redis run under it.
 */
const allowed = `
  accept accept4 access alarm arch_prctl bind brk capget capset chdir chmod chown clock_getres clock_gettime
  clock_nanosleep close close_range connect copy_file_range creat dup dup2 dup3 epoll_create epoll_create1
  epoll_ctl epoll_pwait epoll_pwait2 epoll_wait eventfd eventfd2 execve execveat exit exit_group faccessat
  faccessat2 fadvise64 fallocate fchdir fchmod fchmodat fchmodat2 fchown fchownat fcntl fdatasync fgetxattr
  flistxattr flock fork fstat fstatfs fsync ftruncate futex futex_waitv futimesat get_robust_list getcpu
  getcwd getdents getdents64 getegid geteuid getgid getgroups getitimer getpeername getpgid getpgrp getpid
  getppid getpriority getrandom getresgid getresuid getrlimit getrusage getsid getsockname getsockopt gettid
  gettimeofday getuid getxattr inotify_add_watch inotify_init inotify_init1 inotify_rm_watch ioctl ioprio_get
  kill landlock_add_rule landlock_create_ruleset landlock_restrict_self lchown lgetxattr link linkat listen
  listxattr llistxattr lseek lstat madvise membarrier memfd_create mincore mkdir mkdirat mknod mknodat mlock
  mmap mprotect mremap msync munlock munmap nanosleep newfstatat open openat openat2 pause pidfd_open
  pidfd_send_signal pipe pipe2 poll ppoll prctl pread64 preadv preadv2 prlimit64 pselect6 pwrite64 pwritev
  pwritev2 read readahead readlink readlinkat readv recvfrom recvmmsg recvmsg rename renameat renameat2
  restart_syscall rmdir rseq rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn
  rt_sigsuspend rt_sigtimedwait rt_tgsigqueueinfo sched_get_priority_max sched_get_priority_min
  sched_getaffinity sched_getparam sched_getscheduler sched_setaffinity sched_setparam sched_setscheduler
  sched_yield select semctl semget semop semtimedop sendfile sendmmsg sendmsg sendto set_robust_list
  set_tid_address setgid setgroups setitimer setpgid setpriority setresgid setresuid setrlimit setsid setuid
  shmat shmctl shmdt shmget shutdown sigaltstack signalfd signalfd4 socketpair stat statfs statx
  symlink symlinkat sync sync_file_range syncfs sysinfo tgkill time timer_create timer_delete
  timer_getoverrun timer_gettime timer_settime timerfd_create timerfd_gettime timerfd_settime times tkill
  truncate umask uname unlink unlinkat utime utimensat utimes vfork wait4 waitid write writev
`

const allow = (name: string, ...args: [index: number, op: string, value: number, valueTwo?: number][]) => ({
  names: [name],
  action: 'SCMP_ACT_ALLOW',
  args: args.map(([index, op, value, valueTwo]) => ({ index, op: `SCMP_CMP_${op}`, value, valueTwo })),
})

const family = { unix: 1, inet: 2, inet6: 10, netlink: 16 }
const namespaceFlags = 0x7e020000
/** `socket(family, SOCK_STREAM | flags, TCP)`: no UDP, no raw sockets, no MPTCP. */
const stream = (of: number) => allow('socket', [0, 'EQ', of], [1, 'MASKED_EQ', 15, 1], [2, 'LE', 6])

/**
 * The options of sockets that a program may set, by level: those of plain servers and clients. Among the others are the
 * sizes of buffers, time stamps of what was sent (they pile up on a queue that no table shows), filters (their code
 * uses up a share that all containers of the host have in common) and keys of TCP: kernel memory that no cgroup counts.
 * By equality alone: the kernel reads 32 of the 64 bits that are compared here, so that "not 7" would let 7 pass with a
 * bit above.
 */
const socketOptions: readonly (readonly [level: number, options: readonly number[]])[] = [
  // SOL_SOCKET: REUSEADDR, BROADCAST, KEEPALIVE, OOBINLINE, PRIORITY, LINGER, REUSEPORT, PASSCRED, RCVLOWAT, time
  // limits.
  [1, [2, 6, 9, 10, 12, 13, 15, 16, 18, 19, 20, 21, 66, 67]],
  // TCP: NODELAY, MAXSEG, CORK, KEEP*, SYNCNT, LINGER2, DEFER_ACCEPT, WINDOW_CLAMP, QUICKACK, CONGESTION,
  // USER_TIMEOUT, FASTOPEN, NOTSENT_LOWAT.
  [6, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 18, 23, 25, 30]],
]
const ipLevels = [0, 41]

const makeProfile = (networkSockets: readonly object[]) =>
  JSON.stringify({
    defaultAction: 'SCMP_ACT_ERRNO',
    archMap: [{ architecture: 'SCMP_ARCH_X86_64', subArchitectures: [] }],
    syscalls: [
      { names: allowed.trim().split(/\s+/), action: 'SCMP_ACT_ALLOW' },
      // clone3 hides its flags behind a pointer: answered ENOSYS, so that the C library falls back to clone.
      { names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: 38 },
      allow('clone', [0, 'MASKED_EQ', namespaceFlags, 0]),
      allow('socket', [0, 'EQ', family.unix]),
      ...networkSockets,
      ...socketOptions.flatMap(([level, options]) =>
        options.map((option) => allow('setsockopt', [1, 'EQ', level], [2, 'EQ', option])),
      ),
      ...ipLevels.map((level) => allow('setsockopt', [1, 'EQ', level])),
    ],
  })

/** The profile as the engine's API takes it: the text itself, since a path passes `create` and fails at `start`. */
export const seccompProfile = makeProfile([
  stream(family.inet),
  stream(family.inet6),
  allow('socket', [0, 'EQ', family.netlink], [2, 'EQ', 0]),
])

/** EAFNOSUPPORT. */
const refuseSocket = (of: number) => ({ ...allow('socket', [0, 'EQ', of]), action: 'SCMP_ACT_ERRNO', errnoRet: 97 })

/**
 * For containers with a network of their own, which nobody watches: unix sockets only, whose memory counts as theirs.
 * The others fail as they do in a kernel that was built without them, which some tools expect: Java lists no network
 * interface then, and throws for EPERM.
 */
export const unixOnlyProfile = makeProfile([
  refuseSocket(family.inet),
  refuseSocket(family.inet6),
  refuseSocket(family.netlink),
])
