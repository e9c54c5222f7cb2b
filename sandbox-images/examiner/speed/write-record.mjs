import { createHash } from 'node:crypto'

/** Things kept beyond the end of a turn: those written last, and a sample of all others. */
const most = { recent: 40, sample: 60 }

/** Of the answer to a write, headers included: a turn has up to 2000 of them. */
const longestAnswer = 32 * 1024

/** Methods that only read. */
const reading = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

/**
 * What a service acknowledged, and must still have after it was killed.
 *
 * A write is replaced by a later one to the same thing if that was sent after this one was answered. Of writes that
 * overlap nobody knows the order, so either may be what is left. One without a right answer may take effect until it
 * was given up, at the end of its turn at the latest: were it longer, one refused request would free a service from
 * every later write to the same thing.
 *
 * Of all things written, the record keeps those written last (what a service puts off is lost there) and a sample by
 * the run's seed. It drops nothing within a turn, so a thing that comes back later has no older write under way.
 *
 * @typedef {{ name: string, asked: object, method: string, path: string, sentMs: number, answeredMs: number, answer:
 *   object | null }} Write
 *   times of one clock; where no right answer came, `answer` is null and `answeredMs` when it was given up
 * @param {string} seed @param {readonly object[]} kinds the scenario's kinds of request
 * @param {{ recent: number, sample: number }} [limits]
 */
export function createWriteRecord(seed, kinds, limits = most) {
  const kindsByName = new Map(kinds.map((kind) => [kind.name, kind]))
  /** By thing, the one written last at the end. */
  const entries = new Map()
  let problem = null

  function add(write, thing) {
    const { rank, writes } = entries.get(thing) ?? { rank: rankOf(seed, thing), writes: [] }
    entries.delete(thing)
    entries.set(thing, { rank, writes: dropReplaced([...writes, write]) })
  }

  function dropSurplus() {
    for (const [thing, { writes }] of entries) if (!writes.some(isAcknowledged)) entries.delete(thing)
    const older = [...entries].slice(0, -limits.recent)
    older.sort(([, one], [, other]) => (one.rank < other.rank ? -1 : 1))
    for (const [thing] of older.slice(limits.sample)) entries.delete(thing)
  }

  return {
    /**
     * @param {{ pair: number, planned: readonly object[], dueMs: readonly number[] }} turn as `planTurn` made it, about
     *   to
     *   begin. No request goes out before it is due: taken for the time it was sent, that is only too mild.
     */
    beginTurn({ pair, planned, dueMs }, now = () => performance.now()) {
      const startedMs = now()
      const answered = new Map()
      return {
        /** A right answer came. */
        acknowledge(index, answer) {
          const { kind, request } = planned[index]
          if (!mayWrite(kindsByName.get(kind), request)) return
          if (sizeOf(answer) > longestAnswer) {
            problem ??= `Your service responded to ${request.method} ${request.path} with more than ${longestAnswer / 1024} KB: a response to a write must be shorter.`
          }
          if (problem === null) answered.set(index, { answer, answeredMs: now() })
        },
        /** The answer was wrong, or none came in time. */
        giveUp(index) {
          answered.set(index, { answer: null, answeredMs: now() })
        },
        end() {
          for (const [index, { kind: name, asked, request }] of planned.entries()) {
            const kind = kindsByName.get(name)
            if (!mayWrite(kind, request)) continue
            const { answer, answeredMs } = answered.get(index) ?? { answer: null, answeredMs: now() }
            const { method, path } = request
            const sentMs = startedMs + dueMs[index]
            add(
              { name, asked, method, path, sentMs, answeredMs, answer },
              nameThing(kind, { asked, method, path }, `POST ${pair}/${index}`),
            )
          }
          dropSurplus()
        },
      }
    },
    /**
     * Of each thing the writes that may be what is left of it, the latest first. Only things of which one was
     * acknowledged.
     */
    list: () => [...entries.values()].map(({ writes }) => [...writes].reverse()),
    /** Why there is no record, by the service's own doing; `null` where there is one. */
    get problem() {
      return problem
    },
  }
}

const isAcknowledged = ({ answer }) => answer !== null

const dropReplaced = (writes) =>
  writes.filter(({ answeredMs }) => !writes.some((later) => isAcknowledged(later) && later.sentMs > answeredMs))

const sizeOf = ({ headers, body }) => body.length + JSON.stringify(headers).length

/** A thing keeps its rank, so what is in a later sample was in all earlier ones. */
const rankOf = (seed, thing) => createHash('sha256').update(`${seed}/${thing}`).digest('hex')

const mayWrite = ({ writes }, { method }) => writes !== false && (writes !== undefined || !reading.has(method))

/**
 * What an author does not name follows from the method: each POST makes a thing of its own (`alone`), any other method
 * changes what is at its path. The answer has no part in it: a service that chose the name could have all writes
 * replace each other.
 */
function nameThing({ writes }, { asked, method, path }, alone) {
  if (writes) return String(writes(asked))
  return method === 'POST' ? alone : path.split('?', 1)[0]
}
