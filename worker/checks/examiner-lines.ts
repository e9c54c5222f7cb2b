import { Compile } from 'typebox/compile'
import { examinerLimits, ExaminerLineSchema, type ExaminerLine } from '../../contracts/examiner-protocol.js'

/** Reads a line as one of a protocol. Anything but a whole, known line with the run's nonce is a fault of ours: it throws. */
export function lineParser<Line extends { nonce: string }>(schema: { Check(value: unknown): boolean }): (text: string, nonce: string) => Line {
  return (text, nonce) => {
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch (error) {
      throw new Error('The examiner printed a line that is not JSON', { cause: error })
    }
    if (!schema.Check(value)) throw new Error(`The examiner printed a line of unknown shape: ${text.slice(0, 300)}`)
    if ((value as Line).nonce !== nonce) throw new Error('The examiner printed a line with a foreign nonce')
    return value as Line
  }
}

/** One line of an examiner that runs hidden tests. */
export const parseExaminerLine = lineParser<ExaminerLine>(Compile(ExaminerLineSchema))

/** Cuts a stream of bytes into lines, within the bounds of the protocol. Throws once a bound is passed. */
export class LineSplitter {
  #rest = Buffer.alloc(0)
  #totalBytes = 0

  push(chunk: Buffer): string[] {
    this.#totalBytes += chunk.length
    if (this.#totalBytes > examinerLimits.totalBytes) throw new Error('The examiner printed more than the protocol allows')
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
  if (line.length > examinerLimits.lineBytes) throw new Error('The examiner printed a line longer than the protocol allows')
  return line
}
