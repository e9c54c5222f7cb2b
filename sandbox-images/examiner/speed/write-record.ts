import { createHash } from 'node:crypto'
import type { SentRequest } from '../kit/http/encode-request.js'
import type { RequestKind } from '../kit/register.js'
import type { PlannedRequest } from '../kit/author-types.js'
import type { WholeAnswer } from '../load/run-load.js'
import type { TrialRequest } from './plan-trial.js'

/** Things kept beyond the end of a trial: those written last, and a sample of all others. */
const most = { recent: 40, sample: 60 }

/** Of the answer to a write, headers included: a trial has up to 2000 of them. */
const longestAnswer = 32 * 1024

/** Methods that only read. */
const reading = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

/** Times of one clock; where no right answer came, `answer` is null and `answeredMs` when it was given up. */
export interface Write {
  name: string
  asked: PlannedRequest
  method: string
  path: string
  sentMs: number
  answeredMs: number
  answer: WholeAnswer | null
}

type Kind = Pick<RequestKind, 'name' | 'writes'>

/** A trial under way. */
export interface TrialRecord {
  /** A right answer came. */
  acknowledge(index: number, answer: WholeAnswer): void
  /** The answer was wrong, or none came in time. */
  giveUp(index: number): void
  end(): void
}

export interface WriteRecord {
  /**
   * `trial`: as `planTrial` made it, about to begin. No request goes out before it is due: taken for the time it was
   * sent, that is only too mild.
   */
  beginTrial(
    trial: {
      pair: number
      planned: readonly Pick<TrialRequest, 'kind' | 'asked' | 'request'>[]
      dueMs: readonly number[]
    },
    now?: () => number,
  ): TrialRecord
  /**
   * Of each thing the writes that may be what is left of it, the latest first. Only things of which one was
   * acknowledged.
   */
  list(): Write[][]
  /** Why there is no record, by the service's own doing; `null` where there is one. */
  readonly problem: string | null
}

/**
 * What a service acknowledged, and must still have after it was killed.
 *
 * A write is replaced by a later one to the same thing if that was sent after this one was answered. Of writes that
 * overlap nobody knows the order, so either may be what is left. One without a right answer may take effect until it
 * was given up, at the end of its trial at the latest: were it longer, one refused request would free a service from
 * every later write to the same thing.
 *
 * Of all things written, the record keeps those written last (what a service puts off is lost there) and a sample by
 * the run's seed. It drops nothing within a trial, so a thing that comes back later has no older write under way.
 */
export function createWriteRecord(
  seed: string,
  kinds: readonly Kind[],
  limits: { recent: number; sample: number } = most,
): WriteRecord {
  const kindsByName = new Map(kinds.map((kind) => [kind.name, kind]))
  /** By thing, the one written last at the end. */
  const entries = new Map<string, { rank: string; writes: Write[] }>()
  let problem: string | null = null

  function add(write: Write, thing: string): void {
    const { rank, writes } = entries.get(thing) ?? { rank: rankOf(seed, thing), writes: [] }
    entries.delete(thing)
    entries.set(thing, { rank, writes: dropReplaced([...writes, write]) })
  }

  function dropSurplus(): void {
    for (const [thing, { writes }] of entries) if (!writes.some(isAcknowledged)) entries.delete(thing)
    const older = [...entries].slice(0, -limits.recent)
    older.sort(([, one], [, other]) => (one.rank < other.rank ? -1 : 1))
    for (const [thing] of older.slice(limits.sample)) entries.delete(thing)
  }

  return {
    beginTrial({ pair, planned, dueMs }, now = () => performance.now()) {
      const startedMs = now()
      const answered = new Map<number, Pick<Write, 'answer' | 'answeredMs'>>()
      return {
        acknowledge(index, answer) {
          const { kind, request } = planned[index] as TrialRequest
          if (!mayWrite(kindsByName.get(kind) as Kind, request)) return
          if (sizeOf(answer) > longestAnswer) {
            problem ??= `Your service responded to ${request.method} ${request.path} with more than ${longestAnswer / 1024} KB: a response to a write must be shorter.`
          }
          if (problem === null) answered.set(index, { answer, answeredMs: now() })
        },
        giveUp(index) {
          answered.set(index, { answer: null, answeredMs: now() })
        },
        end() {
          for (const [index, { kind: name, asked, request }] of planned.entries()) {
            const kind = kindsByName.get(name) as Kind
            if (!mayWrite(kind, request)) continue
            const { answer, answeredMs } = answered.get(index) ?? { answer: null, answeredMs: now() }
            const { method, path } = request
            const sentMs = startedMs + (dueMs[index] ?? 0)
            add(
              { name, asked, method, path, sentMs, answeredMs, answer },
              nameThing(kind, { asked, method, path }, `POST ${pair}/${index}`),
            )
          }
          dropSurplus()
        },
      }
    },
    list: () => [...entries.values()].map(({ writes }) => [...writes].reverse()),
    get problem() {
      return problem
    },
  }
}

const isAcknowledged = ({ answer }: Write): boolean => answer !== null

const dropReplaced = (writes: readonly Write[]): Write[] =>
  writes.filter(({ answeredMs }) => !writes.some((later) => isAcknowledged(later) && later.sentMs > answeredMs))

const sizeOf = ({ headers, body }: WholeAnswer): number => body.length + JSON.stringify(headers).length

/** A thing keeps its rank, so what is in a later sample was in all earlier ones. */
const rankOf = (seed: string, thing: string): string => createHash('sha256').update(`${seed}/${thing}`).digest('hex')

const mayWrite = ({ writes }: Kind, { method }: Pick<SentRequest, 'method'>): boolean =>
  writes !== false && (writes !== undefined || !reading.has(method))

/**
 * What an author does not name follows from the method: each POST makes a thing of its own (`alone`), any other method
 * changes what is at its path. The answer has no part in it: a service that chose the name could have all writes
 * replace each other.
 */
function nameThing(
  { writes }: Kind,
  { asked, method, path }: Pick<Write, 'asked' | 'method' | 'path'>,
  alone: string,
): string {
  if (writes) return String(writes(asked))
  return method === 'POST' ? alone : (path.split('?', 1)[0] ?? '')
}
