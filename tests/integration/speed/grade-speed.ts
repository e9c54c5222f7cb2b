import { randomUUID } from 'node:crypto'
import { readExercisePackage, type ExercisePackage } from '../../../contracts/exercise-package.js'
import type { PhaseName } from '../../../contracts/progress.js'
import type { Report } from '../../../contracts/report.js'
import { assess } from '../../../worker/assess.js'
import { sandbox } from '../pod/example-pod.js'

const manifest = `slug: echo
title: An echo
languages: [node]
weights: { correctness: 50, speed: 50, quality: 0 }
limits: { memoryMb: 128, startSeconds: 10, checkSeconds: 20, speedSeconds: 60 }
`

const hiddenTest = `import { expect, test } from '@assay/kit'
test('Echoes a path', { points: 1 }, async ({ http }) => {
  expect((await http.get('/tested')).text).toBe('/tested')
})
`

const scenarios = `import { expect, scenario } from '@assay/kit'
scenario('Echoes under load', { id: 'echoes', unit: 'one echo', requestsPerTurn: 40, requests: [{
  name: 'echo',
  make: ({ nonce }) => ({ path: '/' + nonce, expected: '/' + nonce }),
  check: ({ text }, { expected }) => expect(text).toBe(expected),
}] })
`

/** A server whose answer to a request is this expression of `url`, after so many milliseconds. */
export const serverOf = (answer: string, delayMs = 0): string => `
const { createServer } = require('node:http')
createServer(({ url }, response) => setTimeout(() => response.end(${answer}), ${delayMs})).listen(process.env.PORT)
process.on('SIGTERM', () => process.exit())
`

export const reference = serverOf('url')

const treeOf = (texts: Record<string, string>) => new Map(Object.entries(texts).map(([path, text]) => [path, Buffer.from(text)]))

export const echoExercise = (): ExercisePackage =>
  readExercisePackage(treeOf({
    'exercise.yaml': manifest,
    'statement.md': 'Answer with the path.',
    'starter/node/server.js': '',
    'hidden/correctness/echo.test.mjs': hiddenTest,
    'hidden/speed/echo.speed.mjs': scenarios,
    'submissions/accepted/node-reference/server.js': reference,
  }))

export interface SpeedGrading {
  report: Report
  phases: PhaseName[]
}

/** Grades a service of one file, its speed included. */
export async function gradeSpeed(server: string, signal = new AbortController().signal): Promise<SpeedGrading> {
  const phases: PhaseName[] = []
  const report = await assess(
    {
      runId: randomUUID(),
      submissionId: randomUUID(),
      delivery: 1,
      source: treeOf({ 'server.js': server }),
      sourceSha256: '0'.repeat(64),
      exercise: echoExercise(),
      exerciseDigest: '0'.repeat(64),
      language: 'node',
      seed: 'seed-of-speed',
      earlierPhases: [],
      worker: 'speed-tests',
      onProgress: (progress) => {
        if (progress.type === 'phase') phases.push(progress.phase)
      },
      signal,
    },
    sandbox,
  )
  return { report, phases }
}
