import { setTimeout as wait } from 'node:timers/promises'

/** What the engine can be told to do to something that may end, or be removed by somebody else, at any moment. */
export type EngineCall =
  'start' | 'wait' | 'kill' | 'stop' | 'pause' | 'unpause' | 'update' | 'remove' | 'remove volume' | 'remove image'

/**
 * `harmless`: what was asked for holds already, or no longer matters. `retry`: it holds in a moment, or the engine says
 * why not. `fault`: everything else, unknown answers included.
 */
export type Meaning = 'harmless' | 'retry' | 'fault'

interface Row {
  calls: readonly EngineCall[] | 'all'
  /** HTTP status; any where absent, since engines differ in the status that they give the same answer. */
  status?: number
  message?: RegExp
  meaning: 'harmless' | 'retry'
}

const onRunning = ['kill', 'stop', 'pause', 'unpause'] as const

/**
 * Answers as Docker 20.10 to 28, with runc 1.1 to 1.2, give them. The first row that fits decides. A program can end at
 * any moment: the engine may then pass on what runc says before it knows of the end itself, so most of that is worth a
 * retry.
 */
const rows: readonly Row[] = [
  // It is as asked.
  { calls: ['start', 'stop'], status: 304, meaning: 'harmless' },
  { calls: ['pause'], message: /is already paused/, meaning: 'harmless' },
  { calls: ['unpause'], message: /is not paused/, meaning: 'harmless' },
  { calls: [...onRunning, 'update', 'remove', 'remove volume', 'remove image'], status: 404, meaning: 'harmless' },
  {
    calls: ['kill', 'stop', 'update', 'remove'],
    message: /removal of container \S+ is already in progress|is marked for removal/,
    meaning: 'harmless',
  },
  // Not removed yet: the engine wanted to kill it first, and it ended by itself, or takes its time.
  {
    calls: ['remove'],
    message: /could not kill|did not receive an exit event|is zombie and can not be killed/i,
    meaning: 'retry',
  },
  {
    calls: ['remove'],
    message: /failed to remove root filesystem|unable to remove filesystem|device or resource busy/,
    meaning: 'retry',
  },
  // It ended, and the engine knows.
  { calls: [...onRunning, 'update'], status: 409, message: /is not running/, meaning: 'harmless' },
  { calls: ['kill', 'stop'], message: /process already finished|no such process/, meaning: 'harmless' },
  // It ends, and the engine does not know yet.
  {
    calls: [...onRunning, 'update'],
    message: /container not running|a (stopped|deleted) (container|process)|process already finished|no such process/,
    meaning: 'retry',
  },
  {
    calls: [...onRunning, 'update'],
    message: /no such file or directory|no such device|ttrpc: closed/,
    meaning: 'retry',
  },
  // On cgroup v1 processes may not stand still in time on a busy machine: runc gives up, and undoes what it did.
  { calls: ['pause', 'unpause', 'update'], message: /unable to freeze|device or resource busy/, meaning: 'retry' },
  {
    calls: ['kill', 'stop'],
    message: /did not receive an exit event|is zombie and can not be killed/i,
    meaning: 'retry',
  },
  { calls: [...onRunning, 'update'], status: 409, message: /is restarting/, meaning: 'retry' },
  // A container that uses it is being removed, and the engine may take its time.
  { calls: ['remove volume'], status: 409, message: /volume is in use/, meaning: 'retry' },
  {
    calls: ['remove image'],
    status: 409,
    message: /unable to (delete|remove)|is (being )?used by|has dependent child/,
    meaning: 'harmless',
  },
  // The engine was busy, or its connection broke off: whether it did as told, the next answer shows.
  { calls: 'all', message: /context (deadline exceeded|canceled)|socket hang up|ECONNRESET|EPIPE/, meaning: 'retry' },
]

/** What an error of the engine's means. Pure. */
export function readAnswer(call: EngineCall, error: unknown): Meaning {
  const { statusCode, message = '' } = error as { statusCode?: number; message?: string }
  const fits = ({ calls, status, message: wanted }: Row) =>
    (calls === 'all' || calls.includes(call)) &&
    (status === undefined || status === statusCode) &&
    (wanted === undefined || wanted.test(message))
  return rows.find(fits)?.meaning ?? 'fault'
}

const attempts = 6
const betweenAttemptsMs = 100

/**
 * Tells the engine to do something, several times where its answer asks for that. `undefined`: there was nothing to do.
 * Throws the engine's last error when it is a fault, or did not go away within two seconds.
 */
export async function callEngine<T>(call: EngineCall, act: () => Promise<T>): Promise<T | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act()
    } catch (error) {
      const meaning = readAnswer(call, error)
      if (meaning === 'harmless') return undefined
      if (meaning === 'fault' || attempt === attempts) throw error
      await wait(attempt * betweenAttemptsMs)
    }
  }
}
