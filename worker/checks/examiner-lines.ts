import { Compile } from 'typebox/compile'
import { examinerLimits } from '../../contracts/protocol/bounds.js'
import { ExaminerLineSchema, type ExaminerLine } from '../../contracts/protocol/examiner.js'
import { lineParser } from './line-parser.js'

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
