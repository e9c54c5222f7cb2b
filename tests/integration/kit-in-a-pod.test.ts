import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import t from 'tap'
import { readExercisePackage, type ExercisePackage } from '../../contracts/exercise-package.js'
import { assess } from '../../worker/assess.js'
import { sandbox } from './pod/example-pod.js'

const manifest = `slug: kit
title: Fixtures of the kit
languages: [node]
services: [postgres, redis]
weights: { correctness: 100, speed: 0, quality: 0 }
`

const server = `
const { createServer } = require('node:http')
const { readFileSync, writeFileSync } = require('node:fs')
createServer((request, response) => {
  if (request.method === 'PUT') request.on('data', (bytes) => writeFileSync('/data/file', bytes)).on('end', () => response.end())
  else response.end(request.url === '/file' ? readFileSync('/data/file') : 'ok')
}).listen(process.env.PORT)
process.on('SIGTERM', () => process.exit())
`

async function makeExercise(): Promise<ExercisePackage> {
  const tests = await readFile(new URL('kit/fixtures.test.mjs', import.meta.url))
  const files = { 'exercise.yaml': manifest, 'statement.md': 'None.', 'starter/node/server.js': server }
  const texts = Object.entries(files).map(([path, text]): [string, Buffer] => [path, Buffer.from(text)])
  return readExercisePackage(new Map([...texts, ['hidden/correctness/fixtures.test.mjs', tests]]))
}

t.test('in a pod, every fixture of the kit does what it says', async (t) => {
  const report = await assess(
    {
      runId: randomUUID(),
      submissionId: randomUUID(),
      delivery: 1,
      source: new Map([['server.js', Buffer.from(server)]]),
      sourceSha256: '0'.repeat(64),
      exercise: await makeExercise(),
      exerciseDigest: '0'.repeat(64),
      language: 'node',
      seed: 'seed',
      earlierPhases: [],
      worker: 'kit-tests',
      onProgress: () => undefined,
      signal: new AbortController().signal,
    },
    sandbox,
  )
  t.equal(report.verdict, 'assessed')
  const failing = report.checks.correctness.tests.filter(({ outcome }) => outcome !== 'passed')
  t.match(failing, [{ id: 'leaves-a-database-paused', message: 'The test did not finish within 0.5 s.' }])
  t.equal(report.checks.correctness.tests.length, 8)
})
