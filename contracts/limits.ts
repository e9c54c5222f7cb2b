import { Type, type Static } from 'typebox'

const whole = (minimum: number, maximum: number, description: string) =>
  Type.Optional(Type.Integer({ minimum, maximum, description }))

/** What an exercise may ask for. Absent keys take their value from `defaultLimits`. */
export const LimitsSchema = Type.Object(
  {
    cpus: Type.Optional(Type.Number({ minimum: 0.25, maximum: 4, description: 'CPU cores of the subject' })),
    memoryMb: whole(64, 4096, 'memory of the subject, swap included'),
    pids: whole(16, 1024, 'processes and threads of the subject'),
    diskMb: whole(1, 1024, 'size of /data, held in memory and charged to the subject'),
    outputMb: whole(1, 64, 'bytes the subject may print before it is stopped'),
    buildMemoryMb: whole(128, 4096, 'memory of the build'),
    buildSeconds: whole(5, 900, 'time for the build'),
    startSeconds: whole(2, 300, 'time from start to the first HTTP response'),
    checkSeconds: whole(5, 1800, 'time for all hidden tests together'),
    speedSeconds: whole(30, 1800, 'time for all trials of the speed check together'),
    suiteSeconds: whole(2, 300, 'time for one run of a learner’s suite against one service'),
  },
  { additionalProperties: false },
)

export type Limits = Required<Static<typeof LimitsSchema>>

export const defaultLimits: Limits = {
  cpus: 1,
  memoryMb: 512,
  pids: 256,
  diskMb: 256,
  outputMb: 8,
  buildMemoryMb: 1024,
  buildSeconds: 120,
  startSeconds: 20,
  checkSeconds: 120,
  speedSeconds: 300,
  suiteSeconds: 20,
}

/** What limit a run can break. */
export const limitKinds = ['time', 'memory', 'pids', 'disk', 'output'] as const
export type LimitKind = (typeof limitKinds)[number]

/** What an upload may hold. The same for every exercise, so that it can be refused before anything is stored. */
export interface UploadLimits {
  uploadBytes: number
  inflatedBytes: number
  files: number
  depth: number
  segmentLength: number
  pathLength: number
}

/** What may arrive with what is left out, which counts for nothing else: reading it takes time all the same. */
export const arrivalLimits = {
  bytes: 100 * 1024 * 1024,
  inflatedBytes: 400 * 1024 * 1024,
  entries: 40_000,
} as const

export const uploadLimits: UploadLimits = {
  uploadBytes: 20 * 1024 * 1024,
  inflatedBytes: 50 * 1024 * 1024,
  files: 2000,
  depth: 32,
  segmentLength: 120,
  pathLength: 400,
}
