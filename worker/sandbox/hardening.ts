import type { ContainerCreateOptions, HostConfig, MountSettings } from 'dockerode'
import { seccompProfile, unixOnlyProfile } from './seccomp.js'

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
