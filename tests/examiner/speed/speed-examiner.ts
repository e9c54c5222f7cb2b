import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Compile } from 'typebox/compile'
import type { ServiceAccess } from '../../../contracts/protocol/examiner.js'
import {
  SpeedLineSchema,
  type SpeedInput,
  type SpeedLine,
  type SpeedQuestion,
} from '../../../contracts/protocol/speed.js'
import { projectFile } from '../../project-file.js'

const mainFile = projectFile('dist/sandbox-images/examiner/speed.js')
const validator = Compile(SpeedLineSchema)

type LineOf<T extends SpeedLine['type']> = Extract<SpeedLine, { type: T }>

/** A real examiner measuring speed, with the worker's side played by a test; every line must fit the protocol. */
export class SpeedExaminer {
  readonly exitCode: Promise<number>
  readonly #process: ChildProcess
  readonly #lines: SpeedLine[] = []
  #asked = 0
  #taken = 0
  #rest = ''
  #wake: () => void = () => undefined

  constructor() {
    const folder = mkdtempSync(join(tmpdir(), 'speed-'))
    this.#process = spawn(process.execPath, [mainFile], { stdio: ['pipe', 'pipe', 'inherit'], env: { TMPDIR: folder } })
    this.exitCode = once(this.#process, 'close').then(([code]) => {
      rmSync(folder, { recursive: true, force: true })
      this.#wake()
      return code as number
    })
    this.#process.stdout?.setEncoding('utf8').on('data', (text: string) => this.#receive(text))
    this.#process.stdin?.on('error', () => undefined)
  }

  send(question: SpeedQuestion): void {
    this.#asked += 1
    this.#write({ id: this.#asked, ...question })
  }

  sendFile(path: string, content: Buffer): void {
    this.#write({ type: 'file', path, content: content.toString('base64') })
  }

  #write(input: SpeedInput): void {
    this.#process.stdin?.write(`${JSON.stringify(input)}\n`)
  }

  /** Sends one file of scenarios and asks to collect them. */
  load(source: string, path = 'hidden/speed/a.speed.mjs'): void {
    this.sendFile(path, Buffer.from(`import { scenario, expect } from '@assay/kit'\n${source}`))
    this.send({ type: 'load-speed', nonce: 'n-1', seed: 'seed' })
  }

  open(port: number, services: Record<string, ServiceAccess> = {}): void {
    this.send({
      type: 'open',
      port,
      listeners: [{ name: 'subject', port, uid: process.getuid?.() ?? 0 }],
      startMs: 5000,
      services,
    })
  }

  /** The scenarios it names, up to the end of the list. */
  async listed(): Promise<LineOf<'scenario'>['scenario'][]> {
    const scenarios: LineOf<'scenario'>['scenario'][] = []
    for (;;) {
      const line = await this.#nextLine()
      if (line.type === 'loaded') return scenarios
      if (line.type !== 'scenario') throw new Error(`Expected scenarios, and it said ${JSON.stringify(line)}`)
      scenarios.push(line.scenario)
    }
  }

  /** The next line, which must be of this type. */
  async next<T extends SpeedLine['type']>(type: T): Promise<LineOf<T>> {
    const line = await this.#nextLine()
    if (line.type !== type) throw new Error(`Expected "${type}", and it said ${JSON.stringify(line)}`)
    return line as LineOf<T>
  }

  async #nextLine(): Promise<SpeedLine> {
    for (;;) {
      const line = this.#lines[this.#taken]
      if (line) {
        this.#taken += 1
        return line
      }
      if (this.#process.exitCode !== null) throw new Error('The examiner ended without another line')
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill('SIGKILL')
    await this.exitCode
  }

  #receive(text: string): void {
    const whole = (this.#rest + text).split('\n')
    this.#rest = whole.pop() ?? ''
    for (const raw of whole) {
      const line: unknown = JSON.parse(raw)
      if (!validator.Check(line)) throw new Error(`Not a line of the protocol: ${raw.slice(0, 500)}`)
      this.#lines.push(line)
    }
    this.#wake()
  }
}
