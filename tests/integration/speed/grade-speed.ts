import { readExercisePackage, type ExercisePackage } from '../../../contracts/exercise/exercise-package.js'
import type { PhaseName } from '../../../contracts/job.js'
import type { Report } from '../../../contracts/report/report.js'
import { assessDirectly } from '../../../worker/assess.js'
import { sandbox } from '../pod/example-pod.js'
import { treeOf } from '../../tree-of.js'

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

/** A server whose answer to a request is this expression of `url`. */
export const serverOf = (answer: string): string => `
const { createServer } = require('node:http')
createServer(({ url }, response) => response.end(${answer})).listen(process.env.PORT)
process.on('SIGTERM', () => process.exit())
`

export const reference = serverOf('url')

/**
 * Notes that are written again and again, in a scenario for each way of keeping them. Only memory is scored: it is
 * steady, so that the fewest pairs are enough.
 */
const keepingScenarios = (ways: readonly string[]) => `import { expect, scenario } from '@assay/kit'
const thresholds = { cpu: null, latency: null, tail: null, memory: { full: 3, none: 9 } }
for (const way of ${JSON.stringify(ways)}) scenario(way, { id: way, unit: 'one note', requestsPerTurn: 20, perSecond: 100, thresholds, requests: [{
  name: 'note',
  make: ({ nonce, random }) => ({ method: 'PUT', path: '/' + way + random.int(1, 9) + '?' + nonce, expected: nonce }),
  check: ({ status, text }, { expected }) => expect([status, text]).toEqual([200, expected]),
}],
async audit({ http, request }) { expect((await http.get(request.path)).text).toBe(request.expected) },
})
`

/** An echo under a path of its own, in a scenario for each way of cheating. */
const cheatingScenarios = (ways: readonly string[]) => `import { expect, scenario } from '@assay/kit'
for (const way of ${JSON.stringify(ways)}) scenario(way, { id: way, unit: 'one echo', requestsPerTurn: 40, requests: [{
  name: 'echo',
  make: ({ nonce }) => ({ path: '/' + way + '/' + nonce, expected: '/' + way + '/' + nonce }),
  check: ({ text }, { expected }) => expect(text).toBe(expected),
}] })
`

const seedingScenario = `import { expect, scenario } from '@assay/kit'
scenario('Counts notes', { id: 'counts', unit: 'one count', requestsPerTurn: 20, perSecond: 200, rows: 20,
  seed: async ({ db, from, to }) => {
    const { rows: [notes] } = await db.query("SELECT last_analyze IS NOT NULL AS analyzed, last_autoanalyze IS NULL AS alone FROM pg_stat_user_tables WHERE relname = 'notes'")
    if (from > 0 && !(notes.analyzed && notes.alone)) throw new Error('the table was not analyzed, or not by us')
    await db.query('INSERT INTO notes SELECT n::text FROM generate_series($1::int, $2::int) n', [from + 1, to])
    return to
  },
  requests: [{
    name: 'count',
    make: ({ data, nonce }) => ({ path: '/' + nonce, expected: '/' + nonce + ' ' + data }),
    check: ({ text }, { expected }) => expect(text).toBe(expected),
  }],
})
`

/**
 * A service that keeps in `/data` what is put. `ways` says how, by the scenario: code that sees `file`, `text` and
 * `notes`.
 */
export const keeperOf = (ways: Readonly<Record<string, string>>, atStart = ''): string => `
const { createServer } = require('node:http')
const { existsSync, readFileSync, writeFileSync } = require('node:fs')
const { spawn } = require('node:child_process')
${atStart}
const notes = new Map()
const ways = { ${Object.entries(ways)
  .map(([way, keep]) => `${way}(file, text) { ${keep} }`)
  .join(', ')} }
createServer(({ method, url }, response) => {
  const [path, text] = url.split('?')
  const file = '/data/note-' + path.slice(1)
  if (method !== 'PUT') return response.end(notes.get(file) ?? (existsSync(file) ? readFileSync(file) : path))
  ways[path.replace(/[^a-z]/g, '')](file, text)
  response.end(text)
}).listen(process.env.PORT)
process.on('SIGTERM', () => process.exit())
`

