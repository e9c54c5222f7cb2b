import type { Writable } from 'node:stream'
import { type ControlAction, examinerLimits, type WithoutNonce } from '../../../contracts/protocol/bounds.js'
import { Correlator } from '../../../contracts/protocol/correlator.js'
import type { ControlReply, ExaminerLine, Exchange } from '../../../contracts/protocol/examiner.js'
import type { SpeedLine } from '../../../contracts/protocol/speed.js'

const longestLineIn = 128 * 1024 * 1024
const newline = 10

/**
 * The lines of the worker, or of another program of ours, as objects. Throws for a line that is no JSON object: that is
 * a fault.
 */
export async function* readMessages<Message extends { type: string }>(
  input: AsyncIterable<Buffer>,
): AsyncGenerator<Message> {
  let pending: Buffer[] = []
  let pendingBytes = 0
  for await (const chunk of input) {
    let rest = chunk
    for (let at = rest.indexOf(newline); at !== -1; at = rest.indexOf(newline)) {
      yield parseLine(Buffer.concat([...pending, rest.subarray(0, at)]))
      pending = []
      pendingBytes = 0
      rest = rest.subarray(at + 1)
    }
    pending.push(rest)
    pendingBytes += rest.length
    if (pendingBytes > longestLineIn) throw new Error('A line from the worker is too long.')
  }
}

function parseLine<Message extends { type: string }>(line: Buffer): Message {
  const message = JSON.parse(line.toString('utf8')) as Partial<Message> | null
  if (typeof message?.type !== 'string') throw new Error('A line from the worker has no type.')
  return message as Message
}

/**
 * All lines out together are bounded, too: beyond this many bytes there is no room for long ones, and 30 MB left for
 * results.
 */
const roomyBytes = 32 * 1024 * 1024
const longestLateLine = 8 * 1024

export type LineOut = WithoutNonce<ExaminerLine | SpeedLine>

export interface LineWriter {
  setNonce(value: string): void
  write(line: LineOut): void
}

/** Writes objects as lines that each carry the run's nonce. */
export function createLineWriter(output: Pick<Writable, 'write'>): LineWriter {
  let nonce = ''
  let writtenBytes = 0
  return {
    setNonce: (value) => (nonce = value),
    write(message) {
      const line = fitLine(
        { nonce, ...message },
        writtenBytes > roomyBytes ? longestLateLine : examinerLimits.lineBytes,
      )
      writtenBytes += Buffer.byteLength(line) + 1
      output.write(`${line}\n`)
    },
  }
}

type WithTranscript = { transcript: Exchange[] }

/** What is given up, in this order, when a line is too long. */
const reductions: ((message: WithTranscript) => WithTranscript)[] = [
  (message) => mapTranscript(message, (exchange) => ({ ...exchange, requestHeaders: {}, responseHeaders: {} })),
  (message) => mapTranscript(message, (exchange) => ({ ...exchange, ...shortBodies(exchange, 200) })),
  (message) => ({ ...message, transcript: shortenTranscript(message.transcript) }),
  (message) => ({ ...message, transcript: [] }),
]

function fitLine(message: object, mostBytes: number): string {
  let line = encode(message)
  if (!('transcript' in message)) return line
  let reduced = message as WithTranscript
  for (const reduce of reductions) {
    if (Buffer.byteLength(line) < mostBytes) break
    reduced = reduce(reduced)
    line = encode(reduced)
  }
  return line
}

/** JSON in which no reader of lines sees an end of line: U+2028 and U+2029 count as one for some. */
const encode = (message: object): string =>
  JSON.stringify(message).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')

const mapTranscript = (message: WithTranscript, change: (exchange: Exchange) => Exchange): WithTranscript => ({
  ...message,
  transcript: message.transcript.map(change),
})

/** The first two and the last three, with the gap marked. */
function shortenTranscript(transcript: Exchange[]): Exchange[] {
  const [next, ...last] = transcript.slice(-3)
  const between = transcript.slice(2, -3)
  if (!next || between.length === 0) return transcript
  const missing = [...between, next].reduce((sum, exchange) => sum + (exchange.missing ?? 0), between.length)
  return [...transcript.slice(0, 2), { ...next, missing }, ...last]
}

const shortBodies = ({ requestBody, responseBody }: Exchange, length: number) => ({
  requestBody: requestBody && requestBody.slice(0, length),
  responseBody: responseBody && responseBody.slice(0, length),
})

const patienceMs = 120_000

export interface WorkerControl {
  /** The worker's reply; throws where none comes. */
  ask(action: ControlAction, service?: string): Promise<Pick<ControlReply, 'ok' | 'detail'>>
  settle(reply: ControlReply): void
  /** No more replies can come. */
  close(): void
}

/** Asks the worker for what only it can do: restart the subject, pause a service. */
export function createWorkerControl(write: (line: LineOut) => void): WorkerControl {
  const requests = new Correlator<Pick<ControlReply, 'ok' | 'detail'>>()
  return {
    async ask(action, service) {
      const onOverdue = (id: number) => requests.reject(id, new Error('it took too long'))
      try {
        return await requests.ask((id) => write({ type: 'control', id, action, ...(service && { service }) }), {
          withinMs: patienceMs,
          onOverdue,
        })
      } catch (error) {
        throw new Error(`The worker did not reply to ${action}: ${(error as Error).message}`, { cause: error })
      }
    },
    settle({ id, ok, detail }) {
      if (!requests.resolve(id, { ok, detail })) throw new Error(`The worker replied to ${id}, which was not asked.`)
    },
    close: () => requests.close(new Error('its channel was closed')),
  }
}
