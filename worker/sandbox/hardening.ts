import type { ContainerCreateOptions, HostConfig, MountSettings } from 'dockerode'

/** What one container of a pod may use. */
export interface ContainerLimits {
  cpus: number
  /** Cores it may run on, as `2` or `2-3`; any where absent. */
  cores?: string
  memoryMb: number
  pids: number
  /** Size of the container's own /tmp. */
  tmpMb: number
  /** Seconds after which PID 1 kills everything, even while the engine's daemon is away. */
  lifetimeSeconds: number
}

export interface ContainerPlan {
  image: string
  name?: string
  uid: number
  labels: Record<string, string>
  /** A container id to share the network namespace of, or `none`. */
  network: { joins: string } | 'none'
  command: readonly string[]
  env: Readonly<Record<string, string>>
  workingDir: string
  mounts: readonly MountSettings[]
  limits: ContainerLimits
  takesInput: boolean
  sysctls?: Record<string, string>
}

const mib = 1024 * 1024

/** The engine's own list is replaced when one is given, so it is repeated; the second line is ours. */
const maskedPaths = [
  '/proc/asound',
  '/proc/acpi',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/proc/sched_debug',
  '/proc/scsi',
  '/sys/firmware',
  '/sys/devices/virtual/powercap',
  '/proc/cmdline',
  '/proc/config.gz',
  '/proc/kallsyms',
  '/proc/pressure',
  '/proc/interrupts',
  '/proc/diskstats',
  '/proc/key-users',
  '/sys/block',
]

const ulimit = (Name: string, limit: number) => ({ Name, Soft: limit, Hard: limit })

/** Not `nproc`: it counts the UID on the whole host. Processes are held by the pids limit. */
const ulimits = [
  ulimit('nofile', 1024),
  ulimit('core', 0),
  ulimit('fsize', 64 * mib),
  ulimit('msgqueue', 0),
  ulimit('memlock', 65_536),
  ulimit('sigpending', 256),
]

/**
 * Create options of a pod's container, every one of them hardened the same way. PID 1 is `timeout -s KILL`: signals
 * from inside the container cannot touch PID 1, so the deadline holds against the program and without the daemon.
 */
export function hardenedOptions(plan: ContainerPlan): ContainerCreateOptions {
  const { limits } = plan
  return {
    ...(plan.name === undefined ? {} : { name: plan.name }),
    Image: plan.image,
    Entrypoint: [],
    Cmd: ['timeout', '-s', 'KILL', String(limits.lifetimeSeconds), ...plan.command],
    User: `${plan.uid}:${plan.uid}`,
    WorkingDir: plan.workingDir,
    Env: Object.entries(plan.env).map(([name, value]) => `${name}=${value}`),
    Labels: plan.labels,
    Tty: false,
    AttachStdin: plan.takesInput,
    OpenStdin: plan.takesInput,
    StdinOnce: plan.takesInput,
    StopTimeout: 1,
    HostConfig: {
      NetworkMode: plan.network === 'none' ? 'none' : `container:${plan.network.joins}`,
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges', `seccomp=${plan.network === 'none' ? unixOnlyProfile : seccompProfile}`],
      CgroupnsMode: 'private',
      IpcMode: 'private',
      Memory: limits.memoryMb * mib,
      MemorySwap: limits.memoryMb * mib,
      NanoCpus: Math.round(limits.cpus * 1e9),
      ...(limits.cores === undefined ? {} : { CpusetCpus: limits.cores }),
      PidsLimit: limits.pids,
      OomScoreAdj: 500,
      Ulimits: ulimits,
      ShmSize: 8 * mib,
      // Without nr_inodes, empty files alone could use up the memory.
      Tmpfs: { '/tmp': `rw,nosuid,nodev,noexec,size=${limits.tmpMb}m,nr_inodes=4096,mode=1777` },
      Mounts: [...plan.mounts],
      MaskedPaths: maskedPaths,
      // json-file would let a program fill the host's disk; output is read by attach, with a cap.
      LogConfig: { Type: 'none', Config: {} },
      AutoRemove: false,
      ...(plan.sysctls === undefined ? {} : { Sysctls: plan.sysctls }),
    } as HostConfig, // the types lack CgroupnsMode, which the engine has had since API 1.41
  }
}

/**
 * The system calls a container of a pod may make; every other one fails with EPERM.
 *
 * Own list, because the engine's default differs by version and lets through io_uring, AF_VSOCK (which is not
 * confined by a network namespace), AIO (one container can use up the host's share), UDP (whose buffers
 * no memory limit counts on cgroup v1) and splice (which moves pages of socket buffers into pipes, where nothing counts
 * them). Node, Python, Java, PHP, .NET, Ruby, PostgreSQL, MariaDB and Redis run under it.
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
