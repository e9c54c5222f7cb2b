import type { Limits } from '../../contracts/limits.js'
import type { ServiceName } from '../../contracts/exercise/manifest.js'
import { type Role, uidOf } from '../../contracts/roles.js'
import type { ContainerPlan } from './hardening.js'
import { label, type PodIdentity } from './labels.js'
import { ownSocketDir, serviceKinds, socketDirOf } from './services.js'
import type { ToolPlan } from './tool.js'
import { heldVolume, volumeName } from './volumes.js'

/**
 * The port a subject must listen on. Below the ephemeral range: there, a client probing a closed port can connect to
 * itself.
 */
export const subjectPort = 8080

/** A program of the learner's: a command line, without a shell unless it names one. */
export interface Program {
  command: readonly string[]
  env: Readonly<Record<string, string>>
}

/** What every member of a pod has in common. */
export interface Members {
  identity: PodIdentity
  services: readonly ServiceName[]
  limits: Limits
  images: Readonly<Record<string, string>>
  language: string
  labels: Record<string, string>
  slot: number
  holderId: string
  examinerPassword: string
  /** Cores for the subject and its services, and others for the examiner; any where absent. */
  cores?: PodCores
}

/** So that load is not generated on the cores that it measures. */
export interface PodCores {
  measured: string
  examiner: string
}

const onCores = (cores: string | undefined) => (cores === undefined ? {} : { cores })

const tmpMb = 32

function member(
  members: Members,
  role: Role,
  image: string,
): Pick<ContainerPlan, 'image' | 'uid' | 'labels' | 'network'> {
  const tag = members.images[image]
  if (tag === undefined) throw new Error(`No image is named ${image}`)
  return {
    image: tag,
    uid: uidOf(members.slot, role),
    labels: { ...members.labels, [label.role]: role },
    network: { joins: members.holderId },
  }
}

/** Builds have no network at all: nobody watches the sockets of theirs. */
export function buildContainer(members: Members, program: Program): ContainerPlan {
  const { limits } = members
  return {
    ...member(members, 'build', members.language),
    network: 'none',
    command: program.command,
    env: { HOME: '/tmp', TMPDIR: '/tmp', ...program.env },
    workingDir: '/app',
    mounts: [heldVolume(volumeName.app(members.identity), '/app', 'read-write')],
    limits: {
      cpus: limits.cpus,
      ...onCores(members.cores?.measured),
      memoryMb: limits.buildMemoryMb,
      pids: limits.pids,
      tmpMb: 128,
      lifetimeSeconds: limits.buildSeconds + graceSeconds,
    },
    takesInput: false,
  }
}

/** How much later than the worker's own timer PID 1 kills a container. */
const graceSeconds = 5

export function subjectContainer(members: Members, program: Program): ContainerPlan {
  const { identity, limits, services } = members
  return {
    ...member(members, 'subject', members.language),
    command: program.command,
    env: {
      PORT: String(subjectPort),
      HOME: '/data',
      TMPDIR: '/tmp',
      ...Object.assign({}, ...services.map((name) => serviceKinds[name].subjectEnv)),
      ...program.env,
    },
    workingDir: '/app',
    mounts: [
      heldVolume(volumeName.app(identity), '/app', 'read-only'),
      heldVolume(volumeName.data(identity), '/data', 'read-write'),
    ],
    limits: {
      cpus: limits.cpus,
      ...onCores(members.cores?.measured),
      memoryMb: limits.memoryMb,
      pids: limits.pids,
      tmpMb,
      lifetimeSeconds: identity.lifetimeSeconds,
    },
    takesInput: false,
  }
}

export function serviceContainer(members: Members, name: ServiceName): ContainerPlan {
  const { identity } = members
  const kind = serviceKinds[name]
  return {
    ...member(members, name, name),
    command: ['/usr/local/bin/serve'],
    env: kind.env(members.examinerPassword),
    workingDir: '/',
    mounts: [
      heldVolume(volumeName.serviceData(identity, name), '/data', 'read-write'),
      heldVolume(volumeName.socket(identity, name), ownSocketDir, 'read-write'),
    ],
    limits: {
      cpus: 1,
      ...onCores(members.cores?.measured),
      memoryMb: kind.memoryMb,
      pids: 64,
      tmpMb: 8,
      lifetimeSeconds: identity.lifetimeSeconds,
    },
    takesInput: false,
  }
}

/** A learner's suite, which runs in a pod where the service of a round is the subject. */
export interface SuiteProgram extends Program {
  /** The name of its image. */
  language: string
  /** The pod that holds its source, and what the build made of it, for as long as all rounds take. */
  heldBy: PodIdentity
  seconds: number
}

/**
 * Reaches the subject over loopback and sees nothing else of it: it has the source of the suite alone, and keeps
 * nothing. It has the analyst's UID, for a pod has never both.
 */
export function suiteContainer(members: Members, suite: SuiteProgram): ContainerPlan {
  const { limits } = members
  return {
    ...member(members, 'analyst', suite.language),
    command: suite.command,
    env: { HOME: '/tmp', TMPDIR: '/tmp', ...suite.env, BASE_URL: `http://127.0.0.1:${subjectPort}` },
    workingDir: '/app',
    mounts: [heldVolume(volumeName.app(suite.heldBy), '/app', 'read-only')],
    limits: {
      cpus: limits.cpus,
      memoryMb: limits.memoryMb,
      pids: limits.pids,
      tmpMb: 64,
      lifetimeSeconds: suite.seconds + graceSeconds,
    },
    takesInput: false,
  }
}

/** What an examiner does: the hidden tests, or its side of a speed check. */
export type ExaminerProgram = 'main.js' | 'speed.js'

/** Holds the hidden tests. It gets no volume but the sockets of the services, and everything else through its input. */
export function examinerContainer(members: Members, program: ExaminerProgram = 'main.js'): ContainerPlan {
  const { identity, services } = members
  return {
    ...member(members, 'examiner', 'examiner'),
    command: ['node', `/opt/examiner/dist/sandbox-images/examiner/${program}`],
    env: { HOME: '/tmp', EXAM_FOLDER: '/tmp/exam' },
    workingDir: '/',
    mounts: services.map((name) => heldVolume(volumeName.socket(identity, name), socketDirOf(name), 'read-write')),
    limits: {
      cpus: 1,
      ...onCores(members.cores?.examiner),
      memoryMb: 384,
      pids: 64,
      tmpMb: 64,
      lifetimeSeconds: identity.lifetimeSeconds,
    },
    takesInput: true,
  }
}

/** Reads the source as it was sent, and can reach nothing: not even the loopback of the pod. */
export function toolContainer(
  members: Members,
  { image, command, env, input, memoryMb, seconds }: ToolPlan,
): ContainerPlan {
  return {
    ...member(members, 'analyst', image),
    network: 'none',
    command,
    env: { HOME: '/tmp', TMPDIR: '/tmp', ...env },
    workingDir: '/app',
    mounts: [heldVolume(volumeName.app(members.identity), '/app', 'read-only')],
    limits: { cpus: 1, memoryMb, pids: 128, tmpMb: 128, lifetimeSeconds: seconds + graceSeconds },
    takesInput: input !== undefined,
  }
}
