import { runExaminer } from './examiner/run-examiner.mjs'

const exitCode = await runExaminer({
  input: process.stdin,
  output: process.stdout,
  folder: process.env.EXAM_FOLDER ?? '/exam',
})
process.stdout.write('', () => process.exit(exitCode))
