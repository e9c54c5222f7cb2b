import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runSpeedExaminer } from './speed/run-speed-examiner.mjs'

const folder = await mkdtemp(join(tmpdir(), 'exam-'))
const exitCode = await runSpeedExaminer({ input: process.stdin, output: process.stdout, folder })
await rm(folder, { recursive: true, force: true })
process.stdout.write('', () => process.exit(exitCode))
