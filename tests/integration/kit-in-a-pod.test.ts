import { readFile } from 'node:fs/promises'
import t from 'tap'
import { readExercisePackage, type ExercisePackage } from '../../contracts/exercise/exercise-package.js'
import type { Report } from '../../contracts/report/report.js'
import { assessDirectly } from '../../worker/assess.js'
import { projectFile } from '../project-file.js'
import { sandbox } from './pod/example-pod.js'

const manifest = `slug: kit
title: Fixtures of the kit
languages: [node]
services: [SERVICES]
weights: { correctness: 100, speed: 0, quality: 0 }
`

const server = `
const { createServer } = require('node:http')
const { readFileSync, writeFileSync } = require('node:fs')
const service = createServer((request, response) => {
  if (request.method === 'PUT') request.on('data', (bytes) => writeFileSync('/data/file', bytes)).on('end', () => response.end())
  else response.end(request.url === '/file' ? readFileSync('/data/file') : 'ok')
})
const listen = () => service.listen(process.env.PORT)
const { DATABASE_URL: address = '' } = process.env
const table = 'create table if not exists written (id bigint primary key, at timestamp(3) null, price decimal(8, 2))'
if (address.startsWith('mysql')) {
  const connection = require('mysql2').createConnection(address)
  connection.query(table, (error) => {
    if (error) throw error
    connection.end(listen)
  })
} else listen()
process.on('SIGTERM', () => process.exit())
`

async function makeExercise(services: string, file: string): Promise<ExercisePackage> {
  const tests = await readFile(projectFile(`tests/integration/kit/${file}`))
  const files = {
    'exercise.yaml': manifest.replace('SERVICES', services),
    'statement.md': 'None.',
    'starter/node/server.js': server,
  }
  const texts = Object.entries(files).map(([path, text]): [string, Buffer] => [path, Buffer.from(text)])
  return readExercisePackage(new Map([...texts, [`hidden/correctness/${file}`, tests]]))
}

async function runTests(services: string, file: string): Promise<CorrectnessReport> {
  const report = await assessDirectly(
    {
      source: new Map([['server.js', Buffer.from(server)]]),
      exercise: await makeExercise(services, file),
      language: 'node',
      worker: 'kit-tests',
    },
    sandbox,
  )
  return { verdict: report.verdict, tests: report.checks.correctness.tests }
}

type CorrectnessReport = Pick<Report, 'verdict'> & Pick<Report['checks']['correctness'], 'tests'>

for (const [services, file, count] of [
  ['postgres, redis', 'fixtures.test.mjs', 8],
  ['mariadb', 'mariadb.test.mjs', 7],
] as const) {
  t.test(`in a pod with ${services}, every fixture of the kit does what it says`, async (t) => {
    const { verdict, tests } = await runTests(services, file)
    t.equal(verdict, 'assessed')
    const failing = tests.filter(({ outcome }) => outcome !== 'passed')
    t.match(failing, [{ id: 'leaves-a-database-paused', message: 'The test did not finish within 0.5 s.' }])
    t.equal(tests.length, count)
  })
}
