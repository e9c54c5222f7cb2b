import { uidOf, type Role } from '../../../contracts/roles.js'

/** What must hold for one member of the example pod. Volumes by their name after the pod's. */
export interface Posture {
  role: Role
  network: 'none' | 'of the holder'
  memoryMb: number
  pids: number
  cpus: number
  /** Size of /tmp. */
  tmpMb: number
  /** `volume: target` for what it may write to, and for what it may only read. */
  writable: Record<string, string>
  readable: Record<string, string>
  /** Only a program that is told something by the worker has an input. */
  takesInput: boolean
}

const held = (...volumes: string[]) => Object.fromEntries(volumes.map((name) => [name, `/held/POD-${name}`]))

/** The written table: every member of a pod with every service, and all that tells one from another. */
export const postureTable: readonly Posture[] = [
  {
    role: 'holder',
    network: 'none',
    memoryMb: 32,
    pids: 8,
    cpus: 0.5,
    tmpMb: 1,
    takesInput: true,
    readable: {},
    writable: held(
      'app',
      'data',
      'postgres-data',
      'postgres-socket',
      'mariadb-data',
      'mariadb-socket',
      'redis-data',
      'redis-socket',
    ),
  },
  {
    role: 'postgres',
    network: 'of the holder',
    memoryMb: 384,
    pids: 64,
    cpus: 1,
    tmpMb: 8,
    takesInput: false,
    readable: {},
    writable: { 'postgres-data': '/data', 'postgres-socket': '/run/service' },
  },
  {
    role: 'mariadb',
    network: 'of the holder',
    memoryMb: 384,
    pids: 64,
    cpus: 1,
    tmpMb: 8,
    takesInput: false,
    readable: {},
    writable: { 'mariadb-data': '/data', 'mariadb-socket': '/run/service' },
  },
  {
    role: 'redis',
    network: 'of the holder',
    memoryMb: 128,
    pids: 64,
    cpus: 1,
    tmpMb: 8,
    takesInput: false,
    readable: {},
    writable: { 'redis-data': '/data', 'redis-socket': '/run/service' },
  },
  {
    role: 'build',
    network: 'none',
    memoryMb: 200,
    pids: 40,
    cpus: 0.75,
    tmpMb: 128,
    takesInput: false,
    readable: {},
    writable: { app: '/app' },
  },
  {
    role: 'subject',
    network: 'of the holder',
    memoryMb: 160,
    pids: 40,
    cpus: 0.75,
    tmpMb: 32,
    takesInput: false,
    readable: { app: '/app' },
    writable: { data: '/data' },
  },
  {
    role: 'examiner',
    network: 'of the holder',
    memoryMb: 384,
    pids: 64,
    cpus: 1,
    tmpMb: 64,
    takesInput: true,
    readable: {},
    writable: {
      'postgres-socket': '/run/service/postgres',
      'mariadb-socket': '/run/service/mariadb',
      'redis-socket': '/run/service/redis',
    },
  },
]

/** Rows of /proc/<pid>/status of every member. */
export const expectedStatus = (slot: number, role: Role): Record<string, string> => {
  const id = String(uidOf(slot, role))
  const nothing = '0000000000000000'
  const all = [id, id, id, id].join(' ')
  return {
    Uid: all,
    Gid: all,
    Groups: id,
    CapInh: nothing,
    CapPrm: nothing,
    CapEff: nothing,
    CapBnd: nothing,
    CapAmb: nothing,
    NoNewPrivs: '1',
    Seccomp: '2',
  }
}

/** Rows of /proc/<pid>/limits of every member, soft and hard. */
export const expectedLimits: Record<string, string> = {
  'Max open files': '1024 1024',
  'Max core file size': '0 0',
  'Max file size': '67108864 67108864',
  'Max msgqueue size': '0 0',
  'Max locked memory': '65536 65536',
  'Max pending signals': '256 256',
}

/** Size and files of the volumes in memory. */
export const volumeSizes: Record<string, { sizeMb: number; role: Role; mode: string }> = {
  app: { sizeMb: 256, role: 'build', mode: '755' },
  data: { sizeMb: 24, role: 'subject', mode: '700' },
  'postgres-data': { sizeMb: 192, role: 'postgres', mode: '700' },
  'postgres-socket': { sizeMb: 1, role: 'postgres', mode: '777' },
  'mariadb-data': { sizeMb: 192, role: 'mariadb', mode: '700' },
  'mariadb-socket': { sizeMb: 1, role: 'mariadb', mode: '777' },
  'redis-data': { sizeMb: 16, role: 'redis', mode: '700' },
  'redis-socket': { sizeMb: 1, role: 'redis', mode: '777' },
}