export const seedingReference = `
const { createServer } = require('node:http')
const { Client, Pool } = require('pg')
const pool = new Pool({ connectionString: process.env.DATABASE_URL })
const holder = new Client({ connectionString: process.env.DATABASE_URL })
const start = async () => {
  await pool.query('CREATE TABLE notes (note text); CREATE TABLE held (note text)')
  await holder.connect()
  await holder.query('BEGIN; LOCK TABLE held')
  createServer(async ({ url }, response) => {
    if (url === '/tested') return response.end(url)
    const { rows } = await pool.query('SELECT count(*)::int AS count FROM notes')
    response.end(url + ' ' + rows[0].count)
  }).listen(process.env.PORT)
}
start()
process.on('SIGTERM', () => process.exit())
`

const exerciseOf = (files: Record<string, string>): ExercisePackage =>
  readExercisePackage(
    treeOf({
      'exercise.yaml': manifest,
      'statement.md': 'Answer with the path.',
      'starter/node/server.js': '',
      'hidden/correctness/echo.test.mjs': hiddenTest,
      ...files,
    }),
  )

export const echoExercise = (): ExercisePackage =>
  exerciseOf({ 'hidden/speed/echo.speed.mjs': scenarios, 'submissions/accepted/node-reference/server.js': reference })

/** One scenario for each way of cheating. */
export const cheatingExercise = (ways: readonly string[]): ExercisePackage =>
  exerciseOf({
    'exercise.yaml': manifest.replace('speedSeconds: 60', 'speedSeconds: 240'),
    'hidden/speed/echo.speed.mjs': cheatingScenarios(ways),
    'submissions/accepted/node-reference/server.js': reference,
  })

const exerciseWithDatabase = (scenarios: string, server: string): ExercisePackage =>
  exerciseOf({
    'exercise.yaml': `${manifest}services: [postgres]\n`,
    'hidden/speed/notes.speed.mjs': scenarios,
    'submissions/accepted/node-reference/server.js': server,
    'submissions/accepted/node-reference/package.json': '{ "dependencies": { "pg": "^8.0.0" } }',
  })

/** What is put has to be there after a kill. One scenario for each way. */
export const keepingExercise = (ways: readonly string[]): ExercisePackage =>
  exerciseOf({
    'exercise.yaml': manifest.replace('speedSeconds: 60', 'speedSeconds: 240'),
    'hidden/speed/notes.speed.mjs': keepingScenarios(ways),
    'submissions/accepted/node-reference/server.js': keeperOf(
      Object.fromEntries(ways.map((way) => [way, 'writeFileSync(file, text)'])),
    ),
  })

/** A table that is seeded, beside one that the service never lets go of. */
export const seedingExercise = (): ExercisePackage => exerciseWithDatabase(seedingScenario, seedingReference)

export interface SpeedGrading {
  report: Report
  phases: PhaseName[]
}

export interface SpeedGradingOptions {
  exercise?: ExercisePackage
  runId?: string
  signal?: AbortSignal
}

/** Grades a service of one file, its speed included. */
export async function gradeSpeed(
  server: string,
  { exercise = echoExercise(), ...options }: SpeedGradingOptions = {},
): Promise<SpeedGrading> {
  const phases: PhaseName[] = []
  const report = await assessDirectly(
    {
      ...options,
      source: treeOf({ 'server.js': server }),
      exercise,
      language: 'node',
      worker: 'speed-tests',
      onProgress: (progress) => {
        if (progress.type === 'phase') phases.push(progress.phase)
      },
    },
    sandbox,
  )
  return { report, phases }
}
