import { randomBytes } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { Compile } from 'typebox/compile'
import { CallerError } from '../../contracts/errors.js'
import { examinerLimits } from '../../contracts/protocol/bounds.js'
import {
  type ExaminerInput,
  type ExaminerLine,
  ExaminerLineSchema,
  type HiddenTest,
} from '../../contracts/protocol/examiner.js'
import type { Suite } from '../../contracts/exercise/suite.js'
import type { SourceTree } from '../../contracts/source-tree.js'
import { lineParser } from './line-parser.js'

/** A running examiner, as the sandbox gives it. */
export interface ExaminerProcess extends AsyncDisposable {
  writeInput(text: string): Promise<void>
  readonly exited: Promise<{ exitCode: number; oomKilled: boolean }>
}

export type StartExaminer = (output: {
  stdout(chunk: Buffer): void
  stderr(chunk: Buffer): void
}) => Promise<ExaminerProcess>

/** What both protocols have in common: any line may be a fault instead. */
type FaultLine = { type: 'fault'; message: string; mistakeAt?: string }
type AnyLine = { type: string } | FaultLine

/**
 * The lines between the worker and one examiner, whichever protocol they speak. Every fault on its side (a crash, a
 * broken line, a file that does not load) is thrown to whoever reads: it is ours or the exercise author's, never the
 * learner's. What is surely the author's is a `CallerError`, so that who grades or verifies the exercise is told of it
 * as such.
 */
export class ExaminerChannel<Input extends { type: string }, Line extends AnyLine> implements AsyncDisposable {
  /** Each line from the examiner must carry it: nothing else in the pod knows it. */
  readonly nonce = randomBytes(16).toString('hex')
  readonly #lines = new PassThrough({ objectMode: true, highWaterMark: 10_000 })
  readonly #splitter = new LineSplitter()
  readonly #parse: (text: string, nonce: string) => Line
  #process: ExaminerProcess | undefined
  #stderr = ''

  constructor(parse: (text: string, nonce: string) => Line) {
    this.#parse = parse
    this.#lines.on('error', () => undefined) // whoever reads gets it thrown; when nobody reads, it is no news
  }

  async start(start: StartExaminer): Promise<void> {
    this.#process = await start({
      stdout: (chunk) => this.#receive(chunk),
      stderr: (chunk) => {
        this.#stderr = (this.#stderr + chunk.toString('utf8')).slice(-2000)
      },
    })
    this.#process.exited.then(
      ({ exitCode, oomKilled }) =>
        this.fail(
          new Error(`The examiner ended with ${exitCode}${oomKilled ? ', out of memory' : ''}: ${this.#stderr}`),
        ),
      (cause: unknown) => this.fail(new Error('The examiner was lost', { cause })),
    )
  }

  async send(input: Input | { type: 'file'; path: string; content: string }): Promise<void> {
    if (!this.#process) throw new Error('The examiner was not started')
    await this.#process.writeInput(`${JSON.stringify(input)}\n`)
  }

  /** Hands over the files of a package that the examiner needs. */
  async sendFiles(files: SourceTree, isNeeded: (path: string) => boolean): Promise<void> {
    for (const [path, bytes] of files) {
      if (isNeeded(path)) await this.send({ type: 'file', path, content: bytes.toString('base64') })
    }
  }

  /** What the examiner says, in order, until the caller stops reading. A `fault` line is thrown. */
  async *lines(): AsyncGenerator<Line> {
    for await (const line of this.#lines.iterator({ destroyOnReturn: false }) as AsyncIterable<Line>) {
      if (line.type === 'fault' && 'message' in line) throw toError(line)
      yield line
    }
  }

  #receive(chunk: Buffer): void {
    try {
      for (const text of this.#splitter.push(chunk)) this.#lines.write(this.#parse(text, this.nonce))
    } catch (error) {
      this.fail(error as Error)
    }
  }

  /** Ends the conversation from this side: whoever reads gets the reason thrown. */
  fail(reason: Error): void {
    this.#lines.destroy(reason)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#lines.destroy()
    await this.#process?.[Symbol.asyncDispose]()
  }
}

/** A worker of a server treats both as a fault, for neither may cost a learner points. */
function toError({ message, mistakeAt }: FaultLine): Error {
  if (mistakeAt === undefined) return new Error(`The examiner reports a fault: ${message}`)
  return new CallerError('package-invalid', mistakeAt === '' ? message : `${mistakeAt}: ${message}`)
}

/** A conversation with one examiner that runs hidden tests. */
export type ExaminerSession = ExaminerChannel<ExaminerInput, ExaminerLine>

export interface ExaminerLoad {
  files: SourceTree
  seed: string
  contractPoints: number
  suites: readonly Suite[]
}

/** Starts an examiner, gives it the hidden tests, and returns once it has listed them. Every fault is thrown. */
export async function openExaminer(
  start: StartExaminer,
  load: ExaminerLoad,
): Promise<{ session: ExaminerSession; tests: HiddenTest[] }> {
  const session: ExaminerSession = new ExaminerChannel(parseExaminerLine)
  try {
    await session.start(start)
    return { session, tests: await loadTests(session, load) }
  } catch (error) {
    await session[Symbol.asyncDispose]()
    throw error
  }
}

async function loadTests(
  session: ExaminerSession,
  { files, seed, contractPoints, suites }: ExaminerLoad,
): Promise<HiddenTest[]> {
  await session.sendFiles(files, (path) => path.startsWith('hidden/') || path === 'openapi.yaml')
  await session.send({ type: 'load', nonce: session.nonce, seed, contractPoints, suites })
  const tests: HiddenTest[] = []
  for await (const line of session.lines()) {
    if (line.type === 'test') tests.push(line.test)
    else if (line.type === 'loaded') break
    else throw new Error(`The examiner sent "${line.type}" while it loaded the tests`)
  }
  return tests
}

/** One line of an examiner that runs hidden tests. */
export const parseExaminerLine = lineParser<ExaminerLine>(Compile(ExaminerLineSchema), 'The examiner')

/** Cuts a stream of bytes into lines, within the bounds of the protocol. Throws once a bound is passed. */
export class LineSplitter {
  #rest = Buffer.alloc(0)
  #totalBytes = 0

  push(chunk: Buffer): string[] {
    this.#totalBytes += chunk.length
    if (this.#totalBytes > examinerLimits.totalBytes)
      throw new Error('The examiner printed more than the protocol allows')
    const lines: string[] = []
    let data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    for (let end = data.indexOf(10); end !== -1; end = data.indexOf(10)) {
      lines.push(boundLine(data.subarray(0, end)).toString('utf8'))
      data = data.subarray(end + 1)
    }
    this.#rest = Buffer.from(boundLine(data))
    return lines
  }
}

function boundLine(line: Buffer): Buffer {
  if (line.length > examinerLimits.lineBytes)
    throw new Error('The examiner printed a line longer than the protocol allows')
  return line
}
